// Made of src/device/sleep.ts by tools/board-types.mjs; "npm run board-types" writes it anew.
// biome-ignore-all format: a tool writes this file, and an editor reads it

/**
 * Reads once, publishes, and sleeps deeply; then the board boots anew and comes here again. It sleeps once all that waits
 * is confirmed, and says DISCONNECT before; or after 20 s, whatever waits then. What waits in RAM is lost by that.
 *
 * A mistake throws `seconds: 0`. Stands ahead of `connect`, for a board that wakes from a step of a long sleep goes on
 * sleeping here.
 * @param seconds how long to sleep, 1 to 2,592,000 (30 days); after five boots in a row with nothing confirmed, four times
 *   as long. Over 2,147 an ESP32 wakes at the multiples of `seconds` on its clock
 * @param read publishes what there is to say, in a turn of its own. If it takes a parameter, it calls that when it is
 *   done, within 20 s; else it is done when it returns
 */
export declare function sleepFor(seconds: number, read: (done: () => void) => void): void;

/** The client's bundle on a virtual board over real sockets, with a clock that runs faster than ours. */
import { loadBoard } from "../../src/boards.js";
import { boot } from "../../src/sim/board.js";
import { hostSurroundings } from "../../src/sim/host.js";
import { seededRandom } from "../../src/sim/seeded-random.js";
import { type BoardId, bundleOf, type Client, clientOn, faster } from "./device.js";

/** How many times faster: 10 s for a reply become half a second. */
const times = 20;

export interface HostDevice extends Client {
  /** The sketch puts so many values, 0 and up, one every so many of its own milliseconds, to three tags in turn. */
  putEvery(intervalMs: number, count: number): void;
  stop(): Promise<void>;
}

export async function hostDevice(id: BoardId, seed: number): Promise<HostDevice> {
  const profile = loadBoard(id);
  const lines: string[] = [];
  const given = hostSurroundings((line) => lines.push(line));
  const surroundings = { ...given, clock: faster(given.clock, times), random: seededRandom(seed) };
  const board = boot(await bundleOf("client", id), profile, surroundings);
  return {
    ...clientOn(board, profile),
    putEvery(intervalMs, count) {
      board.evaluate(
        `(function(n){var id=setInterval(function(){client.publishValue("t"+n%3,n);if(++n==${count})clearInterval(id)},${intervalMs})})(0)`,
      );
    },
    stop: () => board.stop(),
  };
}

/** What must stay bounded however long a simulation runs: passes of the board, its timers, its connections. */
import type { VirtualBoard } from "../board.js";
import type { VirtualNetwork } from "../virtual-network.js";
import type { Fail } from "./failures.js";

const MOST_TIMERS = 100;
const MOST_CONNECTIONS = 2;

/**
 * @param reasons how many values were put, and edges came from parts, so far
 * @returns looks once more; give it the milliseconds since it looked last
 */
export function boundsCheck(
  board: VirtualBoard,
  network: Pick<VirtualNetwork, "openCount">,
  reasons: () => number,
  fail: Fail,
): (overMs: number) => void {
  let last = { passes: 0, reasons: 0, bytes: 0 };
  return (overMs) => {
    const { bytesSent, bytesReceived } = board.traffic;
    const now = { passes: board.passes(), reasons: reasons(), bytes: bytesSent + bytesReceived };
    const passes = now.passes - last.passes;
    const events = now.reasons - last.reasons + (now.bytes - last.bytes) / 2;
    // A timer that fires each 10 ms is a sketch's own affair.
    if (passes > 100 + overMs / 5 + 10 * events) fail("no-busy-loop", `${passes} idle passes within ${overMs} ms`);
    if (board.timers() > MOST_TIMERS) fail("bounded", `${board.timers()} timers run`);
    if (network.openCount() > MOST_CONNECTIONS) {
      fail("bounded", `${network.openCount()} connections are open at a time`);
    }
    last = now;
  };
}

/** The line to a board's console: how long bytes take, when the board asks for silence, and what is lost. */
import { describe, expect, it } from "vitest";
import { type SerialLineOptions, serialLine } from "../../src/sim/serial-line.js";
import { virtualClock } from "../../src/sim/virtual-clock.js";

const XON = "\x11";
const XOFF = "\x13";

function wired(options: Partial<SerialLineOptions> = {}) {
  const clock = virtualClock();
  const seen = { board: "", host: "", drained: 0 };
  const line = serialLine(
    { baud: 115_200, inputBytes: 1024, transmitBytes: 256, flowControl: true, ...options },
    clock,
    (byte) => byte,
    (byte) => {
      seen.board += byte;
    },
    (bytes) => {
      seen.host += bytes;
    },
    () => seen.drained++,
  );
  return { clock, seen, line };
}

describe("the serial line", () => {
  it("takes a second for 11,520 bytes at 115,200 baud, each way", () => {
    const { clock, seen, line } = wired({ inputBytes: 65_536 });
    line.send("x".repeat(20_000));
    line.print("y".repeat(20_000));
    clock.advance(1_000);
    expect(seen.board.length / 11_520).toBeCloseTo(1, 1);
    expect(seen.host.replace(XOFF, "").length / 11_520).toBeCloseTo(1, 1);
    expect(seen.board.length).toBeLessThanOrEqual(11_520);
  });

  it("keeps all bytes in order, also at a baud rate below a byte a millisecond", () => {
    const { clock, seen, line } = wired({ baud: 4_800 });
    line.send("abcdefghij");
    clock.advance(1_000);
    expect(seen.board).toBe("abcdefghij");
  });

  it("sends XOFF once when the input buffer is over 6/8 full, ahead of what is printed, and XON below 3/8", () => {
    const { clock, seen, line } = wired();
    line.print("p".repeat(200));
    line.send("x".repeat(900));
    clock.advance(200);
    expect(seen.host.split(XOFF).length).toBe(2);
    expect(seen.host).not.toContain(XON);
    line.taken(400);
    clock.advance(10);
    expect(seen.host).not.toContain(XON);
    line.taken(300);
    clock.advance(10);
    expect(seen.host.endsWith(XON)).toBe(true);
    expect(line.lost()).toBe(0);
  });

  it("loses what comes while the input buffer is full, and counts it", () => {
    const { clock, seen, line } = wired();
    line.send("x".repeat(2_000));
    clock.advance(1_000);
    expect(seen.board.length).toBeLessThan(1_024);
    expect(line.lost()).toBe(2_000 - seen.board.length);
  });

  it("sends no XOFF where flow control is off", () => {
    const { clock, seen, line } = wired({ flowControl: false });
    line.send("x".repeat(2_000));
    clock.advance(1_000);
    expect(seen.host).toBe("");
  });

  it("holds no more than a megabyte of what is printed, counts the rest, and lets go of it when asked", () => {
    const { clock, seen, line } = wired();
    line.print("y".repeat(2_000_000));
    expect(line.unprinted()).toBe(2_000_000 - 1_048_576);
    line.abandon();
    clock.advance(1_000);
    expect(seen.host).toBe("y".repeat(256));
  });

  it("is not ready while more than the transmit buffer waits, and tells when it is again", () => {
    const { clock, seen, line } = wired();
    line.print("y".repeat(300));
    expect(line.ready()).toBe(false);
    clock.advance(100);
    expect(line.ready()).toBe(true);
    expect(seen.drained).toBe(1);
  });
});

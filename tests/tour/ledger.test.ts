import { describe, expect, it } from "vitest";
import { openLedger } from "../../src/tour/ledger.js";

const status = (waiting: number, confirmed: number, dropped: number) =>
  JSON.stringify({ state: "connected", waiting, waitingBytes: 0, confirmed, dropped, reconnects: 2, reason: 0 });

describe("the ledger", () => {
  it("counts a value that did not arrive as lost", () => {
    const ledger = openLedger();
    ledger.arrived("t", "1");
    ledger.arrived("t", "3");
    ledger.read(status(0, 3, 0));
    expect(ledger.account()).toEqual({ put: 3, confirmed: 3, arrived: 2, lost: 1, sentTwice: 0, reconnects: 2 });
  });

  it("counts what still waits and what was dropped as put", () => {
    const ledger = openLedger();
    ledger.read(status(4, 5, 6));
    expect(ledger.account()).toMatchObject({ put: 15, lost: 15 });
  });

  it("counts a value that comes again as sent twice, and one of another tag as itself", () => {
    const ledger = openLedger();
    expect([ledger.arrived("t", "1"), ledger.arrived("t", "1"), ledger.arrived("u", "1")]).toEqual([true, false, true]);
    expect(ledger.account()).toMatchObject({ arrived: 2, sentTwice: 1 });
  });

  it("takes only a status for a status", () => {
    const ledger = openLedger();
    expect(ledger.read("hello")).toBe(false);
    expect(ledger.status()).toBeUndefined();
  });
});

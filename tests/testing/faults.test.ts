/**
 * The device's promise through every fault, in virtual time: our bundle on a virtual board, the broker's core that fails.
 * Each value that was put arrives in the end, or is counted as dropped.
 */

import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { bootSketch, type RunningSketch, type Status } from "../../src/testing/boot-sketch.js";

const sketch = fileURLToPath(new URL("../fixtures/thirty-values.ts", import.meta.url));
const values = Array.from({ length: 30 }, (_, n) => n);

/** How often a fault of the broker's acted, by the record. */
let acted = 0;

/** The fault is there from the start, or comes when a few values have arrived. */
function suffer(does: string): Promise<RunningSketch> {
  acted = 0;
  return bootSketch(sketch, {
    board: "esp32",
    faults: [{ fault: "broker", does }],
    record(line) {
      if ((JSON.parse(line) as { did?: string }).did === "acted") acted++;
    },
  });
}

function arrived({ published }: RunningSketch): number[] {
  return published.map(({ message }) => Number((JSON.parse(message) as { value: string }).value));
}

/** Moves on until nothing waits. */
function settle(running: RunningSketch): void {
  for (let seconds = 0; seconds < 600; seconds++) {
    running.advance(1_000);
    const { waiting, confirmed, dropped } = running.status();
    if (waiting === 0 && confirmed + dropped === values.length) return;
  }
  throw new Error(`after ten minutes: ${JSON.stringify(running.status())}`);
}

/** What each fault does to the device that is worth more than "all arrive". */
const faults: readonly [fault: string, sees: Partial<Status>, again?: "again"][] = [
  ["refuse,returnCode=3,times=2", {}],
  ["silence,times=1", {}],
  ["withhold,packet=CONNACK,times=1", {}],
  ["withhold,packet=PINGRESP,times=2", { reconnects: 2 }, "again"],
  ["late,packet=PINGRESP,ms=3000,times=3", { reconnects: 0 }],
  ["late,packet=PINGRESP,ms=30000,times=1", { reconnects: 1 }, "again"],
  ["twice,packet=PINGRESP,times=3", {}],
  ["swap,packet=PINGRESP,times=2", { reconnects: 0 }],
  ["half-open,direction=up,times=1", { reconnects: 1 }],
  ["half-open,direction=down,times=1", { reconnects: 1 }, "again"],
  ["half-open,times=2", { reconnects: 2 }],
  ["half-open,afterMs=4000,forMs=60000", {}],
  ["drip,everyMs=100", { reconnects: 0 }],
  ["drip,everyMs=3,direction=up", { reconnects: 0 }],
  ["delay,ms=2000,direction=both", { reconnects: 0 }],
  ["delay,ms=9000,direction=both,forMs=90000", {}],
  ["cut,afterBytes=3,times=3", {}],
  ["cut,afterBytes=5,times=3", {}, "again"],
  ["cut,afterBytes=60,direction=up,times=3,how=reset", {}],
  ["cut,packet=PUBLISH,times=2", { reconnects: 2 }],
  ["cut,packet=PINGREQ,where=after,how=reset,times=2", { reconnects: 2 }],
  ["cut,packet=PINGRESP,times=2,how=reset", { reconnects: 2 }, "again"],
  ["cut,how=reset,afterMs=4000", { reconnects: 1 }],
  ["duplicate,nth=3,direction=up", { reconnects: 0 }, "again"],
  ["slow-reader,bytesPerS=50", { reconnects: 0 }],
  ["restart,afterMs=4000", { reconnects: 1 }],
  ["restart,state=lost,afterMs=4000,forMs=20000", {}],
];

describe("every value arrives", () => {
  it.each(faults)("through %s", async (fault, sees, again) => {
    const running = await suffer(fault);
    settle(running);
    expect(acted).toBeGreaterThan(0);
    const firsts = [...new Set(arrived(running))];
    expect(firsts).toEqual(values);
    expect(running.status()).toMatchObject({ waiting: 0, confirmed: 30, dropped: 0, ...sees });
    if (again === "again") expect(arrived(running).length).toBeGreaterThan(30);
    await running.stop();
  });
});

describe("a value that does not arrive", () => {
  it("is counted, where the broker closes for its topic each time", async () => {
    const running = await suffer("forbid,filter=key/K/device/D/tag/t1");
    settle(running);
    const forbidden = values.filter((n) => n % 3 === 1);
    expect([...new Set(arrived(running))]).toEqual(values.filter((n) => n % 3 !== 1));
    expect(running.status()).toMatchObject({ waiting: 0, confirmed: 20, dropped: forbidden.length });
    await running.stop();
  });

  it("is confirmed all the same where the broker itself loses it and says PINGRESP: no client can know", async () => {
    const running = await suffer("drop,nth=3,direction=up");
    settle(running);
    expect(arrived(running)).toEqual(values.filter((n) => n !== 2));
    expect(running.status()).toMatchObject({ confirmed: 30, dropped: 0 });
    await running.stop();
  });
});

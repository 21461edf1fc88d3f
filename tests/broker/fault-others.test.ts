/** Each kind of fault on the core, in virtual time: no client but the one that it is for sees anything of it. */

import { describe, expect, it } from "vitest";
import { type FaultKind, faultKinds } from "../../src/broker/faults/fault.js";
import { connect, pingreq, publish, subscribe } from "./bench.js";
import { stage } from "./stage.js";

/** One of each kind, for the victim. */
const samples: Readonly<Record<FaultKind, readonly string[]>> = {
  refuse: ["refuse,returnCode=5"],
  silence: ["silence"],
  withhold: ["withhold,packet=PINGRESP", "withhold,packet=PUBACK"],
  late: ["late,packet=PUBACK,ms=300"],
  twice: ["twice,packet=PUBACK"],
  swap: ["swap,packet=PUBACK"],
  stray: ["stray,packet=PUBACK", "stray,packet=SUBACK"],
  deny: ["deny"],
  "half-open": ["half-open,direction=up", "half-open,direction=down", "half-open"],
  drip: ["drip,everyMs=10", "drip,everyMs=10,direction=up"],
  delay: ["delay,ms=100,direction=both"],
  cut: ["cut,afterBytes=7", "cut,packet=PUBLISH", "cut,packet=PUBACK,how=reset", "cut"],
  drop: ["drop,nth=1", "drop,nth=2,direction=up"],
  duplicate: ["duplicate,nth=1", "duplicate,nth=2,direction=up"],
  forbid: ["forbid,filter=#"],
  "slow-reader": ["slow-reader,bytesPerS=10"],
  restart: ["restart,state=lost,forMs=300", "restart"],
};

describe("every other client is untouched", () => {
  /** What two others see of a busy time with a victim among them. */
  function othersOf(fault: string | undefined, when: "before" | "after"): { others: unknown; victim: unknown } {
    const on = stage();
    const everyone = ["reader", "other", "victim"];
    if (fault !== undefined && when === "before") on.fault(`${fault},client=victim`);
    for (const name of everyone) {
      on.open(name);
      on.say(name, connect(name, 10, 4, { keep: true }), subscribe(1, `to/${name}`));
    }
    if (fault !== undefined && when === "after") on.fault(`${fault},client=victim`);
    for (let round = 0; round < 3; round++) {
      for (const name of everyone) {
        on.say(
          name,
          subscribe(2 + round, `to/${name}`),
          publish("to/reader", name === "victim" ? "" : `${name} ${round}`),
        );
        on.say(name, pingreq);
        on.say(name, publish(`to/${name}`, `${round}`, 2, 10 + round), publish("to/victim", name));
      }
      on.wait(200);
    }
    on.leave("other");
    on.open("other");
    on.say("other", connect("other", 10, 4, { keep: true }), pingreq);
    on.wait(60_000);
    const empty = "300b0009746f2f726561646572"; // the victim's own messages to the reader
    return {
      victim: on.seen("victim"),
      others: ["reader", "other"].map((name) => on.seen(name).filter(([, what]) => what !== empty)),
    };
  }

  it("has a sample of every kind", () => {
    expect(Object.keys(samples)).toEqual([...faultKinds]);
  });

  describe.each(["before", "after"] as const)("where it is put %s the victim connects", (when) => {
    const cases = Object.values(samples).flat();
    it.each(cases.map((fault) => [fault]))("by %s", (fault) => {
      const without = othersOf(undefined, when);
      const withFault = othersOf(fault, when);
      expect(withFault.others).toEqual(without.others);
      const isForConnect = /^(refuse|silence)/.test(fault) || fault === "cut" || fault === "restart";
      const isSeen = when === "before" ? fault !== "cut" && fault !== "restart" : !/^(refuse|silence)/.test(fault);
      if (isForConnect && !isSeen) expect(withFault.victim).toEqual(without.victim);
      else expect(withFault.victim).not.toEqual(without.victim);
    });
  });
});

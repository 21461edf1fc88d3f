/** Faults on the core, in virtual time: for whom, from when to when, and how many. */

import { describe, expect, it } from "vitest";
import { bytes, connect, pingreq, publish } from "./bench.js";
import { connack, pingresp, stage, withVictim } from "./stage.js";

describe("a fault", () => {
  it("begins after its time, and ends after its time", () => {
    const on = withVictim("withhold,packet=PINGRESP,afterMs=100,forMs=200", "after");
    const answered = () => {
      const before = on.seen("victim").length;
      on.say("victim", pingreq);
      return on.seen("victim").length > before;
    };
    expect(on.list()).toMatchObject([{ phase: "waiting" }]);
    expect(answered()).toBe(true);
    on.wait(100);
    expect(on.list()).toMatchObject([{ phase: "active", endsInMs: 200 }]);
    expect(answered()).toBe(false);
    on.wait(200);
    expect(on.list()).toEqual([]);
    expect(answered()).toBe(true);
    expect(on.events.flatMap((told) => (told.event === "fault" ? [told.what] : []))).toEqual(["put", "acted", "ended"]);
  });

  it.each([
    [{ client: "victim" }, true],
    [{ client: "vic*" }, true],
    [{ client: "??ctim" }, true],
    [{ client: "victim2" }, false],
    [{ address: "10.0.0.*" }, true],
    [{ address: "10.0.1.*" }, false],
    [{ client: "v*m", address: "10.0.0.1" }, true],
    [{ client: "v*m", address: "10.0.0.2" }, false],
    [{}, true],
  ])("for %j meets the client victim of 10.0.0.1: %s", (target, isMet) => {
    const on = withVictim({ kind: "withhold", packet: "PINGRESP", ...target }, "after");
    on.say("victim", pingreq);
    expect(on.told("victim")).toBe(isMet ? connack : `${connack} ${pingresp}`);
  });

  it("that is put in the middle of a packet finds the packet's end", () => {
    const on = withVictim("withhold,packet=PUBACK", "after");
    on.remove("F1");
    const message = publish("t", "x".repeat(200), 2, 7);
    on.say("victim", message.subarray(0, 50));
    on.fault("duplicate,nth=1,direction=up");
    on.say("victim", message.subarray(50, 90));
    on.say("victim", message.subarray(90));
    expect(on.told("victim")).toBe(`${connack} 40020007 40020007`);
  });

  it("that is removed in the middle of a packet leaves the packet whole", () => {
    const on = withVictim("withhold,packet=PINGRESP", "after");
    const message = publish("t", "x".repeat(200), 2, 7);
    on.say("victim", message.subarray(0, 50));
    on.remove("F1");
    on.say("victim", message.subarray(50));
    expect(on.told("victim")).toBe(`${connack} 40020007`);
  });

  it("that holds so many connections takes hold of no other, and ends with them", () => {
    const on = withVictim("half-open,times=1", "after");
    on.open("other");
    on.say("other", connect("other"), pingreq);
    expect(on.told("other")).toBe(`${connack} ${pingresp}`);
    expect(on.list()).toMatchObject([{ acted: 1 }]);
    on.wait(1_000_000); // the core gives it up, its client does not hear of that
    expect(on.told("victim")).toBe(connack);
    expect(on.list()).toHaveLength(1);
    on.leave("victim");
    expect(on.list()).toEqual([]);
  });

  it("lets bytes that are no packet through to the core, which says what is wrong with them", () => {
    const on = stage();
    on.fault("withhold,packet=PINGRESP");
    on.open("stranger");
    on.say("stranger", new TextEncoder().encode("GET / HTTP/1.1\r\n"));
    on.open("victim");
    on.say("victim", connect("victim"), bytes("30 ff ff ff ff 01"));
    expect(on.events.filter(({ event }) => event === "closed")).toMatchObject([
      { reason: { kind: "protocol-error", text: "PUBACK came first, wanted CONNECT" } },
      { client: "victim", reason: { kind: "protocol-error" } },
    ]);
  });

  it("holds back no more than a bound: then its client is cut", () => {
    const on = withVictim("delay,ms=60000,direction=up", "after");
    for (let i = 0; i < 1100; i++) on.say("victim", publish("t", "x".repeat(990)));
    expect(on.told("victim")).toBe(`${connack} reset`);
    expect(on.events.at(-1)).toMatchObject({ event: "closed", reason: { kind: "limit" } });
  });

  it("of an id that is taken is refused, and so is the thousand and first", () => {
    const on = stage();
    on.fault("silence,id=mine,client=nobody");
    expect(() => on.fault("silence,id=mine")).toThrow('id is "mine", which another fault has, wanted another one');
    for (let i = 0; i < 999; i++) on.fault("silence,client=nobody");
    expect(() => on.fault("silence,client=nobody")).toThrow("there are 1000 faults");
  });
});

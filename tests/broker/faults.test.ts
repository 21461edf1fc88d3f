/** Each kind of fault on the core, in virtual time: what its client sees. */

import { describe, expect, it } from "vitest";
import { bytes, connect, disconnect, pingreq, publish, subscribe } from "./bench.js";
import { connack, pingresp, stage, withVictim } from "./stage.js";

describe("a client suffers", () => {
  it("refuse: the return code, and the end", () => {
    const on = withVictim("refuse,returnCode=4,client=victim");
    expect(on.told("victim")).toBe("20020004 close");
    expect(on.events).toContainEqual(expect.objectContaining({ event: "refused", returnCode: 4 }));
  });

  it("silence: its connection stands, and nothing is said or heard", () => {
    const on = withVictim("silence,client=victim");
    on.say("victim", pingreq);
    on.wait(60_000);
    expect(on.told("victim")).toBe("");
    on.remove("F1");
    expect(on.told("victim")).toBe("reset");
  });

  it.each(["before", "after"] as const)("withhold: no PINGRESP, where the fault is put %s it connects", (when) => {
    const on = withVictim("withhold,packet=PINGRESP,client=victim", when);
    on.say("victim", pingreq, publish("t", "x", 2, 7), pingreq);
    expect(on.told("victim")).toBe(`${connack} 40020007`);
  });

  it("withhold: no PUBACK, for so many times", () => {
    const on = withVictim("withhold,packet=PUBACK,client=victim,times=2");
    on.say("victim", ...[1, 2, 3].map((id) => publish("t", "x", 2, id)));
    expect(on.told("victim")).toBe(`${connack} 40020003`);
    expect(on.list()).toEqual([]);
  });

  it("late: a PUBACK that others overtake", () => {
    const on = withVictim("late,packet=PUBACK,ms=500,client=victim");
    on.say("victim", publish("t", "x", 2, 7), pingreq);
    on.wait(1_000);
    expect(on.seen("victim")).toEqual([
      [0, connack],
      [0, pingresp],
      [500, "40020007"],
    ]);
  });

  it("late, once: the fault has ended when the answer has come", () => {
    const on = withVictim("late,packet=PUBACK,ms=500,client=victim,times=1");
    on.say("victim", publish("t", "x", 2, 7));
    expect(on.list()).toMatchObject([{ acted: 1 }]);
    on.wait(500);
    expect(on.list()).toEqual([]);
  });

  it("twice: each PINGRESP two times", () => {
    const on = withVictim("twice,packet=PINGRESP,client=victim");
    on.say("victim", pingreq);
    expect(on.told("victim")).toBe(`${connack} ${pingresp} ${pingresp}`);
  });

  it("stray: behind each PUBACK one for an identifier that nobody has used", () => {
    const on = withVictim("stray,packet=PUBACK,client=victim");
    on.say("victim", ...[1, 2].map((id) => publish("t", "x", 2, id)));
    expect(on.told("victim")).toBe(`${connack} 40020001 40028001 40020002 40028002`);
  });

  it("stray: of a SUBACK whose length takes two bytes, too", () => {
    const on = withVictim("stray,packet=SUBACK,client=victim");
    on.say("victim", subscribe(5, ...Array.from({ length: 130 }, (_, n) => `t${n}`)));
    const granted = "00".repeat(130);
    expect(on.told("victim")).toBe(`${connack} 9084010005${granted} 9084018005${granted}`);
  });

  it("deny: SUBACK grants nothing, and another client is granted what it asked for", () => {
    const on = withVictim("deny,client=victim");
    on.open("other");
    on.say("other", connect("other", 10), subscribe(7, "t"));
    on.say("victim", subscribe(7, "t"));
    expect(on.told("victim")).toBe(`${connack} 9003000780`);
    expect(on.told("other")).toBe(`${connack} 9003000700`);
  });

  it("swap: two PUBACKs in the wrong order, a third alone after its time", () => {
    const on = withVictim("swap,packet=PUBACK,ms=300,client=victim");
    on.say("victim", ...[1, 2, 3].map((id) => publish("t", "x", 2, id)));
    on.wait(1_000);
    expect(on.seen("victim")).toEqual([
      [0, connack],
      [0, "40020002"],
      [0, "40020001"],
      [300, "40020003"],
    ]);
  });

  it("swap, once: a PUBACK goes right behind the next, and others are left alone", () => {
    const on = withVictim("swap,packet=PUBACK,client=victim,times=1");
    on.say("victim", ...[1, 2, 3].map((id) => publish("t", "x", 2, id)));
    expect(on.told("victim")).toBe(`${connack} 40020002 40020001 40020003`);
    expect(on.list()).toEqual([]);
  });

  it.each([
    ["up", `${connack} 3003000174`],
    ["down", connack],
    ["both", connack],
  ] as const)("half-open %s: after CONNACK that direction is lost, its end too", (direction, told) => {
    const on = stage();
    on.fault({ kind: "half-open", direction, client: "victim" });
    on.open("victim");
    on.say("victim", connect("victim", 10), subscribe(1, "t"));
    const isHeard = direction === "down";
    expect(on.events.some(({ event }) => event === "subscribed")).toBe(isHeard);
    on.open("other");
    on.say("other", connect("other"), publish("t", ""));
    expect(on.told("victim")).toBe(direction === "up" ? connack : told);
    on.leave("victim");
    const ends = () => on.events.filter(({ event }) => event === "closed");
    expect(ends()).toHaveLength(isHeard ? 1 : 0);
    on.wait(20_000); // the keep-alive ends it, as it does with a dead link
    expect(ends()).toHaveLength(1);
  });

  it("half-open: a connection that lost bytes is reset when the fault ends", () => {
    const on = withVictim("half-open,client=victim,forMs=1000", "after");
    on.say("victim", pingreq);
    on.wait(999);
    expect(on.told("victim")).toBe(connack);
    on.wait(1);
    expect(on.told("victim")).toBe(`${connack} reset`);
  });

  it("half-open: a subscriber gets nothing, and is reset at the end, though the core has closed it meanwhile", () => {
    const on = withVictim("half-open,direction=down,client=victim", "after");
    on.say("victim", bytes("00 00")); // ends it, for the core
    expect(on.told("victim")).toBe(connack);
    on.remove("F1");
    expect(on.told("victim")).toBe(`${connack} reset`);
  });

  it("drip: what is said comes a byte at a time", () => {
    const on = withVictim("drip,everyMs=100,client=victim");
    on.say("victim", pingreq);
    on.wait(1_000);
    expect(on.seen("victim")).toEqual([
      [0, "20"],
      [100, "02"],
      [200, "00"],
      [300, "00"],
      [400, "d0"],
      [500, "00"],
    ]);
  });

  it("drip up: what it says is heard a byte at a time", () => {
    const on = withVictim("drip,everyMs=100,direction=up,client=victim", "after");
    on.say("victim", pingreq, pingreq);
    on.wait(1_000);
    expect(on.seen("victim").slice(1)).toEqual([
      [100, pingresp],
      [300, pingresp],
    ]);
  });

  it.each([
    ["up", 300],
    ["down", 300],
    ["both", 600],
  ] as const)("delay %s: an answer comes after %i ms", (direction, ms) => {
    const on = withVictim({ kind: "delay", ms: 300, direction, client: "victim" }, "after");
    on.say("victim", pingreq, disconnect);
    on.wait(1_000);
    expect(on.seen("victim")).toEqual([
      [0, connack],
      [ms, pingresp],
      [ms, "close"],
    ]);
  });

  it("delay: when the fault ends, what is on its way arrives at once and in order", () => {
    const on = withVictim("delay,ms=5000,direction=both,client=victim,forMs=100", "after");
    on.say("victim", publish("t", "x", 2, 7), pingreq);
    on.wait(100);
    expect(on.seen("victim").slice(1)).toEqual([
      [100, "40020007"],
      [100, pingresp],
    ]);
  });

  it.each<[short: string, told: string]>([
    ["cut,packet=CONNECT", "close"],
    ["cut,packet=CONNACK", "2002 close"],
    ["cut,packet=CONNACK,where=before,how=reset", "reset"],
    ["cut,packet=CONNACK,where=after", `${connack} close`],
    ["cut,packet=PUBLISH", `${connack} close`],
    ["cut,packet=PUBLISH,where=after", `${connack} 40020007 close`],
    ["cut,packet=PUBACK,how=reset", `${connack} 4002 reset`],
    ["cut,packet=PINGREQ,where=after,how=reset", `${connack} 40020007 ${pingresp} reset`],
    ["cut,afterBytes=6", `${connack} 4002 close`],
    ["cut,afterBytes=4,how=reset", `${connack} reset`],
    ["cut,afterBytes=25,direction=up", `${connack} close`],
    ["cut,afterBytes=3,direction=up", "close"],
  ])("%s", (short, told) => {
    const on = withVictim(`${short},client=victim`);
    expect(connect("victim")).toHaveLength(22);
    on.say("victim", publish("t", "x", 2, 7), pingreq);
    expect(on.told("victim")).toBe(told);
    expect(on.events.at(-1)).toMatchObject({ event: "closed", reason: { kind: "fault" } });
  });

  it.each([
    ["cut,packet=PINGRESP", "it is closed in the middle of PINGRESP", "fault F1 closed it"],
    ["cut,packet=PINGREQ,where=after,how=reset", "it is reset after PINGREQ", "fault F1 reset it"],
    ["cut,afterBytes=2", "it is closed after 2 bytes to it", "fault F1 closed it"],
    ["cut", "it is closed", "fault F1 closed it"],
    ["restart", "it is reset: the broker restarts", "fault F1 reset it"],
  ])("%s is told: %s", (short, text, end) => {
    const on = withVictim(`${short},client=victim`, "after");
    on.say("victim", pingreq);
    expect(on.events).toContainEqual(expect.objectContaining({ event: "fault", what: "acted", text }));
    const reason = expect.objectContaining({ text: end });
    expect(on.events).toContainEqual(expect.objectContaining({ event: "closed", reason }));
  });

  it("cut without a place: the connections that are there, once", () => {
    const on = withVictim("cut,how=reset,client=victim", "after");
    expect(on.told("victim")).toBe(`${connack} reset`);
    expect(on.list()).toEqual([]);
    on.open("victim");
    on.say("victim", connect("victim"));
    expect(on.told("victim")).toBe(`${connack} reset ${connack}`);
  });

  it("drop: the second message to it, and the second from it", () => {
    const on = withVictim("drop,nth=2,client=victim", "after");
    on.say("victim", subscribe(1, "t"), ...["1", "2", "3"].map((payload) => publish("t", payload)));
    expect(on.told("victim")).toBe(`${connack} 9003000100 300400017431 300400017433`);
    on.remove("F1");
    on.fault("drop,nth=2,direction=up,client=victim");
    on.say("victim", ...["4", "5", "6"].map((payload) => publish("t", payload)));
    expect(on.told("victim")).toMatch(/ 300400017434 300400017436$/);
  });

  it("duplicate: the second message to it, and the first from it", () => {
    const on = withVictim("duplicate,nth=2,client=victim", "after");
    on.say("victim", subscribe(1, "t"), ...["1", "2", "3"].map((payload) => publish("t", payload)));
    expect(on.told("victim")).toBe(`${connack} 9003000100 300400017431 300400017432 300400017432 300400017433`);
    on.remove("F1");
    on.fault("duplicate,nth=1,direction=up,client=victim");
    on.say("victim", publish("t", "4", 2, 9));
    expect(on.told("victim")).toMatch(/ 300400017434 40020009 300400017434 40020009$/);
  });

  it.each([
    ["a message", publish("key/K/device/D", "x"), "close"],
    ["a message of another topic", publish("key/K", "x"), ""],
    ["a subscription", subscribe(1, "key/K/#"), "9003000100"],
    ["a subscription within", subscribe(1, "key/K/device/+"), "close"],
  ])("forbid: %s", (_what, packet, told) => {
    const on = withVictim("forbid,filter=key/+/device/#,client=victim", "after");
    on.say("victim", packet);
    expect(on.told("victim")).toBe(`${connack} ${told}`.trimEnd());
  });

  it("slow-reader: it is read for as long as its bytes last at that speed", () => {
    const on = withVictim("slow-reader,bytesPerS=10,client=victim", "after");
    on.wait(1_000);
    on.say("victim", pingreq);
    on.wait(1_000);
    expect(on.seen("victim")).toEqual([
      [0, connack],
      [0, "paused"],
      [100, "read"],
      [1_000, "paused"],
      [1_000, pingresp],
      [1_200, "read"],
    ]);
  });

  it.each(["kept", "lost"] as const)("restart: its session is %s", (state) => {
    const on = stage();
    for (const name of ["victim", "other"]) {
      on.open(name);
      on.say(name, connect(name, 0, 4, { keep: true }), subscribe(1, "t"));
    }
    on.fault({ kind: "restart", state, client: "victim", forMs: 500 });
    const back = () => {
      on.open("victim");
      on.say("victim", connect("victim", 0, 4, { keep: true }));
    };
    back();
    on.wait(500);
    back();
    expect(on.told("victim")).toBe(`${connack} 9003000100 reset reset ${state === "kept" ? "20020100" : connack}`);
    on.leave("other");
    on.open("other");
    on.say("other", connect("other", 0, 4, { keep: true }));
    expect(on.told("other")).toBe(`${connack} 9003000100 20020100`);
  });

  it("restart of all without state: sessions and retained messages are gone, and no will is published", () => {
    const on = stage();
    on.open("a");
    on.say("a", connect("a", 0, 4, { keep: true }), publish("t", "x", 1));
    on.fault("restart,state=lost");
    on.open("a");
    on.say("a", connect("a", 0, 4, { keep: true }), subscribe(1, "t"));
    expect(on.told("a")).toBe(`${connack} reset ${connack} 9003000100`);
    expect(on.events.filter(({ event }) => event === "closed")).toMatchObject([{ reason: { kind: "broker-stopped" } }]);
  });
});

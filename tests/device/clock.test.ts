/** `setTimeFrom` of `tagwire/wifi`: the time out of a web server's answer, and no timer that notices. */
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import { bench } from "../sim/fakes.js";
import { preamble } from "../support/device.js";

const built = new Map<string, Promise<string>>();
const answer = (date: string) => `HTTP/1.0 200 OK\r\nServer: x\r\n${date}\r\nContent-Length: 0\r\n\r\n`;
const date = "Date: Sat, 28 Nov 2026 22:56:25 GMT";
const seconds = Date.UTC(2026, 10, 28, 22, 56, 25) / 1000;

describe.each(["esp32", "esp8266", "espruinowifi"])("on %s", (id) => {
  const profile = loadBoard(id);

  async function asking(call = 'setTimeFrom("router")') {
    const path = fileURLToPath(new URL("../fixtures/wifi-told.ts", import.meta.url));
    const code = built.get(id) ?? build(path, profile).then((bundle) => bundle.code);
    built.set(id, code);
    const one = bench(profile, preamble + (await code));
    const self = {
      ...one,
      call: (text: string) => one.board.evaluate(`client.${text}`),
      stand() {
        one.clock.advance(1);
        if (profile.connectFailure === "emits") one.link().events.connected();
        one.clock.advance(1);
      },
      say(bytes: string, pieceBytes = bytes.length) {
        for (let at = 0; at < bytes.length; at += pieceBytes) {
          one.link().events.received(bytes.slice(at, at + pieceBytes));
          one.clock.advance(1);
        }
      },
      time: () => Number(one.board.evaluate("getTime()")),
    };
    self.call(call);
    return self;
  }

  it("asks for as little as there is, and sets the clock to the second, once", async () => {
    const one = await asking('setTimeFrom("router", 8080)');
    one.stand();
    expect([one.link().host, one.link().port]).toEqual(["router", 8080]);
    expect(one.link().sent.join("")).toBe("HEAD / HTTP/1.0\r\nHost: router\r\n\r\n");
    one.say(answer(date));
    expect(one.said()).toEqual(["time undefined"]);
    expect(one.time()).toBeCloseTo(seconds, 1);
    one.link().events.closed("closed");
    one.clock.advance(60_000);
    expect([one.said(), one.time() > seconds + 59, one.uncaught]).toEqual([[], true, []]);
  });

  it("port 80, any pieces, a name in small letters, and a header that is longer than it keeps", async () => {
    for (const pieceBytes of [1, 7, 30, 98, 99, 100, 536]) {
      const one = await asking();
      one.stand();
      expect(one.link().port).toBe(80);
      one.say(answer(`X: ${"y".repeat(3_000)}\r\n${date.replace("Date", "date")}`), pieceBytes);
      expect([pieceBytes, one.said()]).toEqual([pieceBytes, ["time undefined"]]);
      expect(Math.abs(one.time() - seconds)).toBeLessThan(1);
    }
  });

  it("timers keep what is left of them: no interval makes up for the years since 1970", async () => {
    const one = await asking();
    one.board.evaluate("var calls = 0; setInterval(function () { calls++; }, 1000)");
    one.stand();
    one.say(answer(date));
    one.clock.advance(10_000);
    expect(Number(one.board.evaluate("calls"))).toBeLessThanOrEqual(10);
    expect(Number(one.board.evaluate("calls"))).toBeGreaterThanOrEqual(9);
  });

  it.each([
    ["an answer without", answer("X: y")],
    ["an answer of nothing", ""],
    ["a date that is none", answer("Date: yesterday, about noon, or so it seemed")],
    ["a date of 1970", answer(date.replace("2026", "1970"))],
  ])("%s: no date", async (_, text) => {
    const one = await asking();
    one.stand();
    const before = one.time();
    one.say(text);
    one.link().events.closed("closed");
    one.clock.advance(1);
    expect(one.said()).toEqual(["time no date"]);
    expect(one.time() - before).toBeLessThan(1);
  });

  it("silence is waited for ten seconds, and then another may be asked", async () => {
    const one = await asking();
    one.stand();
    one.clock.advance(9_990);
    expect(one.said()).toEqual([]);
    one.call('setTimeFrom("other")');
    expect(one.network.links).toHaveLength(1);
    one.clock.advance(10);
    expect(one.said()).toEqual(["time silence"]);
    const first = one.link();
    one.call('setTimeFrom("other")');
    one.stand();
    expect(one.link().host).toBe("other");
    first.events.closed("closed");
    one.clock.advance(1);
    expect(one.said()).toEqual([]);
    one.say(answer(date));
    expect(one.said()).toEqual(["time undefined"]);
  });

  it("a later one that throws at once ends nobody else's timer, whose id may be that of before", async () => {
    const one = await asking();
    one.stand();
    one.say(answer(date));
    one.board.evaluate("var calls = 0; setInterval(function () { calls++; }, 1000)");
    one.clock.advance(3_000);
    one.network.failure = "refused";
    one.call('setTimeFrom("router")');
    one.clock.advance(1);
    if (profile.connectFailure === "emits") one.link().events.closed("refused");
    one.clock.advance(5_000);
    expect(Number(one.board.evaluate("calls"))).toBeGreaterThanOrEqual(7);
  });

  it("nobody there: why", async () => {
    const one = await asking("status && 0");
    one.network.failure = "refused";
    one.call('setTimeFrom("router")');
    one.clock.advance(1);
    if (profile.connectFailure === "emits") one.link().events.closed("refused");
    one.clock.advance(1);
    const why = profile.connectFailure === "emits" ? "no date" : "Unable to create socket";
    expect(one.said().filter((line) => line.startsWith("time"))).toEqual([`time ${why}`]);
  });
});

/** `tagwire/wifi` against what each firmware does to it, on the virtual board: facts of Wi-Fi, one by one. */
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import { type AirAnswer, ASSOCIATE_MS, DHCP_MS, MODULE_MS, SEARCH_MS } from "../../src/sim/wifi-station.js";
import { bench } from "../sim/fakes.js";
import { accepted, preamble } from "../support/device.js";

const JOIN_MS = ASSOCIATE_MS + DHCP_MS;
const RETRY_MS = 10_000;
const ANSWER_MS = 60_000;
const WATCH_MS = 300_000;

type Id = "esp32" | "esp8266" | "espruinowifi";
const ids: readonly Id[] = ["esp32", "esp8266", "espruinowifi"];
const built = new Map<Id, Promise<string>>();

function codeOf(id: Id): Promise<string> {
  const path = fileURLToPath(new URL("../fixtures/wifi-told.ts", import.meta.url));
  const code = built.get(id) ?? build(path, loadBoard(id)).then((bundle) => bundle.code);
  built.set(id, code);
  return code;
}

/** Text ahead of a sketch that changes what the firmware's `connect` does. */
const instead = (connect: string) => `require("Wifi").connect = ${connect};\n`;
/** Each call of the firmware's is printed. */
const printing = `["connect", "disconnect"].forEach(function (name) {
  var w = require("Wifi"), f = w[name];
  w[name] = function (a, b, d) { print(name, a === undefined ? "" : a); return d ? f(a, b, d) : b ? f(a, b) : a ? f(a) : f(); };
});
`;

/** fixtures/wifi-told.ts on that board, in an air that can be changed. */
async function told(id: Id, ahead = "", first: AirAnswer = "welcome") {
  let answer = first;
  const one = bench(loadBoard(id), ahead + preamble + (await codeOf(id)), { air: { answer: () => answer } });
  const self = {
    ...one,
    /** Calls a function of the sketch. */
    call: (text: string) => {
      one.board.evaluate(`client.${text}`);
      one.clock.advance(0);
    },
    become(next: AirAnswer) {
      answer = next;
      one.board.airChanged();
      one.clock.advance(0);
    },
    /** What it was told, after so long. */
    after(ms: number) {
      one.clock.advance(ms);
      return one.said();
    },
    /** Joins, which takes as long as it takes on this board. */
    join() {
      self.call('join("home", "secret12")');
      expect(self.after(JOIN_MS + MODULE_MS)).toEqual(["joined"]);
    },
  };
  return self;
}

describe("ESP32", () => {
  it("two losses of which nobody is told are the firmware's; the third is told with its words, and joined again", async () => {
    const one = await told("esp32");
    one.join();
    for (let n = 0; n < 2; n++) {
      one.become("no-ap-found");
      one.become("welcome");
      expect(one.after(JOIN_MS)).toEqual([]);
    }
    one.become("no-ap-found");
    one.become("welcome");
    expect(one.said()).toEqual(["not joined: BEACON_TIMEOUT"]);
    expect(one.after(RETRY_MS + JOIN_MS)).toEqual(["joined"]);
    // and so for ever: each `connect` has its three tries
    for (let n = 0; n < 20; n++) {
      one.become("no-ap-found");
      one.become("welcome");
      one.after(RETRY_MS + JOIN_MS);
      expect(one.network.online).toBe(true);
    }
  });

  it("a loss that outlasts all tries is told at each try that fails, once", async () => {
    const one = await told("esp32");
    one.join();
    one.become("no-ap-found");
    expect(one.after(2 * SEARCH_MS)).toEqual(["not joined: NO_AP_FOUND"]);
    expect(one.after(RETRY_MS + 3 * SEARCH_MS)).toEqual(["not joined: NO_AP_FOUND"]);
    one.become("wrong-password");
    expect(one.after(RETRY_MS + 3 * SEARCH_MS)).toEqual(["not joined: 4WAY_HANDSHAKE_TIMEOUT"]);
    one.become("welcome");
    expect(one.after(RETRY_MS + JOIN_MS)).toEqual(["joined"]);
  });

  it("after a boot with what was saved, where the firmware gives up at the first loss, it joins all the same", async () => {
    const one = await told("esp32");
    one.join();
    one.board.evaluate('require("Wifi").save()');
    one.board.reset();
    one.after(0);
    one.join();
    for (let n = 0; n < 5; n++) {
      one.become("no-ap-found");
      one.become("welcome");
      one.after(RETRY_MS + JOIN_MS);
      expect(one.network.online).toBe(true);
    }
  });

  it("getStatus says connected through it all, and is not asked; nothing is written to Storage", async () => {
    const ahead = `["getStatus", "getDetails", "save", "restore", "setSNTP"].forEach(function (name) {
      require("Wifi")[name] = function () { print("asked", name); return { station: "connected" }; }; });\n`;
    const one = await told("esp32", ahead);
    one.join();
    one.become("no-ap-found");
    expect(one.after(60_000).filter((line) => line.startsWith("asked"))).toEqual([]);
    expect(one.board.evaluate('require("Storage").list().length')).toBe("0");
  });
});

describe("ESP8266", () => {
  it("a loss is told once though the firmware tells each of its tries, and its own joining counts", async () => {
    const one = await told("esp8266");
    one.join();
    one.become("no-ap-found");
    // it has words for reasons, of which this is the wrong one
    expect(one.after(RETRY_MS / 2)).toEqual(["not joined: cipher_suite_rejected"]);
    one.become("welcome");
    expect(one.after(RETRY_MS / 2 - 1)).toEqual(["joined"]);
    // the retry that was armed is not made: it would leave what is joined
    expect(one.after(4 * RETRY_MS)).toEqual([]);
  });

  it("a try that fails is told once, in its words, and it does not go on by itself", async () => {
    const one = await told("esp8266", "", "no-ap-found");
    one.call('join("home", "secret12")');
    expect(one.after(RETRY_MS)).toEqual(["not joined: no_ap_found"]);
    one.become("wrong-password");
    expect(one.after(RETRY_MS)).toEqual(["not joined: bad_password"]);
  });

  it("a connect to where it is already calls back and tells no event: joined", async () => {
    const one = await told("esp8266");
    one.join();
    one.call('join("home", "secret12")');
    expect(one.said()).toEqual(["joined"]);
  });
});

describe("Espruino WiFi", () => {
  it("a connect that fails gives up, with a number: it is called again", async () => {
    const one = await told("espruinowifi", printing, "wrong-password");
    one.call('join("home", "secret12")');
    expect(one.after(MODULE_MS + SEARCH_MS)).toEqual([
      "connect home",
      // a module that hangs would not answer again without this, which takes its power
      "disconnect ",
      "not joined: WiFi connect failed: +CWJAP:2",
    ]);
    one.become("welcome");
    expect(one.after(RETRY_MS + MODULE_MS + JOIN_MS)).toEqual(["connect home", "joined"]);
  });

  it("its events have no details, and of a loss there is none: its module joins again by itself", async () => {
    const one = await told("espruinowifi");
    one.join();
    one.become("no-ap-found");
    expect(one.after(120_000)).toEqual([]);
    one.become("welcome");
    one.after(10_000);
    expect([one.network.online, one.said(), one.uncaught]).toEqual([true, [], []]);
  });

  it("an event of a loss without details is one all the same", async () => {
    const one = await told("espruinowifi");
    one.join();
    one.board.evaluate('require("Wifi").emit("disconnected")');
    expect(one.after(0)).toEqual(["not joined: lost"]);
    expect(one.after(RETRY_MS + MODULE_MS + JOIN_MS)).toEqual(["joined"]);
  });
});

describe.each(ids)("on %s", (id) => {
  it("a callback that never comes is waited for a minute", async () => {
    // neither the callback nor an event: older firmware, or an address that DHCP never gives
    const one = await told(id, instead("function (s, o) { print('try', s); }"));
    one.call('join("home", "secret12")');
    one.said();
    expect(one.after(ANSWER_MS - 1)).toEqual([]);
    expect(one.after(1)).toEqual(["not joined: silence"]);
    expect(one.after(RETRY_MS)).toEqual(["try home"]);
    expect(one.after(ANSWER_MS + RETRY_MS)).toEqual(["not joined: silence", "try home"]);
  });

  it("a callback that comes twice is told once, of a failure and of a joining", async () => {
    for (const news of ["'nobody there'", "null"]) {
      const one = await told(
        id,
        instead(`function (s, o, f) { setTimeout(f, 9, ${news}); setTimeout(f, 9, ${news}); }`),
      );
      one.call('join("home", "secret12")');
      expect(one.after(10)).toEqual([news === "null" ? "joined" : "not joined: nobody there"]);
    }
  });

  it("a reason that is a number, and a callback's that is a word", async () => {
    const one = await told(id);
    one.join();
    one.board.evaluate('require("Wifi").emit("disconnected", { ssid: "home", reason: "201" })');
    expect(one.after(0)).toEqual(["not joined: 201"]);
  });

  it("a link that is joined and brings nothing is joined anew, at a look each five minutes", async () => {
    const one = await told(id, printing);
    one.call('join("home", "secret12")');
    one.after(JOIN_MS + MODULE_MS);
    one.said();
    // no client: nobody knows whether anything comes through, and nothing is done
    expect(one.after(4 * WATCH_MS)).toEqual([]);
    one.call('connect("broker", 1883)');
    expect(one.after(WATCH_MS)).toEqual(["disconnect ", "not joined: silence"]);
    expect(one.after(RETRY_MS + JOIN_MS + MODULE_MS)).toEqual(["connect home", "joined"]);
  });

  it("while the client is connected Wi-Fi is left alone", async () => {
    const one = await told(id, printing);
    one.call('join("home", "secret12")');
    one.after(JOIN_MS + MODULE_MS);
    one.call('connect("broker", 1883)');
    one.clock.advance(1);
    if (loadBoard(id).connectFailure === "emits") one.link().events.connected();
    one.clock.advance(1);
    one.link().events.received(accepted);
    one.clock.advance(1);
    one.said();
    const answering = () => {
      for (let s = 0; s < 660; s++) {
        const link = one.link();
        const asked = link.sent.length;
        one.clock.advance(1_000);
        if (link.sent.length > asked) link.events.received("\xd0\0");
      }
    };
    answering();
    expect(one.said()).toEqual([]);
    expect(one.network.links).toHaveLength(1);
  });

  it("a callback that never comes of a joining: the event counts", async () => {
    const one = await told(
      id,
      `(function (w, c) { w.connect = function (s, o) { c(s, o); }; })(require("Wifi"), require("Wifi").connect);\n`,
    );
    one.join();
    expect(one.after(2 * ANSWER_MS)).toEqual([]);
  });

  it("of several networks it takes one after the other, and the first again after a loss", async () => {
    const ahead = instead(
      "function (s, o, f) { print('try', s, o.password); setTimeout(f, 9, s === 'phone' ? null : 'none'); }",
    );
    const one = await told(id, ahead);
    const names = { home: "secret12", phone: "", cabin: "secret34" };
    one.call(
      `joinOneOf(${JSON.stringify(Object.entries(names).map(([ssid, password]) => ({ ssid: ssid, password: password })))})`,
    );
    expect(one.after(9)).toEqual(["try home secret12", "not joined: none"]);
    expect(one.after(RETRY_MS + 9)).toEqual(["try phone ", "joined"]);
    one.board.evaluate('require("Wifi").emit("disconnected")');
    expect(one.after(RETRY_MS + 9)).toEqual(["not joined: lost", "try home secret12", "not joined: none"]);
    expect(one.after(RETRY_MS + 9)).toEqual(["try phone ", "joined"]);
    // after the last comes the first
    one.board.evaluate('require("Wifi").connect = function (s, o, f) { print("try", s); setTimeout(f, 9, "none"); }');
    one.board.evaluate('require("Wifi").emit("disconnected")');
    expect(one.after(4 * (RETRY_MS + 9)).filter((line) => line.startsWith("try"))).toEqual(
      ["home", "phone", "cabin", "home"].map((name) => `try ${name}`),
    );
  });

  it("another call changes networks, and nothing is told twice", async () => {
    const one = await told(id);
    one.join();
    one.call('join("other", "secret12")');
    expect(one.after(JOIN_MS + MODULE_MS)).toEqual(["joined"]);
    one.board.evaluate('require("Wifi").emit("disconnected", { reason: "8" })');
    expect(one.after(0)).toEqual(["not joined: 8"]);
    // nor does it listen again each time
    for (let n = 0; n < 20; n++) one.call('join("home", "secret12")');
    const listeners = one.board.evaluate('[].concat(require("Wifi")["#ondisconnected"]).length');
    expect(listeners).toBe("1");
  });

  it.each([
    ['join("", "secret12")', "ssid: "],
    ["join(undefined, '')", "ssid: undefined"],
    [`join("${"x".repeat(33)}", "secret12")`, `ssid: ${"x".repeat(33)}`],
    ['join("home", "short")', "password"],
    [`join("home", "${"x".repeat(65)}")`, "password"],
    ["joinOneOf([])", "ssid: undefined"],
    ['joinOneOf([{ ssid: "home", password: "" }, { password: "" }])', "ssid: undefined"],
  ])("%s is refused at once", async (call, thrown) => {
    const one = await told(id, printing);
    expect(one.board.evaluate(`(function(){try{client.${call}}catch(e){return ""+e}})()`)).toBe(thrown);
    expect(one.after(600_000)).toEqual([]);
    // nor does it change what goes on
    one.call('join("home", "secret12")');
    one.after(JOIN_MS + MODULE_MS);
    one.board.evaluate(`(function(){try{client.${call}}catch(e){}})()`);
    one.board.evaluate('require("Wifi").emit("disconnected")');
    expect(one.after(RETRY_MS).filter((line) => line.startsWith("connect"))).toEqual(["connect home"]);
    expect(one.said()).toEqual([]);
  });

  it("its own timers and Wi-Fi's do not lead to two retries at a time", async () => {
    const one = await told(id, printing, "no-ap-found");
    one.call('join("home", "secret12")');
    one.become("welcome");
    one.become("no-ap-found");
    // a try of an ESP32 takes 3 searches
    one.after(3 * SEARCH_MS + MODULE_MS);
    const lines = one.after(10 * (RETRY_MS + 3 * SEARCH_MS + MODULE_MS));
    const tries = lines.filter((line) => line.startsWith("connect"));
    expect(tries.length).toBeGreaterThanOrEqual(10);
    expect(tries.length).toBeLessThanOrEqual(16);
    const failures = lines.filter((line) => line.startsWith("not joined"));
    expect(Math.abs(failures.length - tries.length)).toBeLessThanOrEqual(1);
  });

  it("a week of losses, of a second to an hour: each time it is joined 20 s after the access point is there again", async () => {
    const one = await told(id);
    one.join();
    for (let n = 0; n < 84; n++) {
      one.become(n % 5 === 4 ? "wrong-password" : "no-ap-found");
      expect(one.network.online).toBe(false);
      one.after(1_000 + ((n * 12_347) % 7_000) + (n % 7 === 6 ? 3_600_000 : (n % 4) * 30_000));
      one.become("welcome");
      one.after(20_000);
      expect([n, one.network.online]).toEqual([n, true]);
      one.after(7_000_000);
      expect([n, one.network.online]).toEqual([n, true]);
    }
    expect(one.uncaught).toEqual([]);
  });

  it("a callback that throws does not stop it", async () => {
    const one = await told(id, "", "no-ap-found");
    one.board.evaluate('print = function () { throw new Error("of the sketch"); }');
    one.call('join("home", "secret12")');
    one.after(ANSWER_MS);
    expect(one.uncaught.length).toBeGreaterThan(0);
    one.become("welcome");
    one.after(ANSWER_MS + RETRY_MS);
    expect(one.network.online).toBe(true);
  });
});

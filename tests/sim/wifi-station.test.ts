import { expect, it } from "vitest";
import { virtualClock } from "../../src/sim/virtual-clock.js";
import {
  type AirAnswer,
  ASSOCIATE_MS,
  DHCP_MS,
  SEARCH_MS,
  type WifiKind,
  wifiStation,
} from "../../src/sim/wifi-station.js";

const JOIN_MS = ASSOCIATE_MS + DHCP_MS;
const HOUR_MS = 3_600_000;

/** A station of that kind that has just booted, and what is around it. */
function station(kind: WifiKind, saved?: { ssid: string; password: string }) {
  const clock = virtualClock();
  let answer: AirAnswer = "welcome";
  let isJoined = false;
  const one = wifiStation(
    kind,
    clock,
    { answer: () => answer },
    (joined) => {
      isJoined = joined;
    },
    () => {},
  );
  one.boot(saved, false);
  return {
    ...one,
    advance: clock.advance,
    isJoined: () => isJoined,
    events: () => one.news().map(({ event, reason }) => (reason === 0 ? event : `${event} ${reason}`)),
    become(next: AirAnswer) {
      answer = next;
      one.airChanged();
    },
    /** The access point is gone for so long, and then there for an hour. */
    lose(ms: number) {
      this.become("no-ap-found");
      clock.advance(ms);
      this.become("welcome");
      clock.advance(HOUR_MS);
    },
  };
}

it("is joined from the boot on, and kept so after each loss, until the sketch takes Wi-Fi over", () => {
  for (const kind of ["esp32", "esp8266", "at"] as const) {
    const one = station(kind);
    expect(one.isJoined()).toBe(true);
    for (let n = 0; n < 5; n++) {
      one.become("no-ap-found");
      expect(one.isJoined()).toBe(false);
      one.lose(HOUR_MS);
      expect(one.isJoined()).toBe(true);
    }
    expect(one.events().filter((event) => event === "connected")).toHaveLength(5);
  }
});

it("is told of association and address in their time", () => {
  const one = station("esp32");
  one.connect("home", "secret");
  expect(one.isJoined()).toBe(false);
  one.advance(ASSOCIATE_MS - 1);
  expect(one.events()).toEqual([]);
  one.advance(1);
  expect(one.events()).toEqual(["associated"]);
  one.advance(DHCP_MS);
  expect(one.events()).toEqual(["connected"]);
  expect([one.isJoined(), one.state().ssid]).toEqual([true, "home"]);
});

it("an ESP32 joins again twice in silence, and its third loss is its last", () => {
  const one = station("esp32");
  one.connect("home", "secret");
  one.advance(JOIN_MS);
  expect(one.events()).toEqual(["associated", "connected"]);
  for (let n = 0; n < 2; n++) {
    one.become("no-ap-found");
    expect([one.state().looksConnected, one.isJoined()]).toEqual([true, false]);
    one.lose(SEARCH_MS - 1);
    expect(one.isJoined()).toBe(true);
    expect(one.events()).toEqual(["associated", "connected"]);
  }
  one.lose(1);
  expect(one.events()).toEqual(["disconnected 200"]);
  expect([one.isJoined(), one.view(), one.state().looksConnected]).toEqual([false, "given-up", false]);
  one.connect("home", "secret");
  one.advance(JOIN_MS);
  expect(one.isJoined()).toBe(true);
});

it("an ESP32 has no try left once it has searched twice: one long loss is enough", () => {
  const one = station("esp32");
  one.connect("home", "secret");
  one.advance(JOIN_MS);
  one.events();
  one.lose(2 * SEARCH_MS);
  expect(one.events()).toEqual(["disconnected 201"]);
  expect(one.view()).toBe("given-up");
});

it("an ESP32 that connects though it is connected has one try less", () => {
  const one = station("esp32");
  one.connect("home", "secret");
  one.advance(JOIN_MS);
  one.connect("home", "secret");
  one.advance(JOIN_MS);
  one.lose(1);
  expect(one.isJoined()).toBe(true);
  one.lose(1);
  expect(one.view()).toBe("given-up");
});

it("an ESP32 that joins what was saved gives up at the first loss", () => {
  const one = station("esp32", { ssid: "home", password: "secret" });
  expect(one.isJoined()).toBe(false);
  one.advance(JOIN_MS);
  expect(one.isJoined()).toBe(true);
  one.events();
  one.lose(1);
  expect(one.events()).toEqual(["disconnected 200"]);
  expect(one.view()).toBe("given-up");
});

it("an ESP8266 tells each try that fails, and tries for ever", () => {
  for (const saved of [undefined, { ssid: "home", password: "secret" }]) {
    const one = station("esp8266", saved);
    if (!saved) one.connect("home", "secret");
    one.advance(JOIN_MS);
    one.events();
    one.become("no-ap-found");
    expect(one.state().status).toBe("connecting");
    one.advance(HOUR_MS);
    const [first, ...others] = one.events();
    expect(first).toBe("disconnected 200");
    expect(others.length).toBeGreaterThan(1_000);
    expect(new Set(others)).toEqual(new Set(["disconnected 201"]));
    expect(one.state().status).toBe("no_ap_found");
    one.become("welcome");
    one.advance(10_000);
    expect(one.isJoined()).toBe(true);
  }
});

it("the module of an Espruino WiFi gives up a connect that fails, and never a network that it had joined", () => {
  const one = station("at");
  one.become("wrong-password");
  one.connect("home", "wrong");
  expect(one.isAwake()).toBe(false);
  one.advance(10_000);
  expect(one.events().slice(-1)).toEqual(["disconnected 15"]);
  expect(one.view()).toBe("given-up");
  one.become("welcome");
  one.advance(HOUR_MS);
  expect(one.isJoined()).toBe(false);
  one.connect("home", "right");
  one.advance(10_000);
  expect([one.isJoined(), one.isAwake()]).toEqual([true, true]);
  one.lose(HOUR_MS);
  expect(one.isJoined()).toBe(true);
});

it("says why it is not let in: a wrong password, or nobody there", () => {
  const one = station("esp8266");
  one.become("wrong-password");
  expect(one.events()).toEqual(["disconnected 2"]);
  one.connect("home", "wrong");
  one.advance(SEARCH_MS);
  expect([one.events(), one.state().status]).toEqual([["disconnected 15"], "bad_password"]);
  one.become("no-ap-found");
  one.advance(10_000);
  expect([one.events().slice(-1), one.state().status]).toEqual([["disconnected 201"], "no_ap_found"]);
});

it("stays where it is once the sketch has left, whatever comes", () => {
  for (const kind of ["esp32", "esp8266", "at"] as const) {
    const one = station(kind);
    one.disconnect();
    expect(one.events()).toEqual(["disconnected 8"]);
    one.lose(1);
    expect([one.isJoined(), one.view(), one.isAwake()]).toEqual([false, "left", kind !== "at"]);
    expect(one.events()).toEqual([]);
  }
});

it("begins anew with the power, and does nothing without", () => {
  const one = station("esp32");
  one.disconnect();
  one.boot(undefined, false);
  expect([one.isJoined(), one.view()]).toEqual([true, "joined"]);
  one.connect("home", "secret");
  one.stop();
  one.advance(HOUR_MS);
  expect([one.isJoined(), one.events()]).toEqual([false, []]);
});

import { expect, it } from "vitest";
import { type Board, loadBoard } from "../../src/boards.js";
import { boot } from "../../src/sim/board.js";
import { courseOf } from "../../src/sim/faults/course.js";
import { virtualClock } from "../../src/sim/virtual-clock.js";
import { virtualNetwork } from "../../src/sim/virtual-network.js";
import { type AirAnswer, ASSOCIATE_MS, DHCP_MS, SEARCH_MS } from "../../src/sim/wifi-station.js";
import { bench } from "./fakes.js";

const JOIN_MS = ASSOCIATE_MS + DHCP_MS;
const [esp32, esp8266, espruinowifi, linux] = ["esp32", "esp8266", "espruinowifi", "linux"].map(loadBoard) as [
  Board,
  Board,
  Board,
  Board,
];

const listening = `var w = require("Wifi");
["associated", "connected", "disconnected"].forEach(function (name) {
  w.on(name, function (details) { print(name, details === undefined ? "" : JSON.stringify(details)); });
});
function told(error) { print("called back", error); }
`;

/** A board that runs that text after it has begun to listen, in an air that can be changed. */
function air(board: Board, text: string) {
  let answer: AirAnswer = "welcome";
  const one = bench(board, listening + text, { air: { answer: () => answer } });
  return {
    ...one,
    become(next: AirAnswer) {
      answer = next;
      one.board.airChanged();
      one.clock.advance(0);
    },
  };
}

const connecting = `w.connect("home", { password: "secret" }, told);`;

it("an ESP32 tells what it joins, with its channel as text, and getStatus never calls back", () => {
  const { said, clock } = air(
    esp32,
    `print(w.getStatus().station, w.getStatus(function () { print("never"); }).mode);
     ${connecting} print(w.getStatus().mode);`,
  );
  expect(said()).toEqual(["connected STA", "NULL"]);
  clock.advance(JOIN_MS);
  expect(said()).toEqual([
    'associated {"ssid":"home","mac":"02:00:00:00:00:02","channel":"6"}',
    "called back null",
    'connected {"ip":"192.0.2.2","netmask":"255.255.255.0","gw":"192.0.2.1"}',
  ]);
});

it("an ESP32 says connected while it tries again, and after the third loss why not", () => {
  const { said, clock, become, board } = air(esp32, connecting);
  clock.advance(JOIN_MS);
  said();
  for (let n = 0; n < 2; n++) {
    become("no-ap-found");
    expect(board.evaluate("w.getStatus().station")).toBe("connected");
    expect(said()).toEqual([]);
    become("welcome");
    clock.advance(JOIN_MS);
    expect(said()).toHaveLength(2);
  }
  become("no-ap-found");
  expect(said()).toEqual([
    'disconnected {"ssid":"home","mac":"02:00:00:00:00:02","reason":"200","msg":"BEACON_TIMEOUT"}',
  ]);
  expect(board.evaluate("w.getStatus().station+w.getStatus().mode+w.getDetails().status")).toBe(
    "BEACON_TIMEOUTNULLBEACON_TIMEOUT",
  );
});

it("an ESP32 calls back with the reason once it has tried three times", () => {
  const { said, clock, become } = air(esp32, `setTimeout(function () { ${connecting} }, 1000);`);
  become("wrong-password");
  clock.advance(1_000);
  said();
  clock.advance(3 * SEARCH_MS - 1);
  expect(said()).toEqual([]);
  clock.advance(1);
  expect(said()).toEqual([
    'disconnected {"ssid":"home","mac":"02:00:00:00:00:02","reason":"15","msg":"4WAY_HANDSHAKE_TIMEOUT"}',
    "called back 4WAY_HANDSHAKE_TIMEOUT",
  ]);
});

it("an ESP32 that was connected calls back twice when it disconnects", () => {
  const { said, board, clock } = air(esp32, `w.disconnect(told);`);
  expect(said()).toEqual([
    "called back undefined",
    "called back undefined",
    'disconnected {"ssid":"virtual","mac":"02:00:00:00:00:02","reason":"8","msg":"ASSOC_LEAVE"}',
  ]);
  board.evaluate("w.disconnect(told)");
  clock.advance(0);
  expect(said()).toEqual(["called back undefined"]);
});

it("an ESP8266 has words for reasons, those of its own one place too low, and a mask", () => {
  const { said, clock, become, board } = air(esp8266, connecting);
  clock.advance(JOIN_MS);
  expect(said()).toEqual([
    'associated {"ssid":"home","mac":"02:00:00:00:00:02","channel":6}',
    "called back null",
    'connected {"ip":"192.0.2.2","mask":"255.255.255.0","gw":"192.0.2.1"}',
  ]);
  board.evaluate(connecting);
  clock.advance(0);
  expect(said()).toEqual(["called back null"]);
  become("no-ap-found");
  clock.advance(60_000);
  const [first, second] = said();
  expect(first).toBe('disconnected {"ssid":"home","mac":"02:00:00:00:00:02","reason":"cipher_suite_rejected"}');
  expect(second).toBe('disconnected {"ssid":"home","mac":"02:00:00:00:00:02","reason":"beacon_timeout"}');
  expect(board.evaluate("w.getStatus().station")).toBe("no_ap_found");
  become("welcome");
  clock.advance(5_000);
  expect(said().at(-1)).toContain("connected");
});

it("an ESP8266 calls back with its state at the first failure, goes on trying, and calls back once at disconnect", () => {
  const { said, clock, become, board } = air(esp8266, `setTimeout(function () { ${connecting} }, 1000);`);
  become("wrong-password");
  clock.advance(1_000);
  said();
  clock.advance(SEARCH_MS);
  expect(said()).toEqual([
    "called back bad_password",
    'disconnected {"ssid":"home","mac":"02:00:00:00:00:02","reason":"4way_handshake_timeout"}',
  ]);
  become("welcome");
  clock.advance(5_000);
  expect(said()).toHaveLength(2);
  board.evaluate("w.disconnect(told)");
  clock.advance(0);
  expect(said()).toEqual([
    "called back undefined",
    'disconnected {"ssid":"home","mac":"02:00:00:00:00:02","reason":"assoc_leave"}',
  ]);
});

it("an Espruino WiFi tells without details, and nothing of a loss", () => {
  const { said, clock, become } = air(espruinowifi, connecting);
  clock.advance(JOIN_MS + 5_000);
  expect(said()).toEqual(["associated ", "connected ", "called back null"]);
  become("no-ap-found");
  clock.advance(60_000);
  expect(said()).toEqual([]);
  become("welcome");
  clock.advance(10_000);
  expect(said()).toEqual(["associated ", "connected "]);
});

it("an Espruino WiFi calls back with what its module answered", () => {
  for (const [answer, number] of [
    ["wrong-password", 2],
    ["no-ap-found", 3],
  ] as const) {
    const { said, clock, become } = air(espruinowifi, `setTimeout(function () { ${connecting} }, 1000);`);
    become(answer);
    clock.advance(20_000);
    expect(said()).toEqual([`called back WiFi connect failed: +CWJAP:${number}`]);
  }
});

it("has the methods that the board has", () => {
  const names = (board: Board) =>
    bench(board, `print(Object.keys(require("Wifi")).sort().join(" "))`).said().join().split(" ");
  expect(names(esp32)).toEqual(names(esp8266));
  expect(names(esp32)).toContain("getStatus");
  expect(names(espruinowifi)).toEqual(["connect", "disconnect", "getIP", "scan", "setHostname"]);
});

it("throws what the firmware throws at wrong arguments", () => {
  const trying = (call: string) => `try { ${call} } catch (e) { print(e.message); }`;
  const { said } = bench(
    esp32,
    `var w = require("Wifi");
     ${trying("w.connect(1)")} ${trying('w.connect("a", function () {})')} ${trying('w.connect("a", {}, 5)')}
     ${trying('w.connect("a", { password: 1 })')} ${trying("w.scan()")} ${trying('w.setSNTP("a", 1)')}`,
  );
  expect(said()).toEqual([
    "No SSID provided",
    "Expecting Object, got Function",
    "Expecting callback function but got 5",
    "Expecting options.password to be a string but got Number",
    "Expecting callback function but got undefined",
    "Zone is not a string",
  ]);
});

it("finds the access point, with one argument on an ESP32 and an ESP8266 and two on an Espruino WiFi", () => {
  const text = `w.scan(function (a, b) { print(b === undefined ? a.length : b.length, (b || a)[0].ssid); });`;
  for (const board of [esp32, esp8266, espruinowifi]) {
    const { said, clock } = air(board, text);
    clock.advance(10_000);
    expect(said()).toEqual(["1 virtual"]);
  }
});

it("a saved configuration is joined after the next boot, and an ESP32 gives it up at its first loss", () => {
  const { said, clock, become, board } = air(
    esp32,
    `if (!require("Storage").read(".wificfg")) w.connect("home", {}, function () { w.save(); });`,
  );
  clock.advance(JOIN_MS);
  board.reset();
  clock.advance(0);
  said();
  expect(board.evaluate("w.getIP().ip")).toBe("0.0.0.0");
  clock.advance(JOIN_MS);
  expect(said()[0]).toContain('"ssid":"home"');
  expect(board.evaluate("w.getIP().ip")).toBe("192.0.2.2");
  become("no-ap-found");
  become("welcome");
  clock.advance(3_600_000);
  expect(said().at(-1)).toContain("disconnected");
  board.evaluate('w.save("clear")');
  expect(board.evaluate('require("Storage").read(".wificfg")')).toBe("undefined");
});

it("connections fail as on the board while it is not joined", () => {
  const connect = (host: string) =>
    `try { require("net").connect({ host: "${host}", port: 1 }).on("error", function (e) { print(e.code); }); }
     catch (e) { print(e.message); }`;
  const seen = (board: Board, text: string) => {
    let answer: AirAnswer = "welcome";
    const {
      board: virtual,
      clock,
      said,
    } = bench(board, `setTimeout(function () { ${text} }, 10);`, {
      air: { answer: () => answer },
    });
    answer = "no-ap-found";
    virtual.airChanged();
    clock.advance(100);
    return said();
  };
  expect(seen(esp32, connect("broker"))).toEqual(["Unable to locate host"]);
  expect(seen(esp32, connect("192.0.2.9"))).toEqual(["ERROR: Connect failed (err 113)", "Unable to create socket"]);
  expect(seen(linux, connect("broker"))).toEqual(["Unable to locate host"]);
  for (const [board, name, address] of [
    [esp8266, "-6", "-4"],
    [espruinowifi, "-6", "-6"],
  ] as const) {
    const lines: string[] = [];
    let answer: AirAnswer = "welcome";
    const clock = virtualClock();
    const { weather } = courseOf([], clock, clock.now(), () => 0);
    const peer = { accept() {}, receive() {}, closed() {} };
    const virtual = boot(`${connect("broker")} ${connect("192.0.2.9")}`, board, {
      clock,
      network: virtualNetwork(clock, weather, () => peer),
      air: { answer: () => answer },
      random: () => 0.5,
      serial: "",
      onConsole: (line) => lines.push(line),
    });
    answer = "no-ap-found";
    virtual.airChanged();
    clock.advance(1_000);
    expect(lines).toEqual([name, address]);
  }
  const waiting = `require("Wifi").disconnect(); ${connect("broker")}`;
  expect(seen(espruinowifi, waiting)).toEqual(["Unable to create socket"]);
});

it("an Espruino WiFi closes its sockets when it disconnects, and the others tell nothing", () => {
  const text = `require("net").connect({ host: "broker", port: 1 }, function (s) {
      s.on("close", function (hadError) { print("closed", hadError); }); require("Wifi").disconnect(); });`;
  for (const [board, lines] of [
    [esp32, []],
    [esp8266, []],
    [espruinowifi, ["closed false"]],
  ] as const) {
    const { clock, said, link, network } = bench(board, text);
    link().events.connected();
    clock.advance(60_000);
    expect([network.online, said()]).toEqual([false, lines]);
  }
});

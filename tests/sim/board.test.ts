/** Pins, Storage, reset, and the end of a board. */
import { expect, it } from "vitest";
import { esp32 } from "./boards.js";
import { bench } from "./fakes.js";

it("drives pins that the host reads, and reads pins that the host sets", () => {
  const { board } = bench(esp32, `digitalWrite(D2, 1); analogWrite("D4", 0.25); D5.set(); digitalWrite([D0, D1], 2);`);
  expect(["D2", "D4", "D5", "D0", "D1"].map((name) => board.getPin(name))).toEqual([1, 0.25, 1, 1, 0]);
  board.setPin("D1", true);
  board.setAnalog("D4", () => 0.5);
  expect(board.evaluate("[digitalRead(D1), D1.read(), analogRead(D4), analogRead(D0), String(D1)]")).toBe(
    '[ 1, true, 0.5, 0, "D1" ]',
  );
});

it("has the board's light and button as pins of their own", () => {
  const { board, clock, said } = bench(esp32, `LED.write(HIGH); setWatch(function () { print("pressed"); }, BTN1);`);
  board.setPin("BTN1", true);
  clock.advance(0);
  expect(board.getPin("LED1")).toBe(1);
  expect(said()).toEqual(["pressed"]);
});

it("calls watches by edge and once unless they repeat", () => {
  const { board, clock, said } = bench(
    esp32,
    `setWatch(function (e) { print("rise", e.state, e.lastTime === undefined, e.pin === D0); }, D0, { repeat: true, edge: "rising" });
     print(setWatch(function () { print("once"); }, D0));`,
  );
  for (const level of [true, true, false, true]) {
    board.setPin("D0", level);
    clock.advance(1);
  }
  expect(said()).toEqual(["2", "rise true true true", "once", "rise true false true"]);
  board.evaluate("clearWatch(1); try { clearWatch(7) } catch (e) { print(e.message) }");
  board.setPin("D0", false);
  board.setPin("D0", true);
  clock.advance(1);
  expect(said()).toEqual(["Unknown Watch 7"]);
});

it("waits for a pin to settle when a watch asks for debounce", () => {
  const { board, clock, said } = bench(
    esp32,
    `setWatch(function (e) { print(e.state); }, D0, { repeat: true, debounce: 20 });`,
  );
  for (const level of [true, false, true, false, true]) {
    board.setPin("D0", level);
    clock.advance(5);
  }
  expect(said()).toEqual([]);
  board.evaluate("clearTimeout()"); // not a timer of the sketch's
  clock.advance(20);
  expect(said()).toEqual(["true"]);
});

it("keeps files: written whole or into reserved space, listed, erased, refused when too large", () => {
  const { said } = bench(
    esp32,
    `var s = require("Storage");
     s.write("a", "one"); s.write("b", [1, 255]); s.writeJSON("c", { x: 1 });
     print(s.read("a"), s.read("b").charCodeAt(1), s.readJSON("c").x, s.read("none"), s.list(), s.list(/[ab]/));
     s.write("log", "head", 0, 8); s.write("log", "tail", 4); print(s.read("log"), s.read("log", 4, 2));
     try { s.write("log", "x", 0 + 7) } catch (e) { print(e.message) }
     try { s.write("log", "xyz", 7) } catch (e) { print(e.message) }
     try { s.write("z", "") } catch (e) { print(e.message) }
     s.erase("a"); print(s.read("a"), s.readJSON("b", true));
     try { s.write("big", new Array(300000).join("x")) } catch (e) { print(e.message) }`,
  );
  expect(said()).toEqual([
    'one 255 1 undefined [ "a", "b", "c" ] [ "a", "b" ]',
    "headtail ta",
    "File already written with different data",
    "Too much data for file size",
    "Can't create zero length file",
    "undefined undefined",
    "Compacting... ",
    "Unable to find or create file",
  ]);
});

it("boots again on reset: RAM, timers and sockets go, Storage and time stay", () => {
  const { board, said, clock, link } = bench(
    esp32,
    `var n = (require("Storage").readJSON("n") || 0) + 1; require("Storage").writeJSON("n", n);
     print("boot", n, typeof left); left = 1; setInterval(print, 10, "tick", n); require("net").connect({ port: 1 });`,
  );
  const first = link();
  board.reset();
  expect(first.closed).toBe("abort");
  clock.advance(10);
  expect(said()).toEqual(["boot 1 undefined", "boot 2 undefined", "tick 2"]);
  board.evaluate("load()");
  clock.advance(10);
  expect(said()).toEqual(["boot 3 undefined", "tick 3"]);
  board.evaluate("reset()");
  clock.advance(10);
  expect(said()).toEqual([]);
});

it("leaves no timer and no socket when it is stopped, and does nothing any more", async () => {
  const { board, said, clock, link } = bench(
    esp32,
    `setInterval(print, 10, "tick"); require("net").connect({ port: 1 }).on("data", print);`,
  );
  await board.stop();
  expect(clock.waiting()).toBe(0);
  expect(link().closed).toBe("abort");
  link().events.received("late");
  board.setPin("D0", true);
  board.reset();
  clock.advance(100);
  expect(said()).toEqual([]);
  expect(clock.waiting()).toBe(0);
});

it("can be stopped and reset by what it prints", async () => {
  const stopped = bench(
    esp32,
    `print("first"); setTimeout(function () { print("stop"); require("net").connect({ port: 1 }); }, 5);`,
  );
  stopped.onLine((line) => line === "stop" && stopped.board.stop());
  stopped.clock.advance(100);
  expect(stopped.network.links).toEqual([]);
  expect(stopped.clock.waiting()).toBe(0);

  const again = bench(esp32, `print("boot"); setTimeout(print, 5, "reset");`);
  let resets = 0;
  again.onLine((line) => line === "reset" && resets++ === 0 && again.board.reset());
  again.clock.advance(100);
  expect(again.said()).toEqual(["boot", "reset", "boot", "reset"]);
});

it("counts what went over its sockets", () => {
  const { board, clock, link } = bench(esp32, `var s = require("net").connect({ port: 1 }); s.write("four"); s.end();`);
  link().events.received("hi");
  clock.advance(0);
  expect(board.traffic).toEqual({
    bytesSent: 4,
    bytesReceived: 2,
    connectionsOpened: 1,
    connectionsClosed: 1,
    connectsFailed: 0,
    mostWaitingBytes: 4,
  });
});

it("drives a line by writing and lets it go by reading, unless the mode is said", () => {
  const { board, said } = bench(
    esp32,
    `digitalWrite(D4, 0); print(getPinMode(D4)); D5.mode("output"); D5.write(0); D2.mode("input_pullup"); D2.write(0); D1.mode("opendrain"); D1.write(1);`,
  );
  expect([board.getPin("D1"), board.getPin("D5"), board.getPin("D2")]).toEqual([1, 0, 1]);
  board.setPin("D1", false);
  for (const pin of ["D4", "D5", "D2"]) board.setPin(pin, true);
  board.evaluate("print(digitalRead(D4), digitalRead(D5), digitalRead(D2), digitalRead(D1), getPinMode(D4))");
  expect(said()).toEqual(["output", "1 0 1 0 input"]);
});

it("tells a watch of no edge that was before it", () => {
  const { board, clock, said } = bench(esp32, "");
  board.setPin("D4", true);
  board.evaluate("setWatch(function (e) { print(e.state); }, D4, { repeat: true })");
  clock.advance(1);
  board.setPin("D4", false);
  clock.advance(1);
  expect(said()).toEqual(["false"]);
});

it("gives one pulse, or a list of them", () => {
  const { board, clock } = bench(esp32, "digitalPulse(D4, 1, 10); digitalPulse(D5, 0, [5, 10, 20]);");
  const levels = [0, 6, 10, 20].map((ms) => {
    clock.advance(ms);
    return [board.getPin("D4"), board.getPin("D5")];
  });
  // After 0, 6, 16 and 36 ms.
  expect(levels).toEqual([
    [1, 0],
    [1, 1],
    [0, 0],
    [0, 1],
  ]);
});

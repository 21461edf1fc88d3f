import { expect, it } from "vitest";
import { esp32 } from "./boards.js";
import { bench } from "./fakes.js";

it("gives timers small ids and gives the id of the newest one again once it is cleared", () => {
  const { said } = bench(
    esp32,
    `var a = setTimeout(print, 9), b = setInterval(print, 9); clearInterval(b); print(a, b, setTimeout(print, 9));`,
  );
  expect(said()).toEqual(["1 2 2"]);
});

it("throws at clearTimeout(undefined), clears everything at clearTimeout(), and minds no unknown id", () => {
  const { said, clock } = bench(
    esp32,
    `try { clearTimeout(undefined) } catch (e) { print(e.message) }
     try { clearInterval(undefined) } catch (e) { print(e.message) }
     setTimeout("print('never')", 5); clearTimeout(99); clearTimeout(null); clearTimeout();`,
  );
  clock.advance(100);
  expect(said()).toEqual([
    "clearTimeout(undefined) not allowed. Use clearTimeout() instead",
    "clearInterval(undefined) not allowed. Use clearInterval() instead",
  ]);
});

it("runs timers that are due in one pass in the order in which they were made", () => {
  const { said, clock } = bench(esp32, `[30, 20, 10].forEach(function (ms) { setTimeout(print, ms, ms); });`);
  clock.step(50);
  clock.advance(0);
  expect(said()).toEqual(["30", "20", "10"]);
});

it("keeps an interval without drift", () => {
  const { said, clock } = bench(
    esp32,
    `var t = getTime(); setInterval(function () { print(Math.round((getTime() - t) * 1000)); }, 7);`,
  );
  clock.advance(30);
  expect(said()).toEqual(["7", "14", "21", "28"]);
});

it("replays the intervals that were missed, each timer once a pass", () => {
  const { said, clock } = bench(esp32, `setInterval(print, 10, "a"); setInterval(print, 10, "b");`);
  clock.step(30);
  clock.advance(0);
  expect(said()).toEqual(["a", "b", "a", "b", "a", "b"]);
});

it("replays a missed interval within the pass when its callback changes the timers", () => {
  const { said, clock } = bench(
    esp32,
    `E.on("told", function () { print("end of pass"); });
     setInterval(function () { print("a"); setTimeout(print, 5, "after"); E.emit("told"); }, 10); setInterval(print, 10, "b");`,
  );
  clock.step(30);
  clock.advance(0);
  expect(said()).toEqual(["a", "a", "a", "b", "end of pass", "end of pass", "end of pass", "b", "b"]);
});

it("takes a clock that was stepped as time gone by, and setTime as none", () => {
  const { said, clock } = bench(
    esp32,
    `setTimeout(print, 3600000, "an hour"); setTimeout(function () { setTime(getTime() + 7200); print(new Date().getUTCHours()); }, 10);`,
  );
  clock.advance(1000);
  expect(said()).toEqual(["5"]);
  clock.step(3_600_000);
  clock.advance(3_600_000);
  expect(said()).toEqual(["an hour"]);
});

it("changes an interval from now on, and refuses an unknown one", () => {
  const { said, clock } = bench(
    esp32,
    `var i = setInterval(print, 100, "tick"); changeInterval(i, 10); try { changeInterval(9, 1) } catch (e) { print(e.message) }`,
  );
  clock.advance(25);
  expect(said()).toEqual(["Unknown Interval", "tick", "tick"]);
});

it("waits for nothing when there is nothing to do", () => {
  const { clock, board } = bench(esp32, `setTimeout(print, 50, "once");`);
  clock.advance(100);
  const { passes } = board;
  const before = passes();
  clock.advance(1_000_000);
  expect(clock.waiting()).toBe(0);
  expect(passes()).toBe(before);
});

it("delivers promises from the queue, and tells a rejection that nobody took", () => {
  const { said, clock } = bench(
    esp32,
    `Promise.resolve(1).then(function (v) { print("then", v); throw "no" }).catch(function (e) { print("catch", e) });
     Promise.all([1, new Promise(function (r) { setTimeout(r, 5, 2) })]).then(function (v) { print(v) });
     Promise.reject("lost"); print("main");`,
  );
  clock.advance(10);
  expect(said()).toEqual(["main", "then 1", "catch no", "Uncaught Unhandled promise rejection: lost", "[ 1, 2 ]"]);
});

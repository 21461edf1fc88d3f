/** `examples/boat.ts`: through a night without Wi-Fi, with the time from a web server. */
import { expect, it } from "vitest";
import { bootSketch } from "../../src/testing/boot-sketch.js";

const HOUR_MS = 3_600_000;

it.each(["esp32", "esp8266"])("on %s what is measured without Wi-Fi arrives, and says when it was", async (board) => {
  const sketch = await bootSketch("examples/boat.ts", { board });
  sketch.advance(10_000);
  const joinedSeconds = Date.UTC(2026, 0, 2, 3, 4, 5) / 1000 + 10;
  expect(Math.abs(Number(sketch.board.evaluate("getTime()")) - joinedSeconds)).toBeLessThan(2);

  // The clock is as after a power-up, until it is joined again.
  sketch.putFault({ fault: "wifi-lost" });
  sketch.board.evaluate("setTime(0)");
  sketch.advance(2 * HOUR_MS);
  expect(sketch.status().waiting).toBeGreaterThanOrEqual(119);
  sketch.heal();
  sketch.advance(90_000);
  expect(sketch.status()).toMatchObject({ state: "connected", waiting: 0, dropped: 0 });
  expect(sketch.published.length).toBe(Math.floor((2 * HOUR_MS + 100_000) / 60_000));
  const times = sketch.published.map(({ message }) => (JSON.parse(message) as { time?: number }).time);
  expect(times.slice(0, 119)).toEqual(Array.from({ length: 119 }, () => undefined));
  expect(Math.abs((times.at(-1) ?? 0) - joinedSeconds - 2 * 3600)).toBeLessThan(100);
  expect(sketch.uncaught).toEqual([]);
  await sketch.stop();
});

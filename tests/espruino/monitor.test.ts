/** A monitor on the console of the real interpreter: its own traces lead back to the TypeScript. */
import { describe, expect, it, onTestFinished } from "vitest";
import { bundleOf } from "../build/sketch.js";
import { flashed } from "../support/flashing.js";
import { interpreterPort } from "../support/interpreter-port.js";
import { watch } from "../support/watched.js";
import { interpreters } from "./interpreter.js";

const sketch = `let sensor: { read(): number } | undefined;
let rounds = 0;

/** Of all sensors. */
function measure(): number {
  return sensor!.read();
}

function report(): void {
  print("value", measure());
}

setTimeout(() => {
  report();
}, 200);
setTimeout(() => {
  throw new Error("in a closure " + rounds);
}, 400);
setTimeout(() => print("kept", ["a"].map((name) => name + measure())), 600);
// Else the build knows that there is none, and puts it in place of its name.
setTimeout(() => {
  sensor = { read: () => rounds++ };
  report();
}, 60000);
print("booted", "21 °C");
`;

const { plain, board } = interpreters();
const machines = [
  ["plain", plain, "linux"],
  ["with a board's strings", board, "esp32"],
] as const;

describe.each(machines)("the interpreter, %s,", (_, binary = "", id) => {
  it.skipIf(binary === "")("has its traces led to the functions and lines of the sketch", async () => {
    const { code } = await bundleOf(sketch, id);
    const port = await interpreterPort(binary, flashed(code));
    onTestFinished(port.close);
    const { monitor, next, printed } = await watch(port.url);
    onTestFinished(monitor.close);
    port.type("load()");
    await printed("booted 21 °C");
    const places: (readonly [string, ...number[]])[] = [
      ["Uncaught Error: Can't read property 'read' of undefined", 6, 10, 14],
      ["Uncaught Error: in a closure 0", 17],
      ["Uncaught Error: Can't read property 'read' of undefined", 6, 19],
    ];
    for (const [error, ...lines] of places) {
      await printed(error);
      for (const line of lines) {
        expect(await next(({ event }) => event === "frame")).toMatchObject({
          place: { file: expect.stringMatching(/sketch\.ts$/), line },
        });
      }
    }
  });

  it.skipIf(binary === "")("answers what is typed, and says its restart", async () => {
    const port = await interpreterPort(binary, {});
    onTestFinished(port.close);
    const { monitor, next, printed, told } = await watch(port.url);
    onTestFinished(monitor.close);
    await monitor.type("6*7");
    await printed("=42");
    expect(told.filter(({ event }) => event === "printed").length).toBe(1);
    await monitor.type("reset()");
    expect(await next(({ event }) => event === "restarted")).toMatchObject({ version: expect.stringMatching(/^2v/) });
  });
});

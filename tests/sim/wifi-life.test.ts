/** Sketches that see to Wi-Fi themselves, and one that does not, through a week of losses. */
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import { complainOfWifi } from "../../src/sim/checks/at-rest.js";
import type { Fault } from "../../src/sim/faults/schedule.js";
import { simulate } from "../../src/sim/simulate.js";
import type { Simulation } from "../../src/sim/simulation.js";

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;

/** So many losses over the week; each lasts so long. */
const losses = (times: number, ms: number): Fault[] =>
  Array.from({ length: times }, (_, n) => {
    const fromMs = HOUR_MS + (n * (WEEK_MS - 2 * HOUR_MS)) / times;
    return { fault: "wifi-lost", fromMs, toMs: fromMs + ms };
  });

async function play(fixture: string, boardId: string, faults: readonly Fault[]): Promise<Simulation> {
  const sketch = fileURLToPath(new URL(`../fixtures/${fixture}.ts`, import.meta.url));
  const board = loadBoard(boardId);
  const { code } = await build(sketch, board, { probe: true });
  return simulate({ code, isProbed: true, board, forMs: WEEK_MS, settleMs: 60_000, seed: 1, faults });
}

const checks = ({ failures }: Simulation) => failures.map(({ check, sentence }) => `${check}: ${sentence}`);

it("an ESP32 whose sketch connects once is gone for good after its third loss, and the check says why", async () => {
  const twice = await play("wifi-once", "esp32", losses(2, 1_000));
  expect(checks(twice)).toEqual([]);
  expect(twice.lost).toBe(0);
  const thrice = await play("wifi-once", "esp32", losses(3, 1_000));
  expect(checks(thrice)[0]).toMatch(/^joined: the access point is there, and Wi-Fi is off: the firmware has given up/);
  expect(thrice.arrived).toBeLessThan(thrice.put);
});

it("an ESP32 whose sketch connects once does not outlive one loss of five minutes", async () => {
  expect(checks(await play("wifi-once", "esp32", losses(1, 300_000)))[0]).toMatch(/^joined: /);
});

it("an ESP32 whose sketch joins again and looks after it survives a week of losses", async () => {
  for (const ms of [1_000, 20_000, 300_000]) {
    const life = await play("wifi-supervised", "esp32", losses(40, ms));
    expect([ms, checks(life)]).toEqual([ms, []]);
    expect(life).toMatchObject({ lost: 0, uncaught: [] });
    expect(life.arrived).toBe(life.put);
  }
});

it.each(["esp8266", "espruinowifi"])("%s comes back by itself", async (board) => {
  for (const ms of [1_000, 300_000]) {
    const life = await play("wifi-once", board, losses(20, ms));
    expect(checks(life)).toEqual([]);
    expect(life).toMatchObject({ lost: 0, uncaught: [] });
  }
});

it.each(["esp32", "esp8266", "espruinowifi"])("%s with a wrong password for an hour comes back", async (board) => {
  const faults = [{ ...losses(1, HOUR_MS)[0], reason: "wrong-password" }] as Fault[];
  const life = await play("wifi-supervised", board, faults);
  expect(checks(life)).toEqual([]);
  expect(life.lost).toBe(0);
});

it("a sketch that leaves Wi-Fi is asked why only while values wait", () => {
  const told = (...of: [Parameters<typeof complainOfWifi>[0], number]) => {
    const sentences: string[] = [];
    const isOff = complainOfWifi(...of, (check, sentence) => sentences.push(`${check}: ${sentence}`));
    return [isOff, ...sentences];
  };
  expect(told("left", 0)).toEqual([true]);
  expect(told("left", 2)).toEqual([true, "joined: 2 values wait, and Wi-Fi is off: the sketch called Wifi.disconnect"]);
  expect([told("joined", 2), told("joining", 2), told(undefined, 2)]).toEqual([[false], [false], [false]]);
});

it.each(["esp32", "esp8266", "espruinowifi", "linux"])(
  "on %s a sketch that leaves Wi-Fi alone loses nothing",
  async (board) => {
    const life = await play("wifi-left-alone", board, losses(20, 300_000));
    expect(checks(life)).toEqual([]);
    expect(life).toMatchObject({ lost: 0, uncaught: [] });
    expect(life.connections).toBeGreaterThan(20);
  },
);

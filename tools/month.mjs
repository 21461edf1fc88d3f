#!/usr/bin/env node
/**
 * Plays the month of `examples/weather-station.ts` in virtual time, and prints how it adds up; `-- --write` puts that into
 * docs/sleep.md, and draws it: docs/weather-station.svg. `npm run month` compiles first. It takes a minute.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadBoard } from "../dist/boards.js";
import { build } from "../dist/build/build.js";
import { simulate } from "../dist/sim/simulate.js";
import { asked, write } from "./asked.mjs";
import { markdown, putIntoPage } from "./figures.mjs";

const DAY_MS = 86_400_000;
const DAYS = 31;
const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const number = (count) => count.toLocaleString("en-US", { maximumFractionDigits: 0 });

/** Of the picture, in its own units: so many pixels if nobody scales it. */
const WIDTH = 900;
const LEFT = 150;
const RIGHT = 30;
const LANE = 22;
const CURVE = 130;
const x = (ms) => LEFT + (ms / (DAYS * DAY_MS)) * (WIDTH - LEFT - RIGHT);
/** How fine the picture is: a column each. */
const COLUMNS = WIDTH - LEFT - RIGHT;

const lanes = [
  ["wifi-lost", "no Wi-Fi", "#4c78a8"],
  ["power-cut", "no power", "#e45756"],
  ["broker-down", "no broker", "#f58518"],
];

export async function play() {
  const board = loadBoard("esp32");
  const { code } = await build(at("examples/weather-station.ts"), board, { probe: true });
  const faults = JSON.parse(readFileSync(at("examples/weather-station.month.json"), "utf8"));
  const forMs = DAYS * DAY_MS;
  /** For each column of the picture: what was put and arrived by its end, and the most that waited within it. */
  const course = Array.from({ length: COLUMNS }, () => ({ put: 0, arrived: 0, waited: 0 }));
  const played = simulate({
    code,
    isProbed: true,
    board,
    forMs,
    settleMs: 60_000,
    seed: 1,
    faults,
    onProgress(doneMs, _allMs, { put, arrived, dropped }) {
      const column = course[Math.min(COLUMNS - 1, Math.floor((doneMs / forMs) * COLUMNS))];
      column.waited = Math.max(column.waited, put - arrived - dropped);
      column.put = put;
      column.arrived = arrived;
    },
  });
  if (played.failures.length > 0) throw new Error(JSON.stringify(played.failures));
  return { played, faults, course };
}

export function monthTable({ put, confirmed, arrived, dropped, lost, again, ...played }) {
  return markdown([
    ["a month, on an ESP32", ""],
    ["values put", number(put)],
    ["confirmed", number(confirmed)],
    ["arrived", number(arrived)],
    ["dropped, lost, arrived twice", [dropped, lost, again].map(number).join(", ")],
    ["most that waited in flash", `${number(played.peakBytes)} bytes`],
    ["awake", `${number(played.awakeMs / 1000)} s, in ${number(played.sleeps)} cycles`],
    ["longest silence towards a broker", `${number(played.longestSilenceMs / 1000)} s`],
    ["writes to flash, pages erased", `${number(played.storageWrites)}, ${number(played.pageErases)}`],
  ]);
}

/** Lanes of what was missing, above the values that waited for it to come back, and all that were put. */
export function picture({ played, faults, course }) {
  const text = (atX, atY, words, more = "") => `<text x="${atX}" y="${atY}" ${more}>${words}</text>`;
  const parts = [];
  for (const [lane, [fault, name, colour]] of lanes.entries()) {
    const top = lane * LANE + 6;
    parts.push(text(LEFT - 10, top + 12, name, 'text-anchor="end"'));
    for (const { fromMs, toMs } of faults.filter((one) => one.fault === fault)) {
      // One of five seconds is seen, too.
      const width = Math.max(1.5, x(toMs) - x(fromMs));
      parts.push(
        `<rect x="${x(fromMs).toFixed(1)}" y="${top}" width="${width.toFixed(1)}" height="15" fill="${colour}"/>`,
      );
    }
  }
  const curve = (top, most, values, name, colour) => {
    const bottom = top + CURVE;
    const y = (value) => (bottom - (value / most) * CURVE).toFixed(1);
    const line = values.map((value, column) => `${LEFT + column},${y(value)}`).join(" ");
    parts.push(
      text(LEFT - 10, bottom, "0", 'text-anchor="end"'),
      text(LEFT - 10, top + 10, number(most), 'text-anchor="end"'),
      text(LEFT - 10, top + CURVE / 2 + 4, name, 'text-anchor="end"'),
      `<polygon points="${LEFT},${bottom} ${line} ${LEFT + values.length - 1},${bottom}" fill="${colour}" fill-opacity="0.35" stroke="${colour}"/>`,
    );
    return bottom;
  };
  let top = lanes.length * LANE + 20;
  const waited = course.map((column) => column.waited);
  top = curve(top, Math.max(...waited), waited, "values in flash", "#54a24b") + 24;
  const bottom = curve(
    top,
    played.put,
    course.map(({ arrived }) => arrived),
    "values arrived",
    "#4c78a8",
  );
  const puts = course.map(({ put }, column) => `${LEFT + column},${(bottom - (put / played.put) * CURVE).toFixed(1)}`);
  parts.push(`<polyline points="${puts.join(" ")}" fill="none" stroke="#e45756"/>`);
  parts.push(text(LEFT + 12, top + 14, "red: values put"));
  for (let day = 0; day <= DAYS; day += 5)
    parts.push(text(x(day * DAY_MS).toFixed(1), bottom + 18, `day ${day}`, 'text-anchor="middle"'));
  const title = `A month of a weather station: ${number(played.put)} values put, ${number(played.arrived)} arrived`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom + 30}" role="img" font-family="sans-serif" font-size="12" fill="#808080"><title>${title}</title>
${parts.join("\n")}
</svg>
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = asked(
    `npm run month -- [--write]
  --write  puts the table into docs/sleep.md, and draws docs/weather-station.svg`,
    write,
  );
  const month = await play();
  const table = monthTable(month.played);
  console.log(table);
  if (values.write) {
    putIntoPage(at("docs/sleep.md"), { month: table });
    writeFileSync(at("docs/weather-station.svg"), picture(month));
  }
}

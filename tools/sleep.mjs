#!/usr/bin/env node
/**
 * Plays sketches that sleep in virtual time, and prints the tables that docs/sleep.md has: what a cycle costs beside the
 * least possible, and a week in which every second night is without network. `npm run sleep` compiles first;
 * `-- --write` puts them into the page.
 */
import { fileURLToPath } from "node:url";
import { loadBoard } from "../dist/boards.js";
import { build } from "../dist/build/build.js";
import { packetsOf } from "../dist/sim/checks/stream.js";
import { CALM_LATENCY_MS } from "../dist/sim/faults/course.js";
import { simulate } from "../dist/sim/simulate.js";
import { ASSOCIATE_MS, DHCP_MS } from "../dist/sim/wifi-station.js";
import { asked, write } from "./asked.mjs";
import { markdown, putIntoPage } from "./figures.mjs";

const HOUR_MS = 3_600_000;
const page = fileURLToPath(new URL("../docs/sleep.md", import.meta.url));
const sketchOf = (path) => fileURLToPath(new URL(`../${path}.ts`, import.meta.url));
const number = (count) => count.toLocaleString("en-US", { maximumFractionDigits: 1 });
const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;

async function play(path, boardId, hours, faults = []) {
  const board = loadBoard(boardId);
  const { code } = await build(sketchOf(path), board, { probe: true });
  const forMs = hours * HOUR_MS;
  const played = simulate({ code, isProbed: true, board, forMs, settleMs: 60_000, seed: 1, faults });
  if (played.failures.length > 0) throw new Error(`${path}: ${JSON.stringify(played.failures)}`);
  return played;
}

// MQTT 3.1's types of packets
const CONNECT = 1;
const PINGREQ = 12;

const packetsIn = (stream) => packetsOf(stream)?.packets ?? [];

/** What the least cycle costs: CONNECT and its CONNACK, the value, DISCONNECT; and nothing told of its arrival. */
function leastOf({ conversations }) {
  const said = packetsIn(conversations.find(({ sent }) => sent.endsWith("\xe0\0"))?.sent ?? "");
  const up = said.filter(({ type }) => type !== PINGREQ);
  const bytes = up.reduce((sum, packet) => sum + packet.bytes, 0);
  // Wi-Fi, and a round trip each for TCP and for CONNECT.
  const awakeMs = ASSOCIATE_MS + DHCP_MS + 4 * CALM_LATENCY_MS;
  return ["least possible", "1", number(up.length + 1), number(bytes), "4", seconds(awakeMs), ""];
}

const cycles = [
  ["ESP32, `connect` at the boot", "examples/sleeper", "esp32"],
  ["ESP32, `connect` once Wi-Fi stands", "tests/fixtures/asleep/joins", "esp32"],
  ["ESP8266, `connect` at the boot", "examples/sleeper", "esp8266"],
  ["ESP8266, `connect` once Wi-Fi stands", "tests/fixtures/asleep/joins", "esp8266"],
];

/** A day of cycles of ten minutes, per cycle. */
export async function cycleTable() {
  const rows = [];
  let least;
  for (const [name, path, board] of cycles) {
    const played = await play(path, board, 24);
    const { sleeps, connections, bytesSent, bytesReceived, awakeMs, longestAwakeMs, conversations } = played;
    const packets = conversations.reduce((sum, { sent }) => sum + packetsIn(sent).length, 0);
    // Each of the broker's has four bytes or two: CONNACK and PINGRESP, as often as CONNECT and PINGREQ.
    const replies = conversations.reduce(
      (sum, { sent }) => sum + packetsIn(sent).filter(({ type }) => type === CONNECT || type === PINGREQ).length,
      0,
    );
    rows.push([
      name,
      number(connections / sleeps),
      number((packets + replies) / sleeps),
      number(bytesSent / sleeps),
      number(bytesReceived / sleeps),
      seconds(awakeMs / sleeps),
      seconds(longestAwakeMs),
    ]);
    least ??= leastOf(played);
  }
  const head = ["a cycle", "connections tried", "packets", "bytes up", "bytes down", "awake", "at most"];
  return markdown([head, least, ...rows]);
}

/** From ten in the evening to six. */
const nights = [1, 3, 5].map((day) => ({
  fault: "wifi-lost",
  fromMs: (day * 24 - 2) * HOUR_MS,
  toMs: (day * 24 + 6) * HOUR_MS,
}));

export async function weekTable() {
  const rows = [];
  for (const [name, board, faults] of [
    ["ESP32, never offline", "esp32", []],
    ["ESP32", "esp32", nights],
    ["ESP8266, never offline", "esp8266", []],
    ["ESP8266", "esp8266", nights],
  ]) {
    const { boots, put, arrived, takenBySleep, lost, awakeMs, longestAwakeMs, storageWrites, pageErases } = await play(
      "examples/sleeper",
      board,
      168,
      faults,
    );
    const counts = [boots, put, arrived, takenBySleep, lost].map(number);
    rows.push([
      name,
      ...counts,
      `${(awakeMs / 60_000).toFixed(1)} min`,
      seconds(longestAwakeMs),
      `${storageWrites}, ${pageErases}`,
    ]);
  }
  return markdown([
    [
      "a week",
      "boots",
      "read",
      "arrived",
      "gone with RAM",
      "lost",
      "awake",
      "at most",
      "writes to flash, pages erased",
    ],
    ...rows,
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = asked(
    `npm run sleep -- [--write]
  --write  puts the tables into docs/sleep.md`,
    write,
  );
  const tables = { cycle: await cycleTable(), week: await weekTable() };
  console.log(Object.values(tables).join("\n\n"));
  if (values.write) putIntoPage(page, tables);
}

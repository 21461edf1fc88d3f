/**
 * The device's bench: what the SDK costs on a board, beside peers: bytes, JsVars, instructions; and what it puts on the
 * wire. JsVars and instructions are of the real interpreter that ESPRUINO_BOARD names. docs/device.md has a table of it.
 */
import { loadBoard } from "../dist/boards.js";
import { asked } from "./asked.mjs";
import { built, ours, peer } from "./device-bench/clients.mjs";
import { BATCH, bufferJsVars, instructions, jsVars, jsVarsByReconnects, valuesHeld } from "./device-bench/costs.mjs";
import { jsVarsByDays } from "./device-bench/days.mjs";
import { callgrindMissing } from "./device-bench/interpreter.mjs";
import { wireRows } from "./device-bench/wire.mjs";
import { markdown, putIntoPage } from "./figures.mjs";

/** The ESP32: the interpreter of ESPRUINO_BOARD has its JsVars. */
const BOARD = "esp32";
const RECONNECTS = 1_000;
const DAYS = 7;
const NONE = "-";
/** What ours may cost; instructions as a ratio to the first peer's. */
const BUDGETS = { literalBytes: 1350, variableBytes: 2200, ram: 320, storage: 200, each: 1.3, batch: 0.6, values: 100 };
const page = new URL("../docs/device.md", import.meta.url);

const whole = (number) => Math.round(number).toLocaleString("en-US");

/** A sketch of one value; through a variable the build can't leave out what the options don't ask for. */
const smallest = {
  literal:
    'import { connect, publishValue } from "tagwire";\nconnect({ host: "192.168.1.10", key: "K", device: "D" });\npublishValue("temperature", 21.5);\n',
  variable:
    'import { connect, publishValue } from "tagwire";\nconst options = { host: "192.168.1.10", key: "K", device: "D" };\nconnect(options);\npublishValue("temperature", 21.5);\n',
  timed:
    'import { connect, publishValue } from "tagwire";\nconnect({ host: "192.168.1.10", key: "K", device: "D" });\nsetInterval(() => publishValue("temperature", 21.5), 60_000);\n',
};

/** The rows of costs: what it is, the budget, and a figure for each client. */
async function costRows(clients, board, interpreter) {
  const [own] = clients;
  const moduleBytes = (client) => Object.values(client.modules).reduce((sum, text) => sum + text.length, 0);
  const bytes = async (text) => (await built(text, board)).length;
  const rows = [["of one client", "budget", ...clients.map(({ name }) => name)]];
  const row = (what, budget, figures) => rows.push([what, budget, ...figures]);
  const others = clients.slice(1);
  row("minified bytes, options spelled out", whole(BUDGETS.literalBytes), [
    whole(await bytes(smallest.literal)),
    ...others.map((client) => whole(moduleBytes(client))),
  ]);
  row("minified bytes, options in a variable", whole(BUDGETS.variableBytes), [
    whole(await bytes(smallest.variable)),
    ...others.map(() => NONE),
  ]);
  row("minified bytes, values put on a timer", NONE, [whole(await bytes(smallest.timed)), ...others.map(() => NONE)]);
  if (interpreter === undefined) return rows;
  const buffer = await bufferJsVars(interpreter);
  const vars = [];
  for (const client of clients) vars.push(await jsVars(interpreter, client));
  const less = (client, count) => whole(count - (client === own ? buffer : 0));
  row(
    "JsVars, connected, source in RAM",
    String(BUDGETS.ram),
    vars.map(({ ram }, n) => less(clients[n], ram)),
  );
  row(
    "JsVars, connected, source in Storage",
    String(BUDGETS.storage),
    vars.map(({ storage }, n) => less(clients[n], storage)),
  );
  row("JsVars of the buffer's 1,024 bytes, on top", NONE, [whole(buffer), ...others.map(() => NONE)]);
  row("values like 21.5 of five tags that it holds", whole(BUDGETS.values), [
    whole(await valuesHeld(interpreter, own)),
    ...others.map(() => NONE),
  ]);
  const turns = [];
  for (const client of clients) turns.push(await jsVarsByReconnects(interpreter, client, RECONNECTS));
  row(
    `JsVars more after ${whole(RECONNECTS)} reconnects than after one`,
    "0",
    turns.map(({ first, last }) => whole(last - first)),
  );
  const weeks = [];
  for (const client of clients) weeks.push(await jsVarsByDays(interpreter, client, DAYS));
  row(
    `JsVars more after ${DAYS} virtual days with outages than after the first hour`,
    "0",
    weeks.map(({ first, last }) => whole(last - first)),
  );
  if (callgrindMissing) return rows;
  for (const [what, perTurn, budget] of [
    ["instructions a value, one by one", 1, BUDGETS.each],
    [`instructions a value, ${BATCH} in a turn`, BATCH, BUDGETS.batch],
  ]) {
    const counts = [];
    for (const client of clients) counts.push(await instructions(interpreter, client, perTurn));
    const [, reference] = counts;
    row(what, reference === undefined ? NONE : whole(budget * reference), counts.map(whole));
  }
  return rows;
}

/** What could not be measured here, and why. */
function missing(interpreter, peers) {
  const sentences = [];
  if (!interpreter)
    sentences.push(
      "No JsVars and no instructions: ESPRUINO_BOARD names no interpreter; CONTRIBUTING.md says how one is built.",
    );
  else if (callgrindMissing) sentences.push(`No instructions: ${callgrindMissing}; Debian has it as valgrind.`);
  if (peers === 0)
    sentences.push(
      "No peers, and so no budget of instructions: --peer NAME=ADAPTER names one; docs/device.md says what an adapter is.",
    );
  return sentences;
}

const help = `npm run bench -- device [--peer NAME=ADAPTER ...] [--json] [--write]
  what the SDK costs on a board, beside the peers; --write puts the tables into docs/device.md`;

export async function benchDevice(parameters) {
  const { values } = asked(
    help,
    {
      peer: { type: "string", multiple: true, default: [] },
      json: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
    },
    { args: parameters },
  );
  const board = loadBoard(BOARD);
  const interpreter = process.env.ESPRUINO_BOARD;
  const clients = [ours(board)];
  for (const given of values.peer) {
    const [, name, file] = /^([^=]+)=(.+)$/.exec(given) ?? [];
    if (!file) {
      console.error(
        `--peer is ${JSON.stringify(given)}; wanted is NAME=ADAPTER.\n  npm run bench -- device --peer tinyMQTT=./tinymqtt.mjs`,
      );
      process.exit(2);
    }
    clients.push(await peer(name, file));
  }
  const costs = await costRows(clients, board, interpreter);
  const wire = await wireRows(board);
  const notes = missing(interpreter, values.peer.length);
  if (values.json) return JSON.stringify({ costs, wire, missing: notes });
  const found = `${markdown(costs)}\n\n${markdown(wire)}`;
  if (values.write && notes.length === 0) putIntoPage(page, { bench: found });
  return [found, ...notes].join("\n\n");
}

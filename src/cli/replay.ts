/**
 * `tagwire broker --replay FILE`: the clients' side of a recorded session, played into the core in virtual time, or with
 * `--to` into a broker that listens. It ends with 0 if the answers are the recorded ones.
 */

import { harmless, harmlessJson } from "../broker/line.js";
import { type Difference, differenceLine } from "../broker/record/answers.js";
import { RecordMistake, readRecord, type SessionRecord } from "../broker/record/read-record.js";
import { replayIntoBroker } from "../broker/record/replay-broker.js";
import { replayIntoCore } from "../broker/record/replay-core.js";
import type { Replayed } from "../broker/record/replayed.js";
import { Complaint } from "../complaint.js";
import { readFile } from "./read-file.js";

export interface ReplayVerbOptions {
  readonly to?: string;
  readonly speed?: string;
  readonly map?: readonly string[];
  readonly json?: boolean;
}

/** Differences that are printed at most. */
const SHOWN = 50;

/** Plays a record. Rejects with the Complaint `answers-differ`, `bad-record`, or `bad-option`. */
export async function replay(file: string, options: ReplayVerbOptions): Promise<void> {
  const map = new Map((options.map ?? []).map(keyOf));
  const target = options.to === undefined ? undefined : targetOf(options.to);
  const speed = speedOf(options);
  const record = recordFrom(file);
  for (const name of map.keys()) checkName(name, record, file);
  if (record.cutOff !== undefined) {
    const { line, text } = record.cutOff;
    process.stderr.write(
      `warning: ${harmless(file)}:${line}: the record is cut off, ${text}; what is before is played\n`,
    );
  }
  let played: Replayed;
  if (target === undefined) {
    played = replayIntoCore(record, map);
  } else {
    const done = await replayIntoBroker(record, target, { speed, map }).catch((error: Error) => {
      throw new Complaint(
        "answers-differ",
        `The broker at ${options.to} can't be played to: ${error.message}.`,
        "tagwire broker --port 1883 is one that listens there.",
      );
    });
    if (done.leftOut > 0) {
      process.stderr.write(
        `warning: ${count(done.leftOut, "step", "steps")} left out, faults and values by HTTP: only the core can do them\n`,
      );
    }
    played = done;
  }
  show(file, played, options.json === true);
  if (played.differences.length === 0) return;
  throw new Complaint(
    "answers-differ",
    `Of ${extent(played)} ${otherwise(played)} from the record.`,
    `The lines above name them. What happened then stands in ${harmless(file)}.`,
  );
}

/** What only a replay does something with is a mistake without one. */
export function checkNoReplay({ to, speed, map }: ReplayVerbOptions): void {
  const flag = Object.entries({ "--to": to, "--speed": speed, "--map": map }).find(([, value]) => value !== undefined);
  if (flag === undefined) return;
  const remedy = "tagwire broker --replay session.jsonl";
  throw new Complaint("bad-option", `${flag[0]} is given without --replay, wanted both or none.`, remedy);
}

function show(file: string, { differences, answers, connections }: Replayed, json: boolean): void {
  const lines = json
    ? differences.map((difference) => harmlessJson({ event: "difference", file, ...difference }))
    : differences.slice(0, SHOWN).map((difference: Difference) => differenceLine(file, difference));
  if (json) {
    lines.push(harmlessJson({ event: "replayed", file, connections, answers, differences: differences.length }));
  } else if (differences.length > SHOWN) {
    lines.push(`and ${differences.length - SHOWN} more`);
  } else if (differences.length === 0) {
    lines.push(`replayed ${harmless(file)}: ${extent({ answers, connections })}, all as recorded`);
  }
  process.stdout.write(`${lines.join("\n")}\n`);
}

function extent({ answers, connections }: Pick<Replayed, "answers" | "connections">): string {
  return `${count(answers, "answer", "answers")} on ${count(connections, "connection", "connections")}`;
}

/** Verdicts are of no connection, and no answers. */
function otherwise({ differences }: Replayed): string {
  const verdicts = differences.filter(({ connection }) => connection === undefined).length;
  const answers = count(differences.length - verdicts, "differs", "differ");
  return verdicts === 0 ? answers : `${answers}, and ${count(verdicts, "verdict", "verdicts")},`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

function recordFrom(file: string): SessionRecord {
  const text = readFile("bad-record", "--replay", file, "tagwire broker --record session.jsonl makes one.");
  try {
    return readRecord(text);
  } catch (error) {
    if (!(error instanceof RecordMistake)) throw error;
    const isNewer = error.message.startsWith("the record has version");
    const remedy = isNewer ? "npm install tagwire@latest" : "docs/record.md has the form of a record.";
    throw new Complaint("bad-record", `${harmless(file)}:${error.line}: ${harmless(error.message)}.`, remedy);
  }
}

function targetOf(text: string): { readonly host: string; readonly port: number } {
  const [, host, v6, port] = /^(?:mqtt:\/\/)?(?:([^[\]:/]+)|\[([0-9a-f:.]+)\]):(\d{1,5})\/?$/i.exec(text) ?? [];
  const name = host ?? v6;
  if (name !== undefined && Number(port) >= 1 && Number(port) <= 65535) return { host: name, port: Number(port) };
  throw new Complaint(
    "bad-option",
    `--to is ${JSON.stringify(text)}, wanted HOST:PORT.`,
    "tagwire broker --replay session.jsonl --to 127.0.0.1:1883",
  );
}

function speedOf({ speed, to }: ReplayVerbOptions): number {
  if (speed === undefined) return 1;
  const remedy = "tagwire broker --replay session.jsonl --to 127.0.0.1:1883 --speed 10";
  if (to === undefined) {
    const text = "--speed is given without --to: the core plays in virtual time, as fast as it can.";
    throw new Complaint("bad-option", text, remedy);
  }
  const times = Number(speed);
  if (/^\d{1,6}(\.\d{1,3})?$/.test(speed) && times > 0) return times;
  throw new Complaint(
    "bad-option",
    `--speed is ${JSON.stringify(speed)}, wanted a number over 0, at most 999999: how many times faster.`,
    remedy,
  );
}

/** The key is not told: it is a true one. */
function keyOf(text: string): [name: string, key: string] {
  const [, name, key] = /^(K[1-9]\d{0,3})=([^/+#\0]+)$/.exec(text) ?? [];
  if (name !== undefined && key !== undefined) return [name, key];
  throw new Complaint(
    "bad-option",
    `--map has another form, wanted NAME=KEY with a name of the record, K1 for one, and a key without /, + and #.`,
    "tagwire broker --replay session.jsonl --map K1=KEY",
  );
}

function checkName(name: string, { entries }: SessionRecord, file: string): void {
  const names = entries.flatMap((entry) => (entry.what === "key" ? [entry.key] : []));
  if (names.includes(name)) return;
  const known = names.length === 0 ? "it names no key" : `it names ${names.slice(0, 10).join(", ")}`;
  throw new Complaint(
    "bad-option",
    `--map names ${name}, which is not in ${harmless(file)}: ${known}.`,
    "tagwire broker --replay session.jsonl --map K1=KEY",
  );
}

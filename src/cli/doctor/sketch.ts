/** What a sketch needs, seen by building it and running it on the virtual board, for some minutes of virtual time. */
import { join } from "node:path";
import ts from "typescript";
import { type Board, boardIds } from "../../boards.js";
import { cachedBuild } from "../../build/cached.js";
import { foldersOf } from "../../build/project.js";
import { bootSketch, type Publication, type RunningSketch } from "../../testing/boot-sketch.js";
import { room } from "../../upload/state.js";
import type { Asked } from "./board.js";
import type { Target } from "./broker.js";
import { type Finding, ok, problem, problemOf, warning } from "./finding.js";

/** Virtual minutes that the sketch runs. */
const MINUTES = 10;

/** The board that the `tsconfig.json` of a sketch, given as an absolute path, extends; undefined if none says so. */
export function boardOfProject(sketch: string): string | undefined {
  for (const folder of foldersOf(sketch)) {
    const { config } = ts.readConfigFile(join(folder, "tsconfig.json"), ts.sys.readFile) as {
      config?: { extends?: unknown };
    };
    const [, id] = /\bboards\/([a-z0-9]+)\.tsconfig\.json$/.exec(String(config?.extends ?? "")) ?? [];
    if (id !== undefined && boardIds().includes(id)) return id;
  }
  return undefined;
}

/** Looks at a sketch, and answers where it connects to. */
export async function checkSketch(
  sketch: string,
  board: Board,
  asked: Asked | undefined,
  say: (finding: Finding) => void,
): Promise<Target[]> {
  let script: string;
  let running: RunningSketch;
  try {
    script = (await cachedBuild(sketch, board)).code;
    running = await bootSketch(sketch, { board: board.id });
  } catch (error) {
    say(problemOf("sketch", error));
    return [];
  }
  say(ok("sketch", `${sketch} builds for ${board.name}: ${script.length.toLocaleString("en-US")} bytes.`));
  if (asked) {
    say(modulesFinding(script, asked));
    if (asked.storage) say(roomFinding(script, asked.storage, asked.port));
  }
  running.advance(MINUTES * 60_000);
  await running.stop();
  say(runFinding(running));
  if (running.published.length > 0) {
    say(topicsFinding(running.published));
    say(messagesFinding(running.published));
  }
  return targetsOf(running);
}

/** What is left of `require` in a script is of the firmware: the build has put everything else in. */
function modulesFinding(script: string, { env, port }: Asked): Finding {
  const needed = [...new Set([...script.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = ""]) => name))];
  const there = new Set(env.MODULES?.split(",") ?? []);
  const missing = needed.filter((name) => !there.has(name));
  if (missing.length === 0)
    return ok("modules", `The firmware has what the sketch needs: ${needed.join(", ") || "nothing"}.`);
  return problem(
    "modules",
    `The firmware of the board at ${port} lacks ${missing.join(", ")}, which the sketch needs.`,
    "Put a firmware on it that has them: https://www.espruino.com/Download",
  );
}

function roomFinding(script: string, storage: NonNullable<Asked["storage"]>, port: string): Finding {
  try {
    room(storage, script.length, port);
    return ok("room", "Storage has room for it, beside the sketch that runs now.");
  } catch (error) {
    return problemOf("room", error);
  }
}

const time = `${MINUTES} minutes of virtual time`;

function runFinding({ uncaught, complaints, connections, published, printed }: RunningSketch): Finding {
  const [thrown] = uncaught;
  if (thrown !== undefined) {
    return problem(
      "run",
      `On the virtual board the sketch throws ${JSON.stringify(thrown)}.`,
      "Mend it, then look again.",
    );
  }
  const [complaint] = complaints;
  if (complaint !== undefined) {
    return problem(
      "run",
      `The test broker does not take what the sketch says: ${complaint}.`,
      "Mend it, then look again.",
    );
  }
  if (connections.length === 0) {
    const last = printed.at(-1);
    return warning(
      "run",
      `The sketch connects to nothing in ${time}${last === undefined ? "" : `; it prints ${JSON.stringify(last)}`}.`,
      "Does it wait for a button or a sensor? Test that: docs/testing.md",
    );
  }
  if (published.length === 0) {
    return warning(
      "run",
      `The sketch connects and publishes nothing in ${time}.`,
      "Does it wait for a button or a sensor? Test that: docs/testing.md",
    );
  }
  return ok("run", `Messages that it publishes in ${time}: ${published.length}; it throws nothing.`);
}

/** The key is nobody's business. */
const shown = (topic: string): string => JSON.stringify(topic.replace(/^key\/[^/]*/, "key/***").slice(0, 120));

function topicsFinding(published: readonly Publication[]): Finding {
  const other = published.find(({ verdict }) => verdict.verdict === "not a value");
  if (other === undefined) {
    const topics = new Set(published.map(({ topic }) => topic));
    return ok("topics", `Its topics have the form key/K/device/D/tag/T: ${topics.size}.`);
  }
  return warning(
    "topics",
    `The topic ${shown(other.topic)} is no value's at the platform; wanted is key/K/device/D/tag/T, each without / + #.`,
    "Use publishValue(tag, value) for values; other topics reach subscribers only.",
  );
}

function messagesFinding(published: readonly Publication[]): Finding {
  const values = published.filter(({ verdict }) => verdict.verdict !== "not a value");
  const wrong = values.find(({ verdict }) => verdict.verdict === "refused");
  if (wrong === undefined) {
    return ok("messages", `Messages of values have the form {"value":"21.5"}: ${values.length}.`);
  }
  return problem(
    "messages",
    `To ${shown(wrong.topic)} goes ${JSON.stringify(wrong.message.slice(0, 60))}, which the platform does not take; wanted is {"value":"21.5"}, with a text that is not empty.`,
    "Use publishValue(tag, value).",
  );
}

/** Each address once, with a CONNECT that went there. */
function targetsOf({ connections }: RunningSketch): Target[] {
  const targets = new Map<string, Target>();
  for (const { host, port, connect } of connections) {
    if (connect?.startsWith("\x10")) targets.set(`${host}:${port}`, { host, port, connect });
  }
  return [...targets.values()];
}

/** `tagwire doctor`: what is missing between a sketch and its values at the broker, and what mends it. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { type Board, loadBoard } from "../boards.js";
import { packageFolder } from "../build/entries.js";
import { masker } from "../build/settings/mask.js";
import { readSettings } from "../build/settings.js";
import { opener } from "../upload/ports.js";
import { type Asked, checkBoard } from "./doctor/board.js";
import { checkBroker } from "./doctor/broker.js";
import { type Finding, problem } from "./doctor/finding.js";
import { checkMachine, thisMachine } from "./doctor/machine.js";
import { boardOfProject, checkSketch } from "./doctor/sketch.js";
import { boardOption, borrowing, nonce, portOption, virtualPort } from "./port.js";

interface Options {
  readonly port?: string;
  readonly board?: string;
  readonly json?: boolean;
}

export function register(program: Command): void {
  program
    .command("doctor")
    .description("say what is missing, and what mends it; exit code 1 if something has to be mended")
    .argument("[sketch]", "the sketch, a .ts file: it is built, run on the virtual board, and its broker looked for")
    .addOption(portOption())
    .addOption(boardOption())
    .option("--json", "say it as one list of JSON")
    .action(run);
}

async function run(sketch: string | undefined, options: Options): Promise<void> {
  const named = options.board === undefined ? undefined : loadBoard(options.board);
  const findings: Finding[] = [];
  const say = (finding: Finding) => {
    findings.push(finding);
    if (!options.json) process.stdout.write(lineFor(finding));
  };
  const ports = await checkMachine(thisMachine(wantedNode()), say);
  const port = options.port ?? (ports.length === 1 ? ports[0]?.path : undefined);
  const asked = port === undefined ? undefined : await askAt(port, named, say);
  if (sketch !== undefined) await lookAt(sketch, named, asked, say);
  if (options.json) process.stdout.write(`${JSON.stringify(findings)}\n`);
  if (findings.some(({ state }) => state === "problem")) process.exitCode = 1;
}

/** Asks the board on a port; `sim` is a virtual board for as long as that takes. */
async function askAt(
  port: string,
  named: Board | undefined,
  say: (finding: Finding) => void,
): Promise<Asked | undefined> {
  if (port !== "sim") return checkBoard(port, borrowing(port, "doctor", opener(port, named)), nonce(), say);
  const virtual = await virtualPort(named);
  try {
    return await checkBoard(port, virtual.open, nonce(), say);
  } finally {
    await virtual.close();
  }
}

async function lookAt(
  sketch: string,
  named: Board | undefined,
  asked: Asked | undefined,
  say: (finding: Finding) => void,
): Promise<void> {
  const ofProject = boardOfProject(resolve(sketch));
  const meant = named ?? (ofProject === undefined ? undefined : loadBoard(ofProject));
  if (meant && asked?.board && meant.id !== asked.board.id) {
    say(
      problem(
        "board",
        `The board at ${asked.port} is ${asked.board.name}; ${named ? "--board" : "the tsconfig.json of the sketch"} says ${meant.name}.`,
        `Build for what is there: --board ${asked.board.id}, and boards/${asked.board.id}.tsconfig.json in tsconfig.json`,
      ),
    );
  }
  const board = meant ?? asked?.board;
  if (board === undefined) {
    say(
      problem(
        "sketch",
        `For which board ${sketch} is can't be told: no board answered, and no tsconfig.json extends one's.`,
        `Say it: tagwire doctor ${sketch} --board esp32`,
      ),
    );
    return;
  }
  const { values } = readSettings(resolve(sketch));
  const mask = masker(values.values());
  const sayMasked = (finding: Finding) => {
    const { sentence, remedy } = finding;
    say({ ...finding, sentence: mask(sentence), ...(remedy !== undefined && { remedy: mask(remedy) }) });
  };
  for (const target of await checkSketch(sketch, board, asked, sayMasked)) {
    const [setting] = [...values].find(([, value]) => value === target.host) ?? [];
    sayMasked(await checkBroker({ ...target, setting }, board));
  }
}

function lineFor({ state, sentence, remedy }: Finding): string {
  return `${state.padEnd(9)}${sentence}\n${remedy === undefined ? "" : `${" ".repeat(9)}${remedy}\n`}`;
}

function wantedNode(): string {
  const { engines } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as {
    engines: { node: string };
  };
  return engines.node;
}

/** `tagwire init`: a small project that grows. It writes over nothing, and all of its files or none. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import type { Command } from "commander";
import { type Board, boardIds, loadBoard } from "../boards.js";
import { packageFolder } from "../build/entries.js";
import { missingFolders } from "../build/folder.js";
import { ambientOf, writeAmbient } from "../build/settings/ambient.js";
import { readSettings } from "../build/settings.js";
import { Complaint } from "../complaint.js";
import { type SettingName, settingNames, settingsOf, wanted } from "./init/answers.js";
import { type Asker, asker } from "./init/ask.js";
import { filesOf, type NewFile } from "./init/project.js";

interface Options {
  readonly board?: string;
  readonly ssid?: string;
  readonly password?: string;
  readonly host?: string;
  readonly key?: string;
  readonly device?: string;
}

export function register(program: Command): void {
  program
    .command("init")
    .description("make a small project: a sketch, its settings and a test of it; asks what no option says")
    .argument("[dir]", "its folder, new or without these files", ".")
    .option("-b, --board <id>", `the board: ${boardIds().join(", ")}`)
    .option("--ssid <name>", "the Wi-Fi's name")
    .option("--password <password>", 'the Wi-Fi\'s password; "" if it has none')
    .option("--host <host>", "the broker's name or IPv4 address, as the board reaches it")
    .option("--key <key>", "the key at the platform")
    .option("--device <device>", "the device's name at the platform")
    .action(run);
}

async function run(dir: string, options: Options): Promise<void> {
  const folder = resolve(dir);
  // What is wrong with the folder is told before anything is asked.
  demandRoom(dir, folder);
  const { board, settings } = await answersTo(options);
  const files = filesOf({ name: packageName(folder), board, settings, tagwire: ownVersion(folder) });
  write(folder, files);
  const sketch = join(folder, "sketch.ts");
  writeAmbient(ambientOf(sketch, readSettings(sketch)));
  const cd = folder === process.cwd() ? "" : `cd ${dir} && `;
  process.stdout.write(
    `${dir}: ${files.map(({ name }) => name).join(", ")} for ${board.name}\n  ${cd}npm install && npm test\n`,
  );
}

/** The options, and where there is a terminal the answers to what they leave open. Throws a Complaint about the rest. */
async function answersTo(options: Options): Promise<{ board: Board; settings: Partial<Record<SettingName, string>> }> {
  const given = options.board === undefined ? undefined : loadBoard(options.board);
  const said = (name: SettingName) => options[name.toLowerCase() as keyof Options];
  for (const name of settingNames) {
    const value = said(name);
    if (value !== undefined) mustBeGood(name, value);
  }
  const missing = [
    ...(given ? [] : ["--board"]),
    ...settingNames
      .filter((name) => said(name) === undefined && (!given || settingsOf(given).includes(name)))
      .map((name) => `--${name.toLowerCase()}`),
  ];
  const terminal = process.stdin.isTTY && process.stdout.isTTY;
  if (missing.length > 0 && !terminal) {
    throw new Complaint(
      "bad-option",
      `There is no terminal to ask on, and not said is ${missing.join(", ")}.`,
      `Say it, or run tagwire init in a terminal; --board is one of ${boardIds().join(", ")}.`,
    );
  }
  const asks = missing.length > 0 ? asker(process.stdin, process.stdout) : undefined;
  try {
    const board = given ?? loadBoard((await asks?.ask(`board (${boardIds().join(", ")})`, boardForm)) ?? "");
    const settings: Partial<Record<SettingName, string>> = {};
    for (const name of settingsOf(board)) settings[name] = said(name) ?? (await askFor(name, asks));
    return { board, settings };
  } finally {
    asks?.close();
  }
}

const boardForm = { form: `one of ${boardIds().join(", ")}`, isGood: (id: string) => boardIds().includes(id) };

async function askFor(name: SettingName, asks: Asker | undefined): Promise<string> {
  return (await asks?.ask(wanted[name].question, wanted[name])) ?? "";
}

function mustBeGood(name: SettingName, value: string): void {
  const { isGood, form, secret } = wanted[name];
  if (isGood(value)) return;
  const option = `--${name.toLowerCase()}`;
  throw new Complaint(
    "bad-option",
    `${option} is ${secret ? `a secret of ${value.length} characters` : JSON.stringify(value)}; wanted is ${form}.`,
    `Say another, or leave ${option} out to be asked.`,
  );
}

const fileNames = [
  ".gitignore",
  ".env",
  ".env.local",
  "package.json",
  "tsconfig.json",
  "sketch.ts",
  "sketch.test.js",
  "tagwire-env.d.ts",
];

function demandRoom(dir: string, folder: string): void {
  const there = fileNames.filter((name) => existsSync(join(folder, name)));
  if (there.length === 0) return;
  throw new Complaint(
    "files-exist",
    `${dir} has ${there.join(", ")} already; wanted is a folder without, for nothing is written over.`,
    "Name another folder: tagwire init my-sketch",
  );
}

/** All or none. */
function write(folder: string, files: readonly NewFile[]): void {
  const made: string[] = [];
  try {
    for (const missing of missingFolders(folder)) {
      mkdirSync(missing);
      made.push(missing);
    }
    for (const { name, text, isSecret } of files) {
      const path = join(folder, name);
      writeFileSync(path, text, { flag: "wx", mode: isSecret ? 0o600 : 0o666 });
      made.push(path);
    }
  } catch (error) {
    for (const path of made.reverse()) rmSync(path, { recursive: true, force: true });
    throw new Complaint(
      "bad-option",
      `${folder} can't be written: ${(error as Error).message}. Nothing is left of it.`,
      "Name a folder that this user may write: tagwire init my-sketch",
    );
  }
}

/** What npm takes for a name, out of the folder's. */
function packageName(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+|-+$/g, "");
  return name || "sketch";
}

/** This version, where npm has put it; a clone is named by its path. */
function ownVersion(folder: string): string {
  const { version } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as { version: string };
  const isInstalled = packageFolder.split(/[\\/]/).includes("node_modules");
  return isInstalled ? `^${version}` : `file:${relative(folder, packageFolder).replaceAll("\\", "/")}`;
}

/**
 * The build as a plugin of rollup: all that becomes of a sketch happens here, in the order of the hooks, whether `tagwire
 * build` runs rollup or a configuration of somebody's own does.
 *
 *     buildStart      read, check                     program.ts, options.ts
 *     resolveId load  print each module as ES5        the sources
 *     (rollup)        join
 *     renderChunk     shorten                         minify.ts
 *     generateBundle  check, keep the source map      dialect/, maps.ts
 */
import { basename, dirname, join, resolve } from "node:path";
import type { OutputBundle, OutputChunk, OutputOptions, Plugin, PluginContext } from "rollup";
import { type Board, boardIds, loadBoard } from "../boards.js";
import { Complaint } from "../complaint.js";
import { keepFree, plainOutput, programModules, type Source, withNamesFree, withoutMention } from "./bundle.js";
import { constants, constantsFor } from "./constants.js";
import { checkSource } from "./dialect/source.js";
import { checkText, type SourceByName } from "./dialect/text.js";
import { entries, isOfSdk } from "./entries.js";
import { estimate } from "./estimate.js";
import { subscribing } from "./filters.js";
import { type Inputs, pathsOf, recordInputs } from "./inputs.js";
import { literals } from "./literals.js";
import { keepMap } from "./maps.js";
import { minify } from "./minify.js";
import { lockFileOf } from "./modules/lock.js";
import { modulesPlugin, type RequiredModules, requiredModules, requiresAsImports } from "./modules.js";
import { boardNames, declaredNames } from "./names.js";
import { checkedOptions } from "./options.js";
import { probeId, probeModule } from "./probe.js";
import { readProgram } from "./program.js";
import { foldersOf } from "./project.js";
import { reporting } from "./reports.js";
import { publishesWithQos1 } from "./sdk-imports.js";
import { blotter, masked } from "./settings/mask.js";
import { settingsPlugin } from "./settings/plugin.js";
import { readSettings, settingsNames } from "./settings.js";
import { shown } from "./shown.js";
import { hidesSleep, sleeps } from "./sleeping.js";
import { givesTls, namesDevices, putsLater } from "./spelled.js";
import { bufferInStorage, spooling } from "./spooling.js";
import { joining } from "./wifi.js";

export interface TagwireOptions {
  /** The board that the script is for: the name of a file of `boards/`, as `--board` takes it. */
  readonly board: string;
}

/**
 * The plugin for a rollup configuration whose one input is a sketch. Its output is the script of `tagwire build`, byte
 * for byte. Throws a Complaint for an option that is wrong.
 */
export function tagwire(options: TagwireOptions): Plugin {
  return sketchPlugin(boardOf(options));
}

/** A sketch that was read and found good, ready to be joined. */
export interface Sketch {
  /** The sketch's files and its modules, as the source map names them. */
  readonly sourceByName: SourceByName;
  /** What the script must leave alone. */
  readonly names: readonly string[];
  /** Asked in this order. */
  readonly sources: readonly Source[];
  readonly modules: RequiredModules;
  /** Its own files, with modules and settings; absolute paths. */
  readonly files: readonly string[];
  /** Why options, or their check, are in the script that a sketch with literals does without. */
  readonly stays: string | undefined;
}

/** What `build` hands in, and a configuration of somebody's own does not. */
export interface Watching {
  /** Where each build records what it read; for each run of rollup a record of its own if not given. */
  readonly inputs?: Inputs;
  /** Settings that count before those of the files. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Hears of the sketch once it was read. */
  readonly onRead?: (sketch: Sketch) => void;
  /** Whether what the interpreter gets wrong is refused; true if not given. */
  readonly dialect?: boolean;
  /** Whether the script hands the SDK's calls to who looks on; false if not given. */
  readonly probe?: boolean;
}

export function sketchPlugin(board: Board, watching: Watching = {}): Plugin {
  const { inputs, settings = {}, onRead, dialect = true, probe = false } = watching;
  let path = "";
  const secrets = () => readSettings(resolve(path), settings).values.values();
  let entryId = "";
  let sketch: Sketch | undefined;
  let isMapWanted = false;
  return {
    name: "tagwire",
    options: (options) => {
      path = soleInput(options.input);
      // Its last part is what rollup names the script after.
      entryId = `\0tagwire-entry/${basename(path)}`;
      // A sketch's exports are nobody's.
      return { ...options, input: entryId, preserveEntrySignatures: false };
    },
    // TypeScript has said what is to be said of the sources.
    onLog: (_, { code, ids }) => {
      if (code === "CIRCULAR_DEPENDENCY") throw toldBy(circle(ids ?? []), secrets());
      return !quiet.has(code ?? "");
    },
    async buildStart() {
      const asked = inputs ?? recordInputs();
      try {
        sketch = await readSketch(path, board, asked, settings, dialect);
        onRead?.(sketch);
      } catch (error) {
        throw toldBy(error, secrets());
      } finally {
        watch(this, asked);
      }
    },
    resolveId: (specifier, importer) => {
      if (specifier === entryId) return specifier;
      return first(sketch, (source) => source.resolveId(specifier, importer));
    },
    load: (id) =>
      id === entryId
        ? withNamesFree(...(probe ? [probeId] : []), resolve(path))
        : first(sketch, (source) => source.load(id)),
    transform: (_, id) => first(sketch, (source) => source.transform?.(id)),
    outputOptions: (options) => {
      isMapWanted = Boolean(options.sourcemap);
      // The map is made for ourselves, and the script says nothing of it: a comment would cost the board bytes.
      return { ...options, ...plainOutput, format: "es", sourcemap: "hidden" };
    },
    renderChunk: (code) => minify(withoutMention(code), sketch?.names ?? []),
    generateBundle: (output, files) => {
      for (const chunk of chunksOf(files)) {
        const map = mapOf(chunk, output);
        try {
          complainIfTooLarge(chunk.code, board);
          if (dialect) checkText({ code: chunk.code, map }, board, sketch?.sourceByName, blotter(secrets()));
          complainOfMemory(chunk.code, board);
        } catch (error) {
          throw toldBy(error, secrets());
        }
        keepMap(chunk.code, map);
        if (!isMapWanted && chunk.sourcemapFileName) delete files[chunk.sourcemapFileName];
      }
    },
  };
}

/** In a circle one file runs before what it imports, and sees undefined where Node has a ReferenceError. */
function circle(files: readonly string[]): Complaint {
  return new Complaint(
    "sketch-error",
    `Files import each other in a circle: ${files.map(shown).join(" -> ")}.`,
    "Move what they share into a file of its own.",
  );
}

function complainIfTooLarge({ length }: string, { name, storage: { bytes } }: Board): void {
  if (length <= bytes) return;
  const count = (n: number) => n.toLocaleString("en");
  throw new Complaint(
    "too-large",
    `The script has ${count(length)} bytes; the Storage of ${name} has ${count(bytes)}.`,
    "See what takes them: tagwire build --size, for a board with more Storage.",
  );
}

/** Where the board has no memory for all that the boot code keeps, its interpreter abandons that in the middle. */
function complainOfMemory(code: string, board: Board): void {
  const wanted = estimate(code, board).flash;
  if (wanted <= board.jsVars) return;
  const count = (n: number) => n.toLocaleString("en");
  throw new Complaint(
    "too-large",
    `The sketch wants ${count(wanted)} JsVars once it has run, by estimate; all that ${board.name} has are ${count(board.jsVars)}.`,
    "Make bufferBytes smaller, or what else it holds; tagwire build --size tells how many are taken.",
  );
}

/** Reads a sketch and checks its source. Throws a Complaint for every mistake. */
async function readSketch(
  path: string,
  board: Board,
  inputs: Inputs,
  settings: Readonly<Record<string, string>>,
  dialect: boolean,
): Promise<Sketch> {
  const entry = resolve(path);
  // Though it be missing, it is what a watch waits for.
  inputs.text(entry);
  inputs.isFile(join(dirname(entry), "package.json"));
  for (const folder of foldersOf(entry)) {
    for (const name of settingsNames) inputs.text(join(folder, name));
    // Declarations of modules stand there, and the lock.
    inputs.files(join(folder, "modules"));
    inputs.text(lockFileOf(folder));
  }
  const program = readProgram(path, board, inputs, settings);
  if (dialect) checkSource(program, board);
  const sdk = entries.tagwire as string;
  const spelled = checkedOptions(program, sdk, board);
  const names = [...boardNames(board), ...declaredNames(program.sketchFiles)];
  const toBoard = [literals(board.strings)];
  const uses = {
    namesDevices: namesDevices(program, sdk),
    putsLater: putsLater(program, sdk),
    sleeps: sleeps(program),
    hidesSleep: hidesSleep(program, board),
    qos1: publishesWithQos1(program),
    ...subscribing(program),
    ...joining(program, board),
    spooling: spooling(program, sdk, board),
    givesTls: givesTls(program),
    ...reporting(program, spelled.options?.get("paceMs"), board),
  };
  const toSdk = [constants(constantsFor(board, spelled, uses), spelled.options), ...toBoard];
  const modules = await requiredModules(program, board, entry, inputs);
  const toSketch = [requiresAsImports(modules, program), ...toBoard];
  const sources = [
    keepFree(names),
    probeModule(program),
    settingsPlugin(program.settings, toBoard),
    modulesPlugin(modules, toBoard),
    bufferInStorage(uses.spooling.spools),
    programModules(program, (file) => (isOfSdk(file) ? toSdk : toSketch)),
  ];
  const besides = [...[...modules.values()].map((module) => module.path), ...program.settings.files];
  for (const file of besides) inputs.text(file);
  // Git had a say in them, and modules were looked for in places that nobody recorded.
  if (besides.length > 0) inputs.onlyOnce();
  const files = [...program.sketchFiles.map(({ fileName }) => fileName), ...besides];
  const texts = new Map([...modules.values()].map(({ path, text }) => [path, { fileName: path, text }]));
  const sourceByName: SourceByName = (source) => program.sourceFile(source) ?? texts.get(source);
  return { sourceByName, names, sources, modules, files, stays: spelled.stays };
}

function first<T>(sketch: Sketch | undefined, ask: (source: Source) => T | null | undefined): T | null {
  for (const source of sketch?.sources ?? []) {
    const answer = ask(source);
    if (answer !== null && answer !== undefined) return answer;
  }
  return null;
}

/** Logs of rollup that say what is none of a sketch's author's business, or what is no mistake here. */
const quiet: ReadonlySet<string> = new Set(["THIS_IS_UNDEFINED", "EMPTY_BUNDLE"]);

/** Lets rollup's watch mode see what rollup itself does not read: files of types, and files that are not there yet. */
function watch(rollup: PluginContext, { answers }: Inputs): void {
  for (const path of pathsOf(answers)) {
    if (/\.[a-z]+$/.test(path) && !/[\\/]node_modules[\\/]/.test(path)) rollup.addWatchFile(path);
  }
}

function chunksOf(files: OutputBundle): OutputChunk[] {
  return Object.values(files).filter((file) => file.type === "chunk");
}

/** A chunk's map, with absolute paths: the script may go anywhere. */
function mapOf({ map, fileName }: OutputChunk, { file, dir }: OutputOptions): string {
  const folder = dirname(resolve(file ?? resolve(dir ?? "", fileName)));
  return JSON.stringify({ ...map, sources: map?.sources.map((source) => resolve(folder, source)) });
}

/** An error as rollup tells it, with nothing of the settings in it. */
function toldBy(error: unknown, settings: Iterable<string>): unknown {
  return asRollupError(masked(error, settings));
}

/** A mistake of the sketch as rollup tells it, with its place and without a trace of ours. It stays a Complaint. */
function asRollupError(error: unknown): unknown {
  if (!(error instanceof Complaint)) return error;
  const { place } = error;
  return Object.assign(error, { stack: undefined }, place && { id: place.file, loc: place });
}

function soleInput(input: unknown): string {
  const inputs = typeof input === "object" && input !== null ? Object.values(input) : [input];
  const [sketch] = inputs;
  if (inputs.length === 1 && typeof sketch === "string") return sketch;
  throw new Complaint(
    "bad-option",
    `The input of rollup is ${JSON.stringify(input)}; wanted is one sketch.`,
    'Name it: input: "sketch.ts". More sketches need a configuration each: export default [...].',
  );
}

/** The board that the options name. */
function boardOf(options: unknown): Board {
  const known = boardIds();
  const remedy = `Write: tagwire({ board: "esp32" }), or another of ${known.join(", ")}.`;
  const complain = (sentence: string) => asRollupError(new Complaint("bad-option", sentence, remedy));
  if (typeof options !== "object" || options === null) {
    throw complain(`The options of tagwire are ${JSON.stringify(options)}; wanted is an object with a board.`);
  }
  const unknown = Object.keys(options).filter((key) => key !== "board");
  if (unknown.length > 0) throw complain(`tagwire has no option ${unknown.join(", ")}; it has board.`);
  const { board } = options as { board?: unknown };
  if (typeof board === "string" && known.includes(board)) return loadBoard(board);
  throw complain(`The board of tagwire is ${JSON.stringify(board)}; wanted is one of ${known.join(", ")}.`);
}

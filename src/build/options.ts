/** The SDK's own check of the options, run here on what the sketch spells. */
import { dirname, join } from "node:path";
import { runInNewContext } from "node:vm";
import type { Board } from "../boards.js";
import { bundle, programModules } from "./bundle.js";
import { constants, constantsFor } from "./constants.js";
import { complaintAbout } from "./mistake.js";
import type { Program } from "./program.js";
import { sentenceFor, sentences } from "./sentences.js";
import { hiddenValue, type OptionValue, type Spelled, spelledOptions } from "./spelled.js";

/** In place of a value that can't be seen: good by itself, and good for the options that depend on it. */
const assumed: Readonly<Record<string, OptionValue>> = { host: "x", key: "x", device: "x", username: "x" };

/** Reads the options of `connect` and checks those that are literals. Throws a Complaint at the first mistake. */
export async function checkedOptions(program: Program, entry: string, board: Board): Promise<Spelled> {
  const spelled = spelledOptions(program, entry, board.strings);
  if (spelled === undefined) return { options: undefined, checked: false };
  if (typeof spelled === "string") return { options: undefined, checked: false, stays: spelled };
  const values: Record<string, OptionValue> = {};
  for (const [name, { value = assumed[name] }] of spelled) if (value !== undefined) values[name] = value;

  const refusal = await refusalOf(program, join(dirname(entry), "check.ts"), values, board);
  if (refusal !== undefined) {
    const [code = ""] = refusal.split(" ", 1);
    const option = spelled.get(sentences[code]?.option ?? "");
    if (option === undefined) throw new Error(`check.ts refused what was not there: ${code}`);
    const { node, setting } = option;
    const secret = sentences[code]?.secret === true;
    const value = String(option.value);
    const seen = setting === undefined ? node.getText() : `the setting ${setting}, of ${value.length} characters`;
    const mistake = {
      file: node.getSourceFile(),
      start: node.getStart(),
      length: node.getWidth(),
      sentence: sentenceFor(code, secret ? value : seen),
      secret: secret && setting === undefined,
    };
    throw complaintAbout([mistake], "Mend the option, then build again; docs/errors.md has them all.");
  }
  const stays = hiddenValue(spelled);
  return { options: new Set(spelled.keys()), checked: stays === undefined, stays };
}

/** What `check` throws for these options. */
async function refusalOf(program: Program, file: string, options: object, board: Board): Promise<string | undefined> {
  const ofBoard = constants(constantsFor(board, { options: undefined, checked: false }));
  const { code } = await bundle(file, [programModules(program, () => [ofBoard])], { format: "iife", name: "checked" });
  const sandbox = { options };
  const run = `${code}; (function () { try { checked.check(options); } catch (refusal) { return "" + refusal; } })()`;
  return runInNewContext(run, sandbox) as string | undefined;
}

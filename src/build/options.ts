/** The check of the options, on what the sketch spells of them. */
import type { Board } from "../boards.js";
import { complaintAt } from "./mistake.js";
import { optionRules, sentenceFor } from "./option-rules.js";
import type { Program } from "./program.js";
import { hiddenValue, type OptionValue, type Spelled, spelledOptions } from "./spelled.js";

/** In place of a value that can't be seen: good for the options that depend on it. */
const assumed: Readonly<Record<string, OptionValue>> = { username: "x", clientId: "x", keepAliveS: 0 };

/** Reads the options of `connect` and checks those that are literals. Throws a Complaint at the first mistake. */
export function checkedOptions(program: Program, entry: string, board: Board): Spelled {
  const spelled = spelledOptions(program, entry, board.strings);
  if (spelled === undefined) return { options: undefined, checked: false };
  if (typeof spelled === "string") return { options: undefined, checked: false, stays: spelled };
  const values: Record<string, OptionValue | undefined> = {};
  for (const [name, { value = assumed[name] }] of spelled) values[name] = value;

  for (const [name, rule] of Object.entries(optionRules)) {
    const { node, value, setting } = spelled.get(name) ?? {};
    if (node === undefined || value === undefined || rule.isGood(value, values, board)) continue;
    const secret = rule.secret === true;
    const text = String(value);
    const seen = setting === undefined ? node.getText() : `the setting ${setting}, of ${text.length} characters`;
    throw complaintAt(
      node,
      sentenceFor(name, secret ? text : seen),
      "Mend the option, then build again; docs/errors.md has them all.",
      { secret: secret && setting === undefined },
    );
  }
  const stays = hiddenValue(spelled);
  return {
    options: new Map([...spelled].map(([name, { value }]) => [name, value])),
    checked: stays === undefined,
    stays,
  };
}

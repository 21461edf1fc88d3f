/**
 * How large a sketch may become, as its package.json says:
 *
 *     "tagwire": { "budgets": { "src/greenhouse.ts": { "bytes": 4000, "jsVars": 900 } } }
 *
 * A sketch is named as its path from the package.json. A mistake is told, for a budget that nobody reads holds nothing.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import * as v from "valibot";
import { Complaint } from "../complaint.js";
import { packageFolderOf } from "./project.js";
import { shown } from "./shown.js";

/** The most that is allowed: bytes of the script, and JsVars as estimated with the code in RAM. */
export interface Budget {
  readonly bytes?: number;
  readonly jsVars?: number;
}

const bySketch = "wanted is an object with a sketch's path as each name";
const wanted = "wanted is a whole number from 1";
const figure = v.exactOptional(v.pipe(v.number(wanted), v.safeInteger(wanted), v.minValue(1, wanted)));
const budget = v.strictObject({ bytes: figure, jsVars: figure }, (issue) =>
  issue.expected === "never"
    ? 'there is no such figure; known are "bytes" and "jsVars"'
    : 'wanted is an object with "bytes", "jsVars" or both',
);
const budgets = v.pipe(
  // To the library an array is a record too.
  v.custom((given) => !Array.isArray(given), bySketch),
  v.record(v.string(), budget, bySketch),
);
const schema = v.object({
  tagwire: v.optional(v.object({ budgets: v.optional(budgets) }, "wanted is an object")),
});

/** The budget of a sketch; undefined if it has none. Throws a Complaint for a mistake in the package.json. */
export function budgetOf(sketch: string): Budget | undefined {
  const folder = packageFolderOf(resolve(sketch));
  const file = join(folder, "package.json");
  if (!existsSync(file)) return undefined;
  const result = v.safeParse(schema, contentOf(file));
  if (!result.success) throw mistakeIn(file, result.issues[0]);
  const given = result.output.tagwire?.budgets ?? {};
  for (const name of Object.keys(given)) {
    if (existsSync(resolve(folder, name))) continue;
    throw complaint(file, `tagwire.budgets has ${JSON.stringify(name)}, and there is no such file`);
  }
  const own = relative(folder, resolve(sketch));
  return Object.entries(given).find(([name]) => relative(folder, resolve(folder, name)) === own)?.[1];
}

function contentOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw complaint(file, `it can't be read as JSON: ${(error as Error).message}`);
  }
}

function mistakeIn(file: string, issue: v.BaseIssue<unknown>): Complaint {
  const path = (issue.path ?? []).map(({ key }) => String(key));
  const place = path
    .map((key, index) => (index > 1 && /\W/.test(key) ? `[${JSON.stringify(key)}]` : `.${key}`))
    .join("");
  return complaint(file, `${place.slice(1) || "it"} is ${JSON.stringify(issue.input)}; ${issue.message}`);
}

function complaint(file: string, mistake: string): Complaint {
  return new Complaint(
    "bad-budget",
    `In ${shown(file)} ${mistake}.`,
    'Write it so: "tagwire": { "budgets": { "SKETCH.ts": { "bytes": 4000, "jsVars": 900 } } }',
  );
}

/**
 * The check of the sketch's TypeScript: what the interpreter gets wrong and only the source, with its types, shows. Each
 * file is walked once for all rules.
 */
import type { Board } from "../../boards.js";
import { complaintAbout, type Mistake } from "../mistake.js";
import type { Program } from "../program.js";
import type { SourceRule } from "./rule.js";
import { argumentsLength } from "./source/arguments-length.js";
import { arrayHole } from "./source/array-hole.js";
import { arrayInWalk } from "./source/array-in-walk.js";
import { asyncTry } from "./source/async-try.js";
import { characterBytes } from "./source/character-bytes.js";
import { characterCode } from "./source/character-code.js";
import { clearUndefined } from "./source/clear-undefined.js";
import { createProperties } from "./source/create-properties.js";
import { deleteAnswer } from "./source/delete-answer.js";
import { emitMany } from "./source/emit-many.js";
import { errorClass } from "./source/error-class.js";
import { errorName } from "./source/error-name.js";
import { finallyLeaves } from "./source/finally-leaves.js";
import { forInChange } from "./source/for-in-change.js";
import { forInNull } from "./source/for-in-null.js";
import { functionName } from "./source/function-name.js";
import { hiddenProperty } from "./source/hidden-property.js";
import { jsonCallback } from "./source/json-callback.js";
import { jsonGetter } from "./source/json-getter.js";
import { jsonUndefined } from "./source/json-undefined.js";
import { newBound } from "./source/new-bound.js";
import { nullPrototype } from "./source/null-prototype.js";
import { promiseUncaught } from "./source/promise-uncaught.js";
import { readSource } from "./source/reading.js";
import { replaceText } from "./source/replace-text.js";
import { socketBytes } from "./source/socket-bytes.js";
import { splitLimit } from "./source/split-limit.js";
import { staticInherited } from "./source/static-inherited.js";
import { toBytesUndefined } from "./source/to-bytes-undefined.js";

/** Every rule of the source, as docs/dialect.md lists them. */
export const sourceRules: readonly SourceRule[] = [
  argumentsLength,
  arrayHole,
  arrayInWalk,
  asyncTry,
  characterBytes,
  characterCode,
  clearUndefined,
  createProperties,
  deleteAnswer,
  emitMany,
  errorClass,
  errorName,
  finallyLeaves,
  forInChange,
  forInNull,
  functionName,
  hiddenProperty,
  jsonCallback,
  jsonGetter,
  jsonUndefined,
  newBound,
  nullPrototype,
  promiseUncaught,
  replaceText,
  socketBytes,
  splitLimit,
  staticInherited,
  toBytesUndefined,
];

/** Throws a Complaint about every place of the sketch that the board's interpreter would get wrong. */
export function checkSource(program: Program, board: Board, rules: readonly SourceRule[] = sourceRules): void {
  const mistakes: Mistake[] = [];
  for (const file of program.sketchFiles) {
    const source = readSource(file, program.checker);
    const found: Mistake[] = [];
    for (const { name, reason, instead, strings, find } of rules) {
      if (strings !== undefined && strings !== board.strings) continue;
      for (const { node, sentence = reason } of find(source)) {
        const start = node.getStart(file);
        found.push({ file, start, length: node.end - start, sentence: `${sentence} ${instead} (${name})` });
      }
    }
    mistakes.push(...found.sort((a, b) => a.start - b.start));
  }
  if (mistakes.length > 0) throw complaintAbout(mistakes, "docs/dialect.md says more of each.");
}

import ts from "typescript";
import type { SourceRule } from "../rule.js";
import { bare, methodCalls, partsOf } from "./reading.js";

const names: ReadonlySet<string> = new Set(["replace"]);

export const replaceText: SourceRule = {
  name: "replace-text",
  reason:
    "In a replacement Espruino knows $1 to $9 only, not $& and the like; and where a string is searched for, it puts in a function's source, not its answer.",
  instead: "Search with a regular expression, and put in the answer of a function.",
  fails: `
print("21 C".replace("C", () => "F"), "21 C".replace(/C/, "<$&>"));`,
  at: '() => "F"',
  works: `
print("21 C".replace(/C/, () => "F"), "21 C".replace(/C/, (unit) => "<" + unit + ">"), "21 C".replace(/(C)/, "<$1>"), "a.b".replace(".", "-"));`,
  *find(source) {
    for (const { call, on } of methodCalls(source, names)) {
      const [searched, replacement] = call.arguments;
      if (!searched || !replacement || !isText(on, source.checker)) continue;
      const type = source.checker.getTypeAtLocation(replacement);
      const isFunction = partsOf(type).some((part) => part.getCallSignatures().length > 0);
      const written = bare(replacement);
      const hasMark = ts.isStringLiteralLike(written) && /\$[$&`']/.test(written.text);
      if (hasMark || (isFunction && isText(searched, source.checker))) yield { node: replacement };
    }
  },
};

function isText(node: ts.Expression, checker: ts.TypeChecker): boolean {
  return partsOf(checker.getTypeAtLocation(node)).some(({ flags }) => (flags & ts.TypeFlags.StringLike) !== 0);
}

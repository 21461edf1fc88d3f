import ts from "typescript";
import { bytesOfLiteral, rawText } from "../../literals.js";
import type { SourceRule } from "../rule.js";
import { bare, partsOf } from "./reading.js";

const byCharacter: ReadonlySet<string> = new Set([
  "length",
  "charAt",
  "charCodeAt",
  "indexOf",
  "lastIndexOf",
  "padEnd",
  "padStart",
  "slice",
  "split",
  "substr",
  "substring",
  "toLowerCase",
  "toUpperCase",
]);

export const characterBytes: SourceRule = {
  name: "character-bytes",
  reason:
    "On this board a string is its UTF-8 bytes: a character beyond ASCII counts for two or more, and has no lower or upper case.",
  instead: "Do it with ASCII, or write down what it should come to.",
  fails: `
const unit = "°C"; print(unit.length, unit.charAt(1));`,
  at: "length",
  works: `
const unit = "°C"; print((unit + "m").replace("°", "").length, unit === "°C", "C".charAt(0));`,
  strings: "bytes",
  *find({ all, checker }) {
    for (const { expression, name } of all(ts.SyntaxKind.PropertyAccessExpression)) {
      if (byCharacter.has(name.text) && isBeyondAscii(expression, checker)) yield { node: name };
    }
    for (const { expression, argumentExpression } of all(ts.SyntaxKind.ElementAccessExpression)) {
      if (isBeyondAscii(expression, checker)) yield { node: argumentExpression };
    }
  },
};

/** Whether the value is a literal with such a character. `\x` escapes are bytes already, and only the text tells. */
function isBeyondAscii(node: ts.Expression, checker: ts.TypeChecker): boolean {
  const literal = literalOf(node, checker);
  if (literal !== undefined) return bytesOfLiteral(rawText(literal, literal.getSourceFile())) !== literal.text;
  return partsOf(checker.getTypeAtLocation(node)).some(
    (part) => part.isStringLiteral() && /[^\0-\xff]/.test(part.value),
  );
}

/** The literal that an expression is, or that its constant was declared with. */
function literalOf(node: ts.Expression, checker: ts.TypeChecker): ts.StringLiteralLike | undefined {
  const value = bare(node);
  if (ts.isStringLiteralLike(value)) return value;
  const declaration = ts.isIdentifier(value) ? checker.getSymbolAtLocation(value)?.valueDeclaration : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return undefined;
  const isConstant = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  const first = bare(declaration.initializer);
  return isConstant && ts.isStringLiteralLike(first) ? first : undefined;
}

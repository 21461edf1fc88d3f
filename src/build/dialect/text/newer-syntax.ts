/** Syntax since ES6 that the interpreter lacks; TypeScript writes none of it, a module of others may. */
import type { Node } from "estree";
import type { Parsed, ParsedText, TextRule } from "../rule.js";

/** Nodes that are always refused, and what they are called. */
const refused: Readonly<Partial<Record<Node["type"], string>>> = {
  ArrayPattern: "destructuring",
  ObjectPattern: "destructuring",
  AssignmentPattern: "a default value",
  RestElement: "a rest parameter",
  SpreadElement: "spread",
  TaggedTemplateExpression: "a tagged template",
  AwaitExpression: "await",
  YieldExpression: "yield",
  ChainExpression: "?.",
  PrivateIdentifier: "a private name",
  StaticBlock: "a static block",
  ImportExpression: "import()",
  MetaProperty: "new.target",
  ImportDeclaration: "import",
  ExportNamedDeclaration: "export",
  ExportDefaultDeclaration: "export",
  ExportAllDeclaration: "export",
};

export const newerSyntax: TextRule = {
  name: "newer-syntax",
  reason: "Espruino does not know this syntax.",
  instead: "Write it in ES5, or have TypeScript do so.",
  isText: true,
  fails: "print([...[1, 2]].length);",
  at: "...",
  works: "print([].concat([1, 2]).length);",
  find: (text) =>
    findings(text).map(({ node: { start, end }, what }) => ({
      start,
      end,
      sentence: `Espruino does not know ${what}.`,
    })),
};

function findings({ all }: ParsedText): { node: Parsed; what: string }[] {
  const named = (nodes: readonly object[], what: string) => nodes.map((node) => ({ node: node as Parsed, what }));
  const functions = [...all("FunctionDeclaration"), ...all("FunctionExpression"), ...all("ArrowFunctionExpression")];
  return [
    ...Object.entries(refused).flatMap(([type, what]) => named(all(type as Node["type"]), what)),
    ...named(
      functions.filter((node) => node.async),
      "async functions",
    ),
    ...named(
      functions.filter((node) => node.generator),
      "generators",
    ),
    ...named(
      all("BinaryExpression").filter(({ operator }) => operator === "**"),
      "**",
    ),
    ...named(
      all("AssignmentExpression").filter(({ operator }) => /^(?:\*\*|\?\?|\|\||&&)=$/.test(operator)),
      "an assignment like ??= or **=",
    ),
    ...named(
      [...all("Property"), ...all("MethodDefinition"), ...all("PropertyDefinition")].filter(({ computed }) => computed),
      "computed names",
    ),
    ...named(
      all("Literal").filter((node) => "bigint" in node),
      "big integers",
    ),
  ];
}

/**
 * Where the interpreter reads a slash otherwise: whether it begins a regular expression is told by the token before it
 * (src/jslex.c), and its list of these tokens is neither complete nor without mistakes.
 */
import { isKeyword } from "./keywords.js";
import type { Parsed, ParsedText } from "./rule.js";

/** Regular expressions and left sides of divisions that the interpreter would read otherwise. */
export function slashesMissed({ all, code }: ParsedText): Parsed[] {
  const regexps = all("Literal").filter((node) => "regex" in node && isRegexpMissed(code.slice(0, node.start)));
  const divided = [
    ...all("BinaryExpression").filter(({ operator }) => operator === "/"),
    ...all("AssignmentExpression").filter(({ operator }) => operator === "/="),
  ].map(({ left }) => left as Parsed);
  // Parentheses around it are no part of the node, and end the search for the token.
  return [...regexps, ...divided.filter(({ end }) => isDivisionMissed(code.slice(0, end), code.slice(end)))];
}

function isRegexpMissed(before: string): boolean {
  return /(?:[)~^]|(?:^|[^|])\|)\s*$/.test(before.slice(-20));
}

function isDivisionMissed(before: string, behind: string): boolean {
  if (!/^\s*\//.test(behind)) return false;
  const [word = ""] = /(?:\+\+|--|[\w$]+)$/.exec(before) ?? [];
  // These are values, and known as such.
  return word === "++" || word === "--" || (isKeyword(word) && !/^(?:true|false|null|undefined)$/.test(word));
}

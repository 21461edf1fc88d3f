/**
 * Mends the minified text: what is right in the language and wrong on the interpreter, and can be put right by a few
 * characters. Terser writes the shortest text and may put such a place into any sketch, so its owner can't be told to
 * avoid it. What can't be mended is for the check (dialect/text.ts) to refuse.
 */
import MagicString from "magic-string";
import type { Text } from "./bundle.js";
import { commasMissed } from "./dialect/commas.js";
import { headsMissed, insInHeads } from "./dialect/heads.js";
import { parseText } from "./dialect/parsed.js";
import { returnsMissed } from "./dialect/returns.js";
import type { Parsed, ParsedText } from "./dialect/rule.js";
import { slashesMissed } from "./dialect/slashes.js";
import { edited } from "./edited.js";
import { hoist } from "./hoist.js";

/** The text, and its map, as the interpreter takes it. */
export function mend(text: Text): Text {
  const parsed = parseText(text.code);
  const edits = new MagicString(text.code);
  hoist(parsed, edits);
  for (const { start, end } of [...slashesMissed(parsed), ...commasMissed(parsed), ...headsMissed(parsed)]) {
    edits.prependRight(start, "(").appendLeft(end, ")");
  }
  for (const { end } of returnsMissed(parsed)) edits.appendLeft(end, ";");
  for (const loop of new Set(insInHeads(parsed).map(({ loop }) => loop))) takeInitOut(loop, parsed, edits);
  return edited(text, edits);
}

/** Puts the first part of a head in front of its loop. */
function takeInitOut(loop: Parsed<"ForStatement">, { parent }: ParsedText, edits: MagicString): void {
  const init = loop.init as Parsed;
  const isInList = ["Program", "BlockStatement", "SwitchCase"].includes(parent(loop)?.type ?? "");
  if (!isInList) edits.appendLeft(loop.start, "{").appendLeft(loop.end, "}");
  edits.appendLeft(init.end, ";").move(init.start, init.end, loop.start);
}

/**
 * Mends the minified text: what is right in the language and wrong on the interpreter, and can be put right by a few
 * characters. Terser writes the shortest text and may put such a place into any sketch, so its owner can't be told to
 * avoid it. What can't be mended is for the check (dialect/text.ts) to refuse.
 */
import remapping from "@jridgewell/remapping";
import MagicString from "magic-string";
import type { Text } from "./bundle.js";
import { commasMissed } from "./dialect/commas.js";
import { parseText } from "./dialect/parsed.js";
import { slashesMissed } from "./dialect/slashes.js";
import { hoist } from "./hoist.js";

/** The text, and its map, as the interpreter takes it. */
export function mend({ code, map }: Text): Text {
  const parsed = parseText(code);
  const edits = new MagicString(code);
  hoist(parsed, edits);
  for (const { start, end } of [...slashesMissed(parsed), ...commasMissed(parsed)]) {
    edits.prependRight(start, "(").appendLeft(end, ")");
  }
  if (!edits.hasChanged()) return { code, map };
  if (map === "") return { code: edits.toString(), map };
  const moved = edits.generateMap({ hires: true }).toString();
  return { code: edits.toString(), map: remapping([moved, map], () => null).toString() };
}

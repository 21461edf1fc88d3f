/** A text after some edits, and its map. */
import remapping from "@jridgewell/remapping";
import type MagicString from "magic-string";
import type { Text } from "./bundle.js";

/** The text as the edits of it have made it; a map, where there is one, leads back to where the text's own does. */
export function edited({ code, map }: Text, edits: MagicString): Text {
  if (!edits.hasChanged()) return { code, map };
  if (map === "") return { code: edits.toString(), map };
  const moved = edits.generateMap({ hires: true }).toString();
  return { code: edits.toString(), map: remapping([moved, map], () => null).toString() };
}

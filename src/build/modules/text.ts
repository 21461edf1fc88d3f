/** The bytes of a module as text. What is no JavaScript is told as what it is: mostly somebody's error page. */
import { Complaint } from "../../complaint.js";

/** Most bytes that a module may have; the greatest of Espruino's has some 50,000, and no board holds more than this. */
export const MODULE_BYTES = 262_144;

/** The text of a module's bytes; `from` is its path or its address. Throws a Complaint that says what was seen. */
export function moduleText(bytes: Uint8Array, from: string): string {
  const seen = seenInstead(bytes);
  if (seen === undefined) return new TextDecoder("utf-8").decode(bytes);
  throw new Complaint(
    "module-error",
    `${from} is ${seen}; wanted is a module's JavaScript, in UTF-8 and at most ${MODULE_BYTES} bytes.`,
    "Open it and see; then put the right text there.",
  );
}

function seenInstead(bytes: Uint8Array): string | undefined {
  if (bytes.length > MODULE_BYTES) return "too big";
  const nul = bytes.indexOf(0);
  if (nul >= 0) return `binary: byte ${nul} is NUL`;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return "binary, or text that is not UTF-8";
  }
  const start = text.trimStart();
  if (start === "") return "empty";
  // No JavaScript starts like this, but for the comment of old browsers, `<!--`.
  if (!start.startsWith("<")) return undefined;
  return `a page of HTML or XML that starts with ${JSON.stringify(start.slice(0, 40))}`;
}

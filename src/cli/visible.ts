/** What others have written, on a terminal of ours. */
import { harmless } from "../broker/line.js";

/** Text that moves no cursor and turns no direction of writing; tabs stay. */
export function visible(text: string): string {
  return text.split("\t").map(harmless).join("\t");
}

/** `.env` as Node's `util.parseEnv` reads it: it has quotes and no escapes, so a value is written in the way that comes back. */
import { parseEnv } from "node:util";
import { Complaint } from "../../complaint.js";

/** The text of the file. Throws a Complaint about a value that no quotes can hold. */
export function envFile(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${lineFor(name, value)}\n`)
    .join("");
}

function lineFor(name: string, value: string): string {
  const line = [value, ...["'", '"', "`"].map((quote) => quote + value + quote)]
    .map((spelled) => `${name}=${spelled}`)
    .find((spelled) => comesBack(spelled, name, value));
  if (line !== undefined) return line;
  throw new Complaint(
    "bad-option",
    `${name} can't be written into .env: its ${value.length} characters have all three kinds of quotes, or an end of line of another system.`,
    "Choose a value without one of them.",
  );
}

/** Alone, and with nothing of it taken for another line. */
function comesBack(line: string, name: string, value: string): boolean {
  const read = parseEnv(`${line}\nEND=end\n`);
  return read[name] === value && read.END === "end" && Object.keys(read).length === 2;
}

/** What a tool is asked on its command line. */
import { parseArgs } from "node:util";

/**
 * The options and the other words. Ends the process where `--help` is one of them, and where one is unknown.
 * @param help what `--help` prints: the command in its first line, an option in each line below
 * @param options as `parseArgs` has them
 * @param more its `args`, and whether it has `allowPositionals`
 */
export function asked(help, options = {}, more = {}) {
  const all = { ...options, help: { type: "boolean", short: "h" } };
  try {
    const { values, positionals } = parseArgs({ ...more, options: all });
    if (!values.help) return { values, words: positionals };
    console.log(help);
  } catch (error) {
    console.error(`${error.message}\n${help}`);
    process.exit(2);
  }
  process.exit(0);
}

/** The option that puts what was found into the documentation. */
export const write = { write: { type: "boolean" } };

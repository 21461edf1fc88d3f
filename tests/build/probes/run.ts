/** Runs a script where V8 is and where an interpreter is, so that what it prints can be compared. */
import { createContext, runInContext } from "node:vm";
import { interpreters, runOnInterpreter } from "../../espruino/interpreter.js";

/** The boards that an interpreter stands for, one for each kind of strings; `binary` is "" where it is not here. */
export const boards: readonly { readonly id: string; readonly binary: string }[] = [
  { id: "esp32", binary: interpreters().board ?? "" },
  { id: "linux", binary: interpreters().plain ?? "" },
];

/** What stands for an uncaught error, whatever its words: those of V8 and of the interpreter differ. */
export const threw = "(threw)";

/**
 * What a script prints in V8, up to an uncaught error. What it leaves to `setTimeout` runs when it has ended, in the
 * order in which it was left.
 */
export function printedOnNode(script: string): string[] {
  const lines: string[] = [];
  const waiting: (() => void)[] = [];
  const context = createContext({
    print: (...values: unknown[]) => lines.push(...values.map(String).join(" ").split("\n")),
    setTimeout: (task: unknown) => {
      if (typeof task !== "function") throw new TypeError("The interpreter wants a function too.");
      return waiting.push(task as () => void);
    },
    clearTimeout: (id: number) => {
      waiting[id - 1] = () => {};
    },
  });
  try {
    runInContext(script, context);
    // More may come while it is gone through.
    for (const task of waiting) task();
  } catch {
    lines.push(threw);
  }
  // As on the interpreter, where an empty line can't be told from what the console adds.
  return lines.filter((line) => line !== "");
}

/** What a script prints on an interpreter, up to an uncaught error. */
export async function printedOnBoard(binary: string, script: string): Promise<string[]> {
  const printed: string[] = [];
  try {
    const { lines } = await runOnInterpreter(binary, script, { deadlineMs: 8000 });
    for (const line of lines) {
      if (/^(?:Uncaught|Execution Interrupted|OUT OF MEMORY|New interpreter error)/.test(line)) {
        return [...printed, threw];
      }
      printed.push(line);
    }
  } catch {
    printed.push("(no end)");
  }
  return printed;
}

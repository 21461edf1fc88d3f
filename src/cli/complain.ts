/** How a verb ends when something went wrong: one sentence and what mends it, or the trace of a bug of ours. */
import { CommanderError } from "commander";
import { Complaint, exitCodes } from "../complaint.js";

/** What goes to stderr, and the exit code. */
export interface Ending {
  readonly text: string;
  readonly exitCode: number;
}

/** The end that an error of a verb means. */
export function endingOf(error: unknown): Ending {
  if (error instanceof Complaint) return { text: `${error.sentence}\n  ${error.remedy}\n`, exitCode: error.exitCode };
  if (error instanceof CommanderError) return usageEnding(error);
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    text: `This is a bug of tagwire, not of your sketch:\n${trace}\n`,
    exitCode: exitCodes.bug,
  };
}

function usageEnding({ code, message, exitCode }: CommanderError): Ending {
  // --help and --version have said all there is to say.
  if (exitCode === 0) return { text: "", exitCode };
  if (code === "commander.help") return { text: "", exitCode: exitCodes["bad-option"] };
  const [said = "", guess] = message.replace(/^error: /, "").split("\n");
  const remedy = guess ? guess.replace(/^\((.*)\)$/, "$1") : "tagwire --help lists what there is.";
  const sentence = `${said.charAt(0).toUpperCase()}${said.slice(1).replace(/\.?$/, ".")}`;
  return { text: `${sentence}\n  ${remedy}\n`, exitCode: exitCodes["bad-option"] };
}

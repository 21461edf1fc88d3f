/** What a check of `tagwire doctor` comes to: one sentence, and what mends it where that is needed. */
import { Complaint } from "../../complaint.js";

export interface Finding {
  /** What was looked at; docs/project.md has them all. */
  readonly check:
    | "node"
    | "serialport"
    | "ports"
    | "board"
    | "firmware"
    | "storage"
    | "sketch"
    | "modules"
    | "room"
    | "run"
    | "topics"
    | "messages"
    | "broker";
  readonly state: "ok" | "warning" | "problem";
  readonly sentence: string;
  /** The command, or the change, that mends it; absent where all is well. */
  readonly remedy?: string;
}

type Check = Finding["check"];

export const ok = (check: Check, sentence: string): Finding => ({ check, state: "ok", sentence });
export const warning = (check: Check, sentence: string, remedy: string): Finding => ({
  check,
  state: "warning",
  sentence,
  remedy,
});
export const problem = (check: Check, sentence: string, remedy: string): Finding => ({
  check,
  state: "problem",
  sentence,
  remedy,
});

/** A Complaint as a finding; what is none is a bug, and stays one. */
export function problemOf(check: Check, error: unknown): Finding {
  if (!(error instanceof Complaint)) throw error;
  return problem(check, error.sentence, error.remedy);
}

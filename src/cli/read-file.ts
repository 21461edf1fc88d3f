/** Files that the command line names. */

import { readFileSync } from "node:fs";
import { Complaint, type ComplaintName } from "../complaint.js";

/** The text of a file that a flag names; throws that complaint where it can't be read. */
export function readFile(complaint: ComplaintName, flag: string, file: string, remedy: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new Complaint(complaint, `The file ${JSON.stringify(file)} of ${flag} can't be read: ${said}.`, remedy);
  }
}

/** What `--fault` and `--faults` mean: text to faults, or a Complaint. */

import { type Fault, FaultMistake } from "../broker/faults/fault.js";
import { readFault, readFaults } from "../broker/faults/spelling.js";
import { isInstant } from "../broker/faults/standing.js";
import { Complaint } from "../complaint.js";
import { readFile } from "./read-file.js";

const REMEDY =
  "docs/faults.md has all kinds with their fields: tagwire broker --fault refuse,returnCode=3,client=greenhouse";

/** @param fault each `--fault`; @param faults the file of `--faults` */
export function faultsOf({ fault = [], faults }: { readonly fault?: readonly string[]; readonly faults?: string }) {
  const all = [...fault.map(faultFrom), ...(faults === undefined ? [] : faultsFrom(faults))];
  for (const one of all) checkThatItActs(one);
  const ids = all.flatMap(({ id }) => (id === undefined ? [] : [id]));
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  if (twice === undefined) return all;
  throw new Complaint("bad-fault", `The id "${twice}" is that of two faults, wanted another one for each.`, REMEDY);
}

/** What acts once, on the connections that are there, would do nothing before the first one. */
function checkThatItActs(fault: Fault): void {
  if (!isInstant(fault) || fault.afterMs !== undefined) return;
  if (fault.kind === "restart" && fault.forMs !== undefined) return;
  throw new Complaint(
    "bad-fault",
    `The fault ${JSON.stringify(fault)} acts on connections that are there, and there is no connection at the start, wanted afterMs.`,
    `tagwire broker --fault ${fault.kind},afterMs=60000`,
  );
}

/** What startBroker rejects with, where it is that all faults together can't be put: an id that another got, too many. */
export function faultComplaint(error: unknown): unknown {
  if (!(error instanceof FaultMistake)) return error;
  return new Complaint("bad-fault", `The faults can't be put: ${error.message}.`, REMEDY);
}

function faultFrom(text: string): Fault {
  try {
    return readFault(text);
  } catch (error) {
    if (!(error instanceof FaultMistake)) throw error;
    throw new Complaint("bad-fault", `--fault is ${JSON.stringify(text)}: ${error.message}.`, REMEDY);
  }
}

function faultsFrom(file: string): readonly Fault[] {
  const read = readFaults(readFile("bad-fault", "--faults", file, "Name a file that this user may read."));
  if (!("line" in read)) return read;
  throw new Complaint("bad-fault", `${file}:${read.line}: ${read.text}.`, REMEDY);
}

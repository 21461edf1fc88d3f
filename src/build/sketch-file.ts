/** Whether a path can be a sketch at all: told before TypeScript is loaded, and before a board is disturbed. */
import { type Stats, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { Complaint } from "../complaint.js";

/** Throws a Complaint unless there is a file of that name, and the name ends in .ts. */
export function mustBeSketch(path: string): void {
  const resolved = resolve(path);
  let stat: Stats | undefined;
  try {
    stat = statSync(resolved);
  } catch {
    // Not there, or below a file, or not for us to see: not found.
  }
  if (stat === undefined) {
    throw new Complaint("sketch-not-found", `There is no sketch ${path}.`, `Check the path: it means ${resolved}.`);
  }
  if (!stat.isFile()) {
    const file = join(path, "SKETCH.ts");
    throw new Complaint(
      "sketch-not-found",
      `${path} is a directory; a sketch is a file.`,
      `Name the file in it: ${file}`,
    );
  }
  if (!/(?<!\.d)\.ts$/.test(resolved)) {
    throw new Complaint("sketch-not-found", `${path} is no sketch: its name does not end in .ts.`, "Name a .ts file.");
  }
}

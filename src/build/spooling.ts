/** What the build can see of `spool({...})`: a file and a size that are literals are checked here. */
import { join } from "node:path";
import ts from "typescript";
import type { Board } from "../boards.js";
import type { Source } from "./bundle.js";
import { isOfSdk, packageFolder } from "./entries.js";
import { complaintAbout } from "./mistake.js";
import type { Program } from "./program.js";
import { usesOf } from "./spelled.js";

/** Where `spool` is, and all that buffer.ts has. */
const storageBuffer = join(packageFolder, "src/device/storage-buffer.ts");

const LEAST_BYTES = 256;
/** As storage-buffer.ts has it. */
const MOST_BYTES = 60_000;
/** As long as a name in Storage may be; a longer one is cut there. */
const NAME_LENGTH = 28;
/** The file that was there before is trash until all is compacted, and a sketch has to fit too. */
const SHARE_OF_STORAGE = 4;

/** In place of the buffer in RAM comes the one in Storage, which has the same exports. */
export function bufferInStorage(spools: boolean): Source {
  return {
    name: "tagwire-spool",
    resolveId: (specifier, importer) =>
      spools && specifier === "./buffer" && importer !== undefined && isOfSdk(importer)
        ? { id: storageBuffer, moduleSideEffects: false }
        : null,
    load: () => null,
  };
}

export interface Spooling {
  /** Whether the sketch keeps values in Storage. */
  readonly spools: boolean;
  /** The file and its size, where one call spells both; else "" and 0. */
  readonly file: string;
  readonly bytes: number;
}

/** Reads the calls of `spool`. Throws a Complaint at a name that no board takes, or a size that this one does not. */
export function spooling(program: Program, board: Board): Spooling {
  const uses = usesOf("spool", program, storageBuffer);
  let file = "";
  let bytes = 0;
  for (const use of uses) {
    const given = ts.isCallExpression(use) ? use.arguments[0] : undefined;
    if (given === undefined || !ts.isObjectLiteralExpression(given)) continue;
    for (const property of given.properties) {
      if (!ts.isPropertyAssignment(property)) continue;
      const { name, initializer: value } = property;
      if (name.getText() === "file" && ts.isStringLiteralLike(value)) file = checkedFile(value);
      if (name.getText() === "bytes" && ts.isNumericLiteral(value)) bytes = checkedBytes(value, board);
    }
  }
  const isKnown = uses.length === 1 && file !== "" && bytes !== 0;
  return { spools: uses.length > 0, file: isKnown ? file : "", bytes: isKnown ? bytes : 0 };
}

function checkedFile(value: ts.StringLiteralLike): string {
  // The firmware's own files begin with a dot, and what stands ahead of a colon is a drive to it.
  if (/^(?!\.)[!-~][ -~]*$/.test(value.text) && value.text[1] !== ":" && value.text.length <= NAME_LENGTH)
    return value.text;
  return complain(
    value,
    `spool's file is ${value.getText()}; wanted is a name of 1 to ${NAME_LENGTH} ASCII characters without a dot in front`,
  );
}

function checkedBytes(value: ts.NumericLiteral, { name, storage }: Board): number {
  const most = Math.min(MOST_BYTES, Math.floor(storage.bytes / SHARE_OF_STORAGE));
  const bytes = Number(value.text);
  if (Number.isInteger(bytes) && bytes >= LEAST_BYTES && bytes <= most) return bytes;
  return complain(
    value,
    `spool's bytes is ${value.getText()}; wanted is a whole number from ${LEAST_BYTES} to ${most}: ${name} has a Storage of ${storage.bytes}`,
  );
}

function complain(node: ts.Node, sentence: string): never {
  const mistake = { file: node.getSourceFile(), start: node.getStart(), length: node.getWidth(), sentence };
  throw complaintAbout([mistake], "Mend it, then build again; docs/spool.md says what it may be.");
}

/** What the build can see of `spool({...})`: a file and a size that are literals or settings are checked here. */
import { join } from "node:path";
import ts from "typescript";
import type { Board } from "../boards.js";
import type { Source } from "./bundle.js";
import { isOfSdk, packageFolder } from "./entries.js";
import { complaintAt } from "./mistake.js";
import type { Program } from "./program.js";
import { spelledIn, spelledOptions, usesOf } from "./spelled.js";

/** Where `spool` is, and all that buffer.ts has. */
const storageBuffer = join(packageFolder, "src/device/storage-buffer.ts");

const LEAST_BYTES = 256;
/** As storage-buffer.ts has it. */
const MOST_BYTES = 60_000;
/** As long as a name in Storage may be; a longer one is cut there. */
const NAME_LENGTH = 28;
/** The file that was there before is trash until all is compacted, and a sketch has to fit too. */
const SHARE_OF_STORAGE = 4;

const REMEDY = "Mend it, then build again; docs/spool.md says what it may be.";

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
  /** Whether the board has to check them: some call hides one of them. */
  readonly uncheckedSpool: boolean;
}

/**
 * Reads the calls of `spool`. Throws a Complaint at a name that no board takes, or a size that this one does not, and
 * at an option `spool` of `connect` that no such call can have answered.
 */
export function spooling(program: Program, entry: string, board: Board): Spooling {
  const uses = usesOf("spool", program, storageBuffer);
  const option = optionOfConnect(program, entry, board);
  if (option && (uses.length === 0 || ts.isObjectLiteralExpression(option))) {
    throw complaintAt(
      option,
      "the option spool is an object of the sketch's own, which keeps nothing; wanted is what spool({ file, bytes }) answers",
      'import { spool } from "tagwire/spool", and give connect spool: spool({ file: "q", bytes: 8192 }).',
    );
  }
  const seen = uses.map((use) => given(use, program, board));
  const [only] = seen;
  const isSeen = (one: Given) => one.file !== undefined && one.bytes !== undefined;
  const isKnown = only !== undefined && seen.length === 1 && isSeen(only);
  return {
    spools: uses.length > 0,
    file: (isKnown && only.file) || "",
    bytes: (isKnown && only.bytes) || 0,
    uncheckedSpool: !seen.every(isSeen),
  };
}

/** What `connect` is given as its spool, if that is seen. */
function optionOfConnect(program: Program, entry: string, board: Board): ts.Node | undefined {
  const spelled = spelledOptions(program, entry, board.strings);
  return typeof spelled === "string" ? undefined : spelled?.get("spool")?.node;
}

interface Given {
  readonly file?: string;
  readonly bytes?: number;
}

/** What one call is given, as far as it is a literal or a setting, and right. */
function given(use: ts.Node, program: Program, board: Board): Given {
  const literal = ts.isCallExpression(use) ? use.arguments[0] : undefined;
  if (literal === undefined || !ts.isObjectLiteralExpression(literal)) return {};
  const options = spelledIn(literal, "spool", program, board.strings);
  if (typeof options === "string") return {};
  const file = options.get("file");
  const bytes = options.get("bytes");
  return {
    ...(typeof file?.value === "string" && { file: checkedFile(file.node, file.value) }),
    ...(typeof bytes?.value === "number" && { bytes: checkedBytes(bytes.node, bytes.value, board) }),
  };
}

function checkedFile(node: ts.Node, file: string): string {
  // The firmware's own files begin with a dot, and what stands ahead of a colon is a drive to it.
  if (/^(?!\.)[!-~][ -~]*$/.test(file) && file[1] !== ":" && file.length <= NAME_LENGTH) return file;
  throw complaintAt(
    node,
    `spool's file is ${node.getText()}; wanted is a name of 1 to ${NAME_LENGTH} ASCII characters without a dot in front`,
    REMEDY,
  );
}

function checkedBytes(node: ts.Node, bytes: number, { name, storage }: Board): number {
  const most = Math.min(MOST_BYTES, Math.floor(storage.bytes / SHARE_OF_STORAGE));
  if (Number.isInteger(bytes) && bytes >= LEAST_BYTES && bytes <= most) return bytes;
  throw complaintAt(
    node,
    `spool's bytes is ${node.getText()}; wanted is a whole number from ${LEAST_BYTES} to ${most}: ${name} has a Storage of ${storage.bytes}`,
    REMEDY,
  );
}

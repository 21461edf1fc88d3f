/** The boards that Tagwire knows, as data: one file per board in `boards/`. */
import { readdirSync, readFileSync } from "node:fs";
import { Complaint } from "./complaint.js";

/** What the build and the virtual board need to know of a board. */
export interface Board {
  /** The name that `--board` takes, and the file's name. */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  /** `bytes`: one char per byte, UTF-8 travels as it is. `unicode`: one char per code point. */
  readonly strings: "bytes" | "unicode";
  /** Most bytes that one `data` event brings and that one idle pass sends. */
  readonly chunkBytes: number;
  /** `throws`: `net.connect` blocks, and throws what failed. `emits`: it returns at once, and `error`, `end`, `close` tell. */
  readonly connectFailure: "throws" | "emits";
  /** Whether a reset by the peer is told as an `error`; elsewhere it looks like a clean close. */
  readonly resetIsError: boolean;
  /** JsVars in all, and what one takes; on `linux` the pool grows. */
  readonly jsVars: number;
  readonly jsVarBytes: number;
  /** `process.env.BOARD` as the firmware says it. */
  readonly firmwareName: string;
  /** Modules inside the firmware. */
  readonly modules: readonly string[];
  /** Pins by name. */
  readonly pins: readonly string[];
  /** Every other global name of the firmware: a bundle must not take one for its own. */
  readonly globals: readonly string[];
}

const folder = new URL("../boards/", import.meta.url);

/** The ids of all boards, in alphabetical order. */
export function boardIds(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json") && file !== "schema.json")
    .map((file) => file.slice(0, -".json".length))
    .sort();
}

/** The board of that id. Throws a Complaint that lists the boards there are. */
export function loadBoard(id: string): Board {
  if (!boardIds().includes(id)) {
    throw new Complaint(
      "unknown-board",
      `No board is called "${id}"; known are ${boardIds().join(", ")}.`,
      "Choose one of them with --board ID.",
    );
  }
  return JSON.parse(readFileSync(new URL(`${id}.json`, folder), "utf8")) as Board;
}

// Made of src/device/spool.ts by tools/board-types.mjs; "npm run board-types" writes it anew.
// biome-ignore-all format: a tool writes this file, and an editor reads it

/** What `spool` takes. */
export interface Spool {
  /** The file's name in Storage, 1 to 28 characters. It belongs to the spool: what else goes by that name is replaced. */
  file: string;
  /** Its size, 256 to 60,000; half of it, at least, is there for values that wait, and a value takes so much at most. */
  bytes: number;
}

/** What `spooled` tells; all since boot. */
export interface Spooled {
  /** Values that were found in the file at boot. For `status` they wait like those that are put. */
  restored: number;
  /** Values that were put while there was no file: they are in RAM alone. */
  unstored: number;
  /** Entries that were found torn or damaged, and values in a file of another version. */
  spoiled: number;
  /** How often the file was made. At boot: there was none, or a torn one, one of another version or another program's. */
  made: number;
}

/**
 * Keeps the values in that file: `connect({ ..., spool: spool({ file: "q", bytes: 8192 }) })`. Throws the name and the
 * value of what is wrong, where the build could not see it.
 */
export declare function spool(given: Spool): Spool;

/** What has become of the file. */
export declare function spooled(): Spooled;

/**
 * `require("Storage").open`: a file that grows. It is kept in chunks, each a file of its own whose name ends with its
 * number, "log\x01", "log\x02"; how far a chunk is written is where its erased bytes begin.
 */
import type { Inside } from "./inside.js";

/** Runs inside the realm, after `storage`. */
export function storageFile(inside: Inside): void {
  const { hardware, global } = inside;
  const most = 255;
  const longestName = 28;
  const erased = "\xff";

  /** As the firmware's own object shows itself. */
  interface StorageFile {
    name: string;
    chunk: number;
    offset: number;
    /** The char code of its mode; 0 once it is erased or a write has failed. */
    mode: number;
  }
  const modeOf = (file: StorageFile) => String.fromCharCode(file.mode);

  const chunkName = (file: StorageFile, chunk: number) =>
    inside.bytesOf(file.name).slice(0, longestName - 1) + String.fromCharCode(chunk);
  /** A chunk's bytes; undefined if there is none. */
  const chunkOf = (file: StorageFile, chunk: number) => hardware.readFile(chunkName(file, chunk), 0, 0);
  const isFull = (bytes: string) => bytes[bytes.length - 1] !== erased;

  /** The chunk that has room, or the first that is not there, and how far it is written; and the bytes ahead of it. */
  function endOf(file: StorageFile): { chunk: number; offset: number; before: number } {
    let chunk = 1;
    let before = 0;
    let bytes = chunkOf(file, chunk);
    while (bytes !== undefined && isFull(bytes) && chunk < most) {
      before += bytes.length;
      bytes = chunkOf(file, ++chunk);
    }
    if (bytes === undefined) return { chunk, offset: 0, before };
    const free = bytes.indexOf(erased);
    return { chunk, offset: free < 0 ? bytes.length : free, before };
  }

  function create(file: StorageFile, chunk: number, bytes: string): void {
    const error = hardware.writeFile(chunkName(file, chunk), bytes, 0, inside.board.storageChunkBytes, true);
    if (error) {
      file.mode = 0;
      throw new Error(error);
    }
    file.chunk = chunk;
    file.offset = bytes.length;
  }

  /** Reads so many chars, or (`isLine`) up to a newline; undefined where nothing is left. */
  function take(file: StorageFile, length: number, isLine: boolean): string | undefined {
    if (modeOf(file) !== "r") throw new Error("Can't read in this mode");
    let taken = "";
    let bytes = chunkOf(file, file.chunk);
    while (bytes !== undefined && taken.length < length) {
      if (file.offset >= bytes.length) {
        file.offset = 0;
        if (file.chunk === most) break;
        bytes = chunkOf(file, ++file.chunk);
        continue;
      }
      const rest = bytes.slice(file.offset, file.offset + length - taken.length);
      const written = rest.indexOf(erased) < 0 ? rest.length : rest.indexOf(erased);
      const line = isLine ? rest.slice(0, written).indexOf("\n") + 1 : 0;
      const piece = rest.slice(0, line || written);
      taken += piece;
      file.offset += piece.length;
      if (line || written < rest.length) break;
    }
    return taken === "" ? undefined : taken;
  }

  function erase(file: StorageFile): void {
    for (let chunk = 1; hardware.eraseFile(chunkName(file, chunk)); chunk++) {
      // Up to the first that is not there.
    }
    file.chunk = 1;
    file.offset = 0;
    file.mode = 0;
  }

  const methods: Record<string, (this: StorageFile, ...args: never[]) => unknown> = {
    read(length: unknown) {
      return take(this, Math.max(0, Number(length) | 0), false);
    },
    readLine() {
      return take(this, Number.POSITIVE_INFINITY, true);
    },
    getLength() {
      const { before, offset } = endOf(this);
      return before + offset;
    },
    write(data: unknown) {
      if (modeOf(this) !== "w" && modeOf(this) !== "a") throw new Error("Can't write in this mode");
      const bytes = inside.bytesOf(String(data));
      if (bytes === "") return;
      const chunk = chunkOf(this, this.chunk);
      if (chunk === undefined) {
        create(this, this.chunk, bytes);
        return;
      }
      const room = chunk.length - this.offset;
      hardware.appendFile(chunkName(this, this.chunk), this.offset, bytes.slice(0, room));
      this.offset += Math.min(room, bytes.length);
      if (bytes.length < room) return;
      if (this.chunk === most) throw new Error("File too big!");
      create(this, this.chunk + 1, bytes.slice(room));
    },
    erase() {
      erase(this);
    },
    pipe: inside.pipe,
  };

  function StorageFile(): void {}
  for (const name of Object.keys(methods))
    Object.defineProperty(StorageFile.prototype, name, { value: methods[name], writable: true, configurable: true });
  global.StorageFile = StorageFile;

  const module = inside.modules.Storage as { open?: (name: unknown, mode: unknown) => StorageFile };
  module.open = (given, mode) => {
    if (mode !== "r" && mode !== "w" && mode !== "a") throw new Error(`Invalid mode ${JSON.stringify(mode)}`);
    const file = new (StorageFile as unknown as new () => StorageFile)();
    file.name = String(given).slice(0, longestName);
    file.chunk = 1;
    file.offset = 0;
    if (mode === "w" && chunkOf(file, 1) !== undefined) erase(file);
    if (mode === "a") {
      const { chunk, offset } = endOf(file);
      file.chunk = chunk;
      file.offset = offset;
    }
    file.mode = mode.charCodeAt(0);
    return file;
  };
}

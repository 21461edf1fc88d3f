/**
 * A record on disk. It has a bound, and a disk that is full or too slow ends the record and nothing else: what there is
 * stays, and the reason is told.
 */

import { constants, createWriteStream, fstatSync, ftruncateSync, openSync } from "node:fs";
import { Complaint } from "../../complaint.js";
import type { RecordEvent } from "../event.js";
import type { RecordSink } from "./recorder.js";

/** Largest record unless told otherwise, in bytes. */
export const MAX_RECORD_BYTES = 64 * 1024 * 1024;

/** Bytes that may wait for the disk. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;

export interface RecordFile extends RecordSink {
  /** From now on the lines go to the file, those from before first; what was in it is gone. Until then it is untouched. */
  begin(): void;
  /** Resolves when all is written, or can't be. */
  close(): Promise<void>;
}

/**
 * Opens a file for a record; only this user may read it, if it was not there. Throws the Complaint `record-file` where it
 * can't be written.
 * @param onEnd hears when the record ended by itself, and why
 */
export function openRecord(file: string, maxBytes: number, onEnd: (event: RecordEvent) => void): RecordFile {
  const fd = open(file);
  const stream = createWriteStream(file, { fd });
  stream.cork();
  let hasBegun = false;
  let bytes = 0;
  let isEnded = false;
  const gone = new Promise<void>((resolve) => stream.once("close", resolve));

  /** What waits is written all the same. */
  function end(why: string): false {
    if (isEnded) return false;
    isEnded = true;
    if (hasBegun) stream.end();
    onEnd({ event: "record", what: "ended", file, text: `${why}; the broker goes on without it` });
    return false;
  }

  stream.on("error", (error) => end(`it can't be written any more: ${error.message}`));

  return {
    write(line) {
      if (isEnded) return false;
      const length = Buffer.byteLength(line) + 1;
      if (bytes + length > maxBytes) {
        // So that a reader sees that it ends here, and is not cut off.
        stream.write(`${JSON.stringify({ what: "end", text: `the record has its ${maxBytes} bytes` })}\n`);
        return end(`it has its ${maxBytes} bytes`);
      }
      if (stream.writableLength > MAX_WAITING_BYTES) {
        return end(`the disk is too slow: ${MAX_WAITING_BYTES} bytes wait`);
      }
      bytes += length;
      stream.write(`${line}\n`);
      return true;
    },
    giveUp: end,
    begin() {
      // What is no file, such as a pipe, can't be emptied.
      if (fstatSync(fd).isFile()) ftruncateSync(fd);
      hasBegun = true;
      stream.uncork();
      if (isEnded) stream.end();
    },
    async close() {
      isEnded = true;
      if (hasBegun) stream.end();
      else stream.destroy();
      await gone;
    },
  };
}

function open(file: string): number {
  try {
    return openSync(file, constants.O_WRONLY | constants.O_CREAT, 0o600);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new Complaint(
      "record-file",
      `The file ${JSON.stringify(file)} of a record can't be written: ${said}.`,
      "tagwire broker --record session.jsonl writes it into this folder.",
    );
  }
}

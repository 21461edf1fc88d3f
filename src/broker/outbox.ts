/**
 * What waits on its way to the sockets, and the promise of a reply: it leaves only after the messages that its
 * connection caused before it were handed over.
 *
 *   deliver(from A, to B) --> B's batch --flush--> written --done--> handed over
 *                                                     |
 *                                                     +-- not done after REPLY_HOLD_MS: B is slow, its batches wait in
 *                                                         its bounded queue and hold nobody up until all are done
 *   reply(to A) --> leaves when no batch with an earlier message of A is between B's batch and "handed over"
 *
 * Handed over means that the socket says that it wrote the bytes. Messages to one reader in one turn are one write.
 * No clock and no socket in here: `now` is given, and a Sink stands for the socket.
 */

import type { ConnectionId } from "./action.js";

/** How long a reader whose socket takes no more may hold up the replies to those who wrote to it. */
export const REPLY_HOLD_MS = 1000;

/** Bytes of a turn that are written without waiting for its end, so that the socket's own count stays true. */
const BATCH_BYTES = 64 * 1024;

/** The writing half of a socket. */
export interface Sink {
  /** Takes all bytes; calls `done` once, not before `write` returned, when they were handed over or never will be. */
  write(bytes: Uint8Array, done: (now: number) => void): void;
  /** Bytes taken and not yet handed over. */
  waitingBytes(): number;
}

export interface Outbox {
  open(id: ConnectionId, sink: Sink): void;
  /** @returns false if too much waits for this reader: then the message is dropped */
  deliver(to: ConnectionId, from: ConnectionId, bytes: Uint8Array, now: number): boolean;
  /** @returns false if too much waits for this client, which should then be cut off */
  reply(to: ConnectionId, bytes: Uint8Array, now: number): boolean;
  /** Ends the turn: writes what was gathered in it. */
  flush(now: number): void;
  /** Lets replies go that a slow reader held up for long enough. */
  release(now: number): void;
  /** When `release` should be called next; Infinity if nothing waits. */
  nextRelease(): number;
  /** Forgets a connection after writing what was gathered for it; replies held back for it are gone. */
  close(id: ConnectionId, now: number): void;
}

interface Batch {
  /** Batches are numbered in the order in which they were begun. */
  readonly number: number;
  readonly reader: Lane;
  readonly parts: Uint8Array[];
  bytes: number;
  /** Those whose replies wait for this batch. */
  readonly writers: Set<Lane>;
  writtenAt: number;
}

/** One connection, as a reader of messages and as a writer who is owed replies. */
interface Lane {
  readonly sink: Sink;
  /** What this turn gathered for it. */
  batch: Batch | undefined;
  /** How many written batches its socket still has to hand over. */
  unfinished: number;
  slow: boolean;
  /** Batches with messages of its own that are not handed over, oldest first. */
  readonly pending: Set<Batch>;
  /** Replies held back, oldest first, each with the number of the last batch that it waits for. */
  readonly held: { readonly bytes: Uint8Array; readonly after: number }[];
  heldBytes: number;
}

export function createOutbox(maxWaitingBytes: number): Outbox {
  const lanes = new Map<ConnectionId, Lane>();
  /** Lanes with something gathered in this turn. */
  const gathering = new Set<Lane>();
  /** Batches that were written and not handed over, oldest first, of readers that are not slow. */
  const written = new Set<Batch>();
  let lastBatch = 0;

  function open(id: ConnectionId, sink: Sink): void {
    lanes.set(id, { sink, batch: undefined, unfinished: 0, slow: false, pending: new Set(), held: [], heldBytes: 0 });
  }

  function hasRoom(lane: Lane, bytes: number): boolean {
    return lane.sink.waitingBytes() + (lane.batch?.bytes ?? 0) + lane.heldBytes + bytes <= maxWaitingBytes;
  }

  /** Puts bytes into the turn's batch for a reader. */
  function gather(reader: Lane, bytes: Uint8Array, writer: Lane | undefined, now: number): void {
    let batch = reader.batch;
    if (batch === undefined) {
      lastBatch += 1;
      batch = { number: lastBatch, reader, parts: [], bytes: 0, writers: new Set(), writtenAt: now };
      reader.batch = batch;
      gathering.add(reader);
    }
    batch.parts.push(bytes);
    batch.bytes += bytes.length;
    if (writer !== undefined && !reader.slow) {
      batch.writers.add(writer);
      writer.pending.add(batch);
    }
    if (batch.bytes >= BATCH_BYTES) write(reader, now);
  }

  function write(reader: Lane, now: number): void {
    const batch = reader.batch;
    if (batch === undefined) return;
    reader.batch = undefined;
    gathering.delete(reader);
    reader.unfinished += 1;
    batch.writtenAt = now;
    if (!reader.slow) written.add(batch);
    reader.sink.write(joined(batch), (doneAt) => {
      reader.unfinished -= 1;
      if (reader.unfinished === 0) reader.slow = false;
      written.delete(batch);
      settle(batch, doneAt);
    });
  }

  /** A batch holds up nobody any more. */
  function settle(batch: Batch, now: number): void {
    for (const writer of batch.writers) {
      writer.pending.delete(batch);
      letGo(writer, now);
    }
    batch.writers.clear();
  }

  /** Sends the replies that wait for nothing any more, in their order, as one write. */
  function letGo(writer: Lane, now: number): void {
    const oldest = firstOf(writer.pending);
    let ready = 0;
    for (const reply of writer.held) {
      if (oldest !== undefined && oldest.number <= reply.after) break;
      gather(writer, reply.bytes, undefined, now);
      writer.heldBytes -= reply.bytes.length;
      ready += 1;
    }
    if (ready === 0) return;
    writer.held.splice(0, ready);
    write(writer, now);
  }

  function flush(now: number): void {
    for (const lane of gathering) write(lane, now);
  }

  return {
    open,

    deliver(to, from, bytes, now) {
      const reader = lanes.get(to);
      if (reader === undefined || !hasRoom(reader, bytes.length)) return false;
      gather(reader, bytes, lanes.get(from), now);
      return true;
    },

    reply(to, bytes, now) {
      const lane = lanes.get(to);
      if (lane === undefined || !hasRoom(lane, bytes.length)) return false;
      if (lane.pending.size === 0) {
        gather(lane, bytes, undefined, now);
      } else {
        lane.held.push({ bytes, after: lastBatch });
        lane.heldBytes += bytes.length;
      }
      return true;
    },

    flush,

    release(now) {
      for (const batch of written) {
        if (batch.writtenAt + REPLY_HOLD_MS > now) return;
        written.delete(batch);
        batch.reader.slow = true;
        settle(batch, now);
      }
    },

    nextRelease() {
      const oldest = firstOf(written);
      return oldest === undefined ? Number.POSITIVE_INFINITY : oldest.writtenAt + REPLY_HOLD_MS;
    },

    close(id, now) {
      const lane = lanes.get(id);
      if (lane === undefined) return;
      lanes.delete(id);
      write(lane, now);
      lane.held.length = 0;
    },
  };
}

function firstOf<T>(set: ReadonlySet<T>): T | undefined {
  for (const member of set) return member;
  return undefined;
}

function joined(batch: Batch): Uint8Array {
  const [only] = batch.parts;
  if (only !== undefined && batch.parts.length === 1) return only;
  const bytes = new Uint8Array(batch.bytes);
  let at = 0;
  for (const part of batch.parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

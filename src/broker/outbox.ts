/**
 * What waits on its way to the sockets, and the promise of a reply: it leaves only after the messages that its
 * connection caused before it were handed over.
 *
 *   deliver(from A, to B) --> B's batch --flush--> written --> handed over
 *                               |                     |
 *                        A's gate counts it           +-- not after REPLY_HOLD_MS: B is slow, its batches wait in its
 *                               |                         bounded queue and hold nobody up until all are done
 *   reply(to A) --> behind A's gate, until that counts nothing any more
 *
 * Handed over means that the socket says that it wrote the bytes. A turn's messages to one reader are one write, and
 * readers who get the same messages in a turn share the bytes that are written.
 * No clock and no socket in here: `now` is given, and a Sink stands for the socket.
 */

import type { ConnectionId } from "./action.js";
import { joined } from "./bytes.js";

/** How long a reader whose socket takes no more may hold up the replies to those who wrote to it. */
export const REPLY_HOLD_MS = 1000;

/** Bytes of a turn that are written without waiting for its end, so that the socket's own count stays true. */
const BATCH_BYTES = 64 * 1024;

/** The writing half of a socket. */
export interface Sink {
  /**
   * Takes all bytes, and calls `done` once, not before `write` returned, when they were handed over or never will be.
   * @returns true if it knows already that they were handed over
   */
  write(bytes: Uint8Array, done: () => void): boolean;
  /** Bytes taken and not yet handed over. */
  waitingBytes(): number;
}

export interface Outbox {
  open(id: ConnectionId, sink: Sink): void;
  /**
   * Sends a message that may be dropped.
   * @returns false if too much waits for this reader: then it is
   */
  deliver(to: ConnectionId, from: ConnectionId, bytes: Uint8Array, now: number): boolean;
  /**
   * Sends a message that may not be dropped.
   * @returns false if far too much waits for this reader, which should then be cut off
   */
  mustDeliver(to: ConnectionId, from: ConnectionId, bytes: Uint8Array, now: number): boolean;
  /** @returns false if far too much waits for this client, which should then be cut off */
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

/** A run of messages, as its last one and the run before it. Runs that grow by the same message grow into the same run. */
interface Run {
  readonly before: Run | undefined;
  readonly last: Uint8Array | undefined;
  readonly bytes: number;
  /** The run that this one became when a message was added last. */
  longer: Run | undefined;
  /** All its messages in one piece, once somebody needed that. */
  whole: Uint8Array | undefined;
}

interface Batch {
  readonly reader: Lane;
  run: Run;
  writtenAt: number;
  /** Those whose replies wait for this batch. */
  readonly gates: Gate[];
}

/** What the replies to one writer wait for in one turn, and those replies. */
interface Gate {
  readonly writer: Lane;
  batches: number;
  readonly replies: Uint8Array[];
}

/** One connection, as a reader of messages and as a writer who is owed replies. */
interface Lane {
  readonly sink: Sink;
  /** What this turn gathered for it. */
  batch: Batch | undefined;
  /** Written batches that its socket has not called `done` for, oldest first. */
  unfinished: Batch[] | undefined;
  isSlow: boolean;
  /** Oldest first; the last may be of this turn. */
  gates: Gate[] | undefined;
  /** The turn in which its last gate was made. */
  gateTurn: number;
  heldBytes: number;
  readonly done: () => void;
}

const EMPTY = { before: undefined, last: undefined, bytes: 0, longer: undefined, whole: undefined };

export function createOutbox(maxWaitingBytes: number, clock: () => number): Outbox {
  const lanes = new Map<ConnectionId, Lane>();
  /** Lanes with something gathered in this turn. */
  let gathering: Lane[] = [];
  /** Batches that were written and not handed over, oldest first, of readers that are not slow. */
  const written = new Set<Batch>();
  let turn = 1;
  let beginning: Run = { ...EMPTY };

  function open(id: ConnectionId, sink: Sink): void {
    const lane: Lane = {
      sink,
      batch: undefined,
      unfinished: undefined,
      isSlow: false,
      gates: undefined,
      gateTurn: 0,
      heldBytes: 0,
      done: () => handedOver(lane),
    };
    lanes.set(id, lane);
  }

  function hasRoom(lane: Lane, bytes: number, room: number): boolean {
    return lane.sink.waitingBytes() + (lane.batch?.run.bytes ?? 0) + lane.heldBytes + bytes <= room;
  }

  /** Puts bytes into the turn's batch for a reader. */
  function gather(reader: Lane, bytes: Uint8Array, now: number): Batch {
    let { batch } = reader;
    if (batch === undefined) {
      batch = { reader, run: beginning, writtenAt: now, gates: [] };
      reader.batch = batch;
      gathering.push(reader);
    }
    const { run } = batch;
    if (run.longer?.last !== bytes) {
      run.longer = { before: run, last: bytes, bytes: run.bytes + bytes.length, longer: undefined, whole: undefined };
    }
    batch.run = run.longer;
    return batch;
  }

  function send(to: ConnectionId, from: ConnectionId, bytes: Uint8Array, room: number, now: number): boolean {
    const reader = lanes.get(to);
    if (reader === undefined || !hasRoom(reader, bytes.length, room)) return false;
    const batch = gather(reader, bytes, now);
    // Its own messages are before its replies in the same socket anyway.
    if (to !== from && !reader.isSlow) holdUp(from, batch);
    if (batch.run.bytes >= BATCH_BYTES) write(reader, now);
    return true;
  }

  /** From now on the writer's replies wait for the batch. */
  function holdUp(from: ConnectionId, batch: Batch): void {
    const writer = lanes.get(from);
    if (writer === undefined) return;
    if (batch.gates.at(-1)?.writer === writer && writer.gateTurn === turn) return;
    writer.gates ??= [];
    let gate = writer.gates.at(-1);
    if (gate === undefined || writer.gateTurn !== turn) {
      gate = { writer, batches: 0, replies: [] };
      writer.gates.push(gate);
      writer.gateTurn = turn;
    }
    if (batch.gates.includes(gate)) return;
    gate.batches += 1;
    batch.gates.push(gate);
  }

  function write(reader: Lane, now: number): void {
    const { batch, sink } = reader;
    if (batch === undefined) return;
    reader.batch = undefined;
    reader.unfinished ??= [];
    reader.unfinished.push(batch);
    batch.writtenAt = now;
    if (sink.write(wholeOf(batch.run, sink.waitingBytes() > 0), reader.done)) settle(batch, now);
    else if (!reader.isSlow) written.add(batch);
  }

  /** The socket is done with the oldest batch of a reader. */
  function handedOver(reader: Lane): void {
    const batch = reader.unfinished?.shift();
    if (batch === undefined) return;
    if (reader.unfinished?.length === 0) {
      reader.unfinished = undefined;
      reader.isSlow = false;
    }
    written.delete(batch);
    if (batch.gates.length > 0) settle(batch, clock());
  }

  /** A batch holds up nobody any more. */
  function settle(batch: Batch, now: number): void {
    for (const gate of batch.gates.splice(0)) {
      gate.batches -= 1;
      if (gate.batches === 0) letGo(gate.writer, now);
    }
  }

  /** Sends the replies that wait for nothing any more, in their order. */
  function letGo(writer: Lane, now: number): void {
    const { gates } = writer;
    if (gates === undefined) return;
    let isAny = false;
    while (gates[0] !== undefined && gates[0].batches === 0) {
      for (const reply of gates[0].replies) {
        writer.heldBytes -= reply.length;
        gather(writer, reply, now);
        isAny = true;
      }
      gates.shift();
    }
    if (gates.length === 0) {
      writer.gates = undefined;
      writer.gateTurn = 0;
    }
    if (isAny) write(writer, now);
  }

  return {
    open,

    deliver: (to, from, bytes, now) => send(to, from, bytes, maxWaitingBytes, now),

    mustDeliver: (to, from, bytes, now) => send(to, from, bytes, 2 * maxWaitingBytes, now),

    reply(to, bytes, now) {
      const lane = lanes.get(to);
      if (lane === undefined || !hasRoom(lane, bytes.length, 2 * maxWaitingBytes)) return false;
      const gate = lane.gates?.at(-1);
      if (gate === undefined) {
        gather(lane, bytes, now);
      } else {
        gate.replies.push(bytes);
        lane.heldBytes += bytes.length;
      }
      return true;
    },

    flush(now) {
      // Writing lets replies go, and those may gather more.
      for (const lane of gathering) write(lane, now);
      gathering = [];
      turn += 1;
      beginning = { ...EMPTY };
    },

    release(now) {
      for (const batch of written) {
        if (batch.writtenAt + REPLY_HOLD_MS > now) return;
        written.delete(batch);
        batch.reader.isSlow = true;
        settle(batch, now);
      }
    },

    nextRelease() {
      for (const oldest of written) return oldest.writtenAt + REPLY_HOLD_MS;
      return Number.POSITIVE_INFINITY;
    },

    close(id, now) {
      const lane = lanes.get(id);
      if (lane === undefined) return;
      lanes.delete(id);
      write(lane, now);
      lane.gates = undefined;
    },
  };
}

/** @param isQueued the socket will keep the bytes for a while: then they must not keep a larger buffer alive */
function wholeOf(run: Run, isQueued: boolean): Uint8Array {
  if (run.whole === undefined) {
    const parts: Uint8Array[] = [];
    for (let here: Run | undefined = run; here?.last !== undefined; here = here.before) parts.push(here.last);
    run.whole = joined(parts.reverse());
  }
  return isQueued && run.whole.byteLength < run.whole.buffer.byteLength ? run.whole.slice() : run.whole;
}

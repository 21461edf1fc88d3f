/**
 * The binary packets of the console, since firmware 2v25 (README_Protocol.md of Espruino): DLE SOH, two bytes of type
 * and length, the data; answered with ACK or NAK. What they ask for is done by the board, through `Typed`.
 */
import type { Typed } from "./surroundings.js";

const ack = "\x06";
const nak = "\x15";
const typeBits = 0xe000;
const lengthBits = 0x1fff;
/** Bytes of a file that one packet of an answer carries. */
const chunkBytes = 1024;

const types = { response: 0x0000, eval: 0x2000, event: 0x4000, fileSend: 0x6000, data: 0x8000, fileReceive: 0xa000 };

/** Milliseconds that a packet may take from its head to its end, and that a file waits for its next packet. */
export const packetTimeoutMs = 5_000;
const fileTimeoutMs = 10_000;

/** A literal of ASCII, which means the same whatever strings the board has. */
function literal(value: string | number): string {
  return JSON.stringify(value).replace(/[\x7f-\xff]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
}

export interface Packets {
  /** One byte of a packet, the two of its head first; true when the packet has been answered. */
  take(byte: string, typed: Typed): boolean;
  /** The packet is given up: NAK. */
  giveUp(): void;
  /** Everything under way is forgotten. */
  reset(): void;
}

/**
 * @param write gets the bytes of the answers
 * @param after calls back once after that many milliseconds; returns what cancels it
 */
export function packets(
  write: (bytes: string) => void,
  after: (ms: number, callback: () => void) => () => void,
): Packets {
  let received = "";
  let file: { readonly name: string; readonly bytes: number; written: number } | undefined;
  let stopTimeout: (() => void) | undefined;

  function keep(next: typeof file): void {
    stopTimeout?.();
    stopTimeout = undefined;
    file = next;
    if (next) stopTimeout = after(fileTimeoutMs, () => keep(undefined));
  }

  function reply(type: number, data: string): void {
    const head = type | data.length;
    write(`\x10\x01${String.fromCharCode(head >> 8, head & 255)}${data}`);
  }

  /** Runs code in the board's realm on parameters that are texts; undefined after an error. */
  function call(typed: Typed, code: string, ...parameters: (string | number)[]): string | undefined {
    return typed.valueOf(`(${code})(${parameters.map(literal).join(",")})`);
  }

  const done: Readonly<Record<number, (typed: Typed, data: string) => void>> = {
    [types.eval](typed, data) {
      const value = typed.valueOf(data);
      write(value === undefined ? nak : ack);
      if (value !== undefined) reply(types.response, value);
    },
    [types.event](typed, data) {
      const heard = typed.valueOf(`(function(p){var l=E["#onpacket"];E.emit("packet",p);return l?1:0})(${data})`);
      write(heard === "1" ? ack : nak);
    },
    [types.fileSend](typed, data) {
      const told = typed.valueOf(`(function(p){return JSON.stringify([p.fn,p.s|0,p.fs?1:0,p.c?1:0])})(${data})`);
      const [name, bytes, inFilesystem, compressed] =
        told === undefined ? [] : (JSON.parse(JSON.parse(told)) as unknown[]);
      const ok = typeof name === "string" && typeof bytes === "number" && bytes !== 0 && !inFilesystem && !compressed;
      keep(ok ? { name, bytes, written: 0 } : undefined);
      write(ok ? ack : nak);
    },
    [types.data](typed, data) {
      if (!file) {
        write(nak);
        return;
      }
      // The firmware acknowledges whatever becomes of the write; its error is told when the pass ends.
      write(ack);
      const { name, bytes, written } = file;
      call(typed, 'function(n,d,o,s){require("Storage").write(n,d,o,s)}', name, data, written, bytes);
      const next = { name, bytes, written: written + data.length };
      keep(next.written >= bytes ? undefined : next);
    },
    [types.fileReceive](typed, data) {
      const told = typed.valueOf(
        `(function(p){p=typeof p.fn=="string"&&require("Storage").read(p.fn);return p?btoa(p):""})(${data})`,
      );
      const text = told === undefined ? "" : atob(JSON.parse(told) as string);
      if (text === "") {
        write(nak);
        return;
      }
      write(ack);
      for (let at = 0; at < text.length; at += chunkBytes) reply(types.data, text.slice(at, at + chunkBytes));
      reply(types.data, "");
    },
  };

  return {
    take(byte, typed) {
      received += byte;
      if (received.length < 2) return false;
      const head = (received.charCodeAt(0) << 8) | received.charCodeAt(1);
      if (received.length - 2 < (head & lengthBits)) return false;
      const data = received.slice(2);
      received = "";
      const act = done[head & typeBits];
      if (act) act(typed, data);
      else write(nak);
      return true;
    },
    giveUp() {
      received = "";
      write(nak);
    },
    reset() {
      received = "";
      keep(undefined);
    },
  };
}

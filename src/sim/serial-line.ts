/**
 * The wire between a host and a board's console, and the board's buffers at its end, as the firmware has them
 * (src/jsdevices.c): bytes take their time, the input buffer asks for silence (XOFF) when it is full to 6/8 and for more
 * (XON) below 3/8, and what does not fit is lost. Pure: the time is given.
 *
 *   host --paced, noisy--> input buffer --a pass takes--> console        console --transmit buffer, paced, noisy--> host
 */
import type { Clock } from "./surroundings.js";

const XON = "\x11";
const XOFF = "\x13";
/** Start, eight bits, stop. */
const bitsPerByte = 10;
/** An event of the input buffer holds so many bytes, and takes two more. */
const eventBytes = 64;
const eventHeadBytes = 2;
/** What the firmware keeps free of the input buffer. */
const spareBytes = 4;
/** How often what is on the wire moves. */
const tickMs = 1;
/** Bytes printed that may wait in all; a board stands still sooner, but only between two passes. */
const mostPrinted = 1_048_576;

export interface SerialLineOptions {
  /** Bits a second, both ways. */
  readonly baud: number;
  /** The board's input buffer: 4096 on an ESP32, 1024 on an Espruino WiFi, 512 on an ESP8266. */
  readonly inputBytes: number;
  /** Bytes printed that may wait before the board stands still: 256, and 128 on an ESP8266. */
  readonly transmitBytes: number;
  /** Whether the board sends XOFF and XON. */
  readonly flowControl: boolean;
}

/** What wears the bytes on their way: one of so many is lost or has a bit turned, by chance. */
export type Noise = (byte: string) => string;

export interface SerialLine {
  /** The host sends. */
  send(bytes: string): void;
  /** The board prints. */
  print(bytes: string): void;
  /** A pass has taken so many bytes from the input buffer. */
  taken(bytes: number): void;
  /** Whether the transmit buffer has room. */
  ready(): boolean;
  /** The board has no power: what is on the wire and in its buffers is gone. */
  clear(): void;
  /** Bytes that the host has sent and that are not at the board yet. */
  readonly onTheWay: () => number;
  /** Bytes that came while the input buffer was full. */
  readonly lost: () => number;
  /** Bytes printed beyond what may wait. */
  readonly unprinted: () => number;
  /** What a board that never stops printing would print next is not printed: the transmit buffer's bytes stay. */
  abandon(): void;
}

/**
 * @param toBoard gets what arrives at the board, byte by byte
 * @param toHost gets what arrives at the host
 * @param drained called when the transmit buffer has room again
 */
export function serialLine(
  options: SerialLineOptions,
  clock: Clock,
  noise: Noise,
  toBoard: (byte: string) => void,
  toHost: (bytes: string) => void,
  drained: () => void,
): SerialLine {
  const { inputBytes, transmitBytes, flowControl } = options;
  const bytesPerMs = options.baud / bitsPerByte / 1000;
  let coming = "";
  let going = "";
  let held = 0;
  let silenced = false;
  let lost = 0;
  let unprinted = 0;
  let lastMs = 0;
  let stopTick: (() => void) | undefined;

  const used = () => held + eventHeadBytes * Math.ceil(held / eventBytes);

  function schedule(): void {
    if (stopTick || (coming === "" && going === "")) return;
    lastMs = clock.now();
    stopTick = clock.at(tickMs, tick);
  }

  function tick(): void {
    stopTick = undefined;
    const bytes = Math.floor((clock.now() - lastMs) * bytesPerMs);
    lastMs += bytes / bytesPerMs;
    const [arrived, printed] = [coming.slice(0, bytes), going.slice(0, bytes)];
    const wasFull = !ready();
    coming = coming.slice(bytes);
    going = going.slice(bytes);
    if (printed !== "") toHost(worn(printed));
    for (const byte of worn(arrived)) arrive(byte);
    if (wasFull && ready()) drained();
    if (coming !== "" || going !== "") stopTick ??= clock.at(tickMs, tick);
  }

  function worn(bytes: string): string {
    let out = "";
    for (const byte of bytes) out += noise(byte);
    return out;
  }

  function arrive(byte: string): void {
    if (used() + 1 + eventHeadBytes > inputBytes - spareBytes) {
      lost++;
      return;
    }
    held++;
    if (flowControl && !silenced && used() > ((inputBytes - 1) * 6) / 8) {
      silenced = true;
      // Ahead of all that is printed.
      going = XOFF + going;
      schedule();
    }
    toBoard(byte);
  }

  function ready(): boolean {
    return going.length <= transmitBytes;
  }

  return {
    send(bytes) {
      coming += bytes;
      schedule();
    },
    print(bytes) {
      const room = Math.max(0, mostPrinted - going.length);
      unprinted += Math.max(0, bytes.length - room);
      going += bytes.slice(0, room);
      schedule();
    },
    taken(bytes) {
      held = Math.max(0, held - bytes);
      if (!silenced || used() >= ((inputBytes - 1) * 3) / 8) return;
      silenced = false;
      going = XON + going;
      schedule();
    },
    ready,
    clear() {
      stopTick?.();
      stopTick = undefined;
      coming = "";
      going = "";
      held = 0;
      silenced = false;
    },
    onTheWay: () => coming.length,
    lost: () => lost,
    unprinted: () => unprinted,
    abandon() {
      going = going.slice(0, transmitBytes);
    },
  };
}

/** What the verbs that talk to a board have in common: the options, and the port as an opener. */
import { randomInt } from "node:crypto";
import { Option } from "commander";
import { type Board, boardIds, loadBoard } from "../boards.js";
import { Complaint } from "../complaint.js";
import { type Reach, startVirtualBoard } from "../sim/console-host.js";
import { keptOpen } from "../upload/kept-open.js";
import { borrow, type Lending, own } from "../upload/lease.js";
import { type Opener, onlyPort, opener, portLines } from "../upload/ports.js";
import { listSerial } from "../upload/serial.js";

/** The options of a port and a board. */
export const portOption = () =>
  new Option("-p, --port <port>", "a serial port, tcp://HOST:PORT, or sim (default: the only board found)");
export const boardOption = (otherwise = "the board is asked") =>
  new Option("-b, --board <id>", `the board: ${boardIds().join(", ")} (default: ${otherwise})`);
export const listOption = () => new Option("--list", "list the ports there are");

/** A port that a verb has, and what must be closed after it. */
export interface OpenPort {
  readonly name: string;
  readonly open: Opener;
  /** Undefined if the board is to be asked. */
  readonly board: Board | undefined;
  /** Lets go of the port; it may be opened again. */
  release(): Promise<void>;
  /** Lets others have it. */
  close(): Promise<void>;
}

/** How a verb has a port. */
export interface PortUse {
  /** For a verb that lasts: how it lets others have the port meanwhile. The port stays open between conversations. */
  readonly lending?: Lending;
  /** Where connections of the virtual board go. */
  readonly reach?: Reach;
}

/** The port that the options name; `sim` starts a virtual board for it, an ESP32 unless another is named. */
export async function portOf(
  verb: string,
  options: { readonly port?: string; readonly board?: string },
  { lending, reach }: PortUse = {},
): Promise<OpenPort> {
  const board = options.board === undefined ? undefined : loadBoard(options.board);
  const name = options.port ?? (await onlyPort(verb));
  const [verbAlone = ""] = verb.split(" ");
  if (name === "sim") return virtualPort(board, reach);
  const lease = await (lending ? own(name, verbAlone, lending) : borrow(name, verbAlone));
  if (!lending) {
    return { name, open: opener(name, board), board, release: async () => {}, close: () => lease.end() };
  }
  const { open, close: release } = keptOpen(opener(name, board));
  const close = async () => {
    await release();
    await lease.end();
  };
  return { name, open, board, release, close };
}

/** A virtual board as a port, in real time: an ESP32 unless another is named. */
export async function virtualPort(board = loadBoard("esp32"), reach?: Reach): Promise<OpenPort> {
  const virtual = await startVirtualBoard({ board, ...(reach && { reach }) });
  const { open, close: release } = keptOpen(opener(virtual.url, board));
  const close = async () => {
    await release();
    await virtual.close();
  };
  return { name: "sim", open, board, release, close };
}

/** Has a port for the one conversation that is opened so, from a monitor if one has it. */
export function borrowing(name: string, verb: string, open: Opener): Opener {
  return async (events) => {
    const lease = await borrow(name, verb);
    try {
      const transport = await open(events);
      const close = () => transport.close().finally(() => lease.end());
      return { ...transport, close };
    } catch (error) {
      await lease.end();
      throw error;
    }
  };
}

export async function sayPorts(): Promise<void> {
  process.stdout.write(`${portLines(await listSerial()).join("\n")}\n`);
}

/** A number of seconds from the command line, in milliseconds. Throws a Complaint. */
export function secondsOf(option: string, text: string, most: number): number {
  const seconds = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && seconds <= most) return seconds * 1000;
  throw new Complaint(
    "bad-option",
    `${option} is ${JSON.stringify(text)}; wanted is a number of seconds from 0 to ${most}.`,
    `Say it as in: ${option} 30`,
  );
}

/** Letters of one conversation: what a board still has to say to another program is no answer to us. */
export function nonce(): string {
  return Array.from({ length: 6 }, () => String.fromCharCode(97 + randomInt(26))).join("");
}

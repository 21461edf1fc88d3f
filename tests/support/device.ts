/**
 * The client's bundle on a virtual board where time moves, chance falls and the broker speaks only when the test says
 * so. Everything a test sees is what a sketch sees (its functions) or what a broker sees (bytes).
 */
import { fileURLToPath } from "node:url";
import { type Board, loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import { boot, type VirtualBoard } from "../../src/sim/board.js";
import type { LinkEnd } from "../../src/sim/network.js";
import type { Clock, Surroundings } from "../../src/sim/surroundings.js";
import { type VirtualClock, virtualClock } from "../../src/sim/virtual-clock.js";
import { type FakeLink, type FakeNetwork, fakeNetwork } from "../sim/fakes.js";

export type BoardId = "esp32" | "esp8266" | "espruinowifi" | "linux";
export const boardIds: readonly BoardId[] = ["esp32", "esp8266", "linux"];

/** What stands in front of a bundle of a sketch in fixtures/: the sketch's functions become the global `client`. */
export const preamble = "var client;function offer(given){client=given}\n";

const bundles = new Map<string, Promise<string>>();

/** The bundle of a sketch in fixtures/, built once for each file of tests. */
export function bundleOf(sketch: string, board: BoardId): Promise<string> {
  const name = `${sketch} ${board}`;
  const path = fileURLToPath(new URL(`../fixtures/${sketch}.ts`, import.meta.url));
  const known = bundles.get(name) ?? build(path, loadBoard(board)).then(({ code }) => preamble + code);
  bundles.set(name, known);
  return known;
}

export interface Options {
  host?: unknown;
  port?: unknown;
  key?: unknown;
  device?: unknown;
  clientId?: unknown;
  username?: unknown;
  password?: unknown;
  cleanSession?: unknown;
  keepAliveS?: unknown;
  retain?: unknown;
  will?: unknown;
  birth?: unknown;
  paceMs?: unknown;
  stamp?: unknown;
  bufferBytes?: unknown;
  retryMaxS?: unknown;
  replyTimeoutMs?: unknown;
  connectTimeoutMs?: unknown;
  /** Functions go by their text: they see the board's names, and none of the test's. */
  onStatus?: unknown;
  socket?: unknown;
}

export interface Status {
  state: string;
  waiting: number;
  waitingBytes: number;
  confirmed: number;
  dropped: number;
  reconnects: number;
  reason: string | number;
}

/** The sketch's functions from outside. */
export interface Client {
  /** Answers what it threw, undefined if nothing. */
  connect(options?: Options): string | undefined;
  publishValue(tag: unknown, value: unknown, device?: string): boolean;
  publish(topic: unknown, message: unknown): boolean;
  status(): Status;
  end(): void;
}

/** Text as the board has it in its strings: UTF-8 bytes where strings are bytes. */
export function onBoard(board: Board, text: string): string {
  return board.strings === "bytes" ? Buffer.from(text, "utf8").toString("latin1") : text;
}

/** A value as source text. */
export function spelled(board: Board, value: unknown): string {
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "string") return JSON.stringify(onBoard(board, value)).replaceAll("\u2028", "\\u2028");
  if (Array.isArray(value)) return `[${value.map((item) => spelled(board, item)).join()}]`;
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value).map(([name, field]) => `${name}:${spelled(board, field)}`);
    return `{${fields.join()}}`;
  }
  return String(value);
}

/** The functions of fixtures/client.ts on a board that runs it. */
export function clientOn(virtual: VirtualBoard, board: Board): Client {
  const call = (name: string, ...args: unknown[]) =>
    virtual.evaluate(`client.${name}(${args.map((arg) => spelled(board, arg)).join()})`);
  return {
    connect(options = {}) {
      const given = spelled(board, { host: "broker", key: "K", device: "D", ...options });
      const thrown = virtual.evaluate(`(function(){try{client.connect(${given})}catch(e){return ""+e}})()`);
      return thrown === "undefined" ? undefined : thrown;
    },
    publishValue: (...args) => call("publishValue", ...args) === "true",
    publish: (topic, message) => call("publish", topic, message) === "true",
    status: () => JSON.parse(virtual.evaluate("JSON.stringify(client.status())")) as Status,
    end() {
      call("end");
    },
  };
}

/** MQTT 3.1's short packets, one char per byte. */
export const accepted = "\x20\x02\0\0";
export const pingReq = "\xc0\0";
export const pingResp = "\xd0\0";
export const disconnect = "\xe0\0";
export const connack = (code: number) => `\x20\x02\0${String.fromCharCode(code)}`;
export const puback = (id: number) => `\x40\x02${String.fromCharCode(id >> 8, id & 255)}`;

export interface Device extends Client {
  readonly profile: Board;
  readonly board: VirtualBoard;
  readonly clock: VirtualClock;
  readonly network: FakeNetwork;
  readonly lines: string[];
  readonly uncaught: string[];
  /** What `Math.random` answers from now on. */
  chance: number;
  /** Connections that the board has asked for, the failed ones too. */
  readonly attempts: () => number;
  /** The newest connection. */
  link(): FakeLink;
  /** What the board has said on the newest connection since the last call. */
  heard(): string;
  /** Lets the board do what is due, all of a millisecond. */
  turn(): void;
  /** The newest connection stands, where the board waits for that; the board does what is due. */
  stand(): void;
  /** The broker says that on the newest connection, in pieces of so many bytes. */
  say(bytes: string, pieceBytes?: number): void;
  /** The newest connection ends from the other side. */
  cut(why?: LinkEnd): void;
  /** Answers each PINGREQ until nothing waits; what was said meanwhile. */
  drain(): string;
  /** Waits for the next connection, lets it stand, reads its CONNECT and answers it, with CONNACK 0 if not told otherwise. */
  accept(answer?: string): void;
}

/** Boots the client on that board, or another bundle. */
export async function device(
  id: BoardId = "esp32",
  { serial = "01020304-05060708", code }: { serial?: string; code?: string } = {},
): Promise<Device> {
  const profile = loadBoard(id);
  const lines: string[] = [];
  const uncaught: string[] = [];
  const clock = virtualClock();
  const network = fakeNetwork();
  let attempts = 0;
  let greeted = 0;
  const read = new Map<FakeLink, number>();
  const counting: FakeNetwork = {
    ...network,
    get failure() {
      return network.failure;
    },
    set failure(why) {
      network.failure = why;
    },
    open(...args) {
      attempts++;
      return network.open(...args);
    },
    openBlocking(...args) {
      attempts++;
      return network.openBlocking(...args);
    },
  };
  const given: Surroundings & { chance: number } = {
    chance: 0.5,
    clock,
    network: counting,
    random: () => given.chance,
    serial,
    onConsole: (line) => lines.push(line),
    onUncaught: (error) => uncaught.push(error.message),
  };
  const board = boot(code ?? (await bundleOf("client", id)), profile, given);
  const self: Device = {
    ...clientOn(board, profile),
    profile,
    board,
    clock,
    network: counting,
    lines,
    uncaught,
    get chance() {
      return given.chance;
    },
    set chance(value) {
      given.chance = value;
    },
    attempts: () => attempts,
    link() {
      const last = network.links.at(-1);
      if (!last) throw new Error("The board has opened no connection.");
      return last;
    },
    heard() {
      const link = self.link();
      const news = link.sent.slice(read.get(link) ?? 0).join("");
      read.set(link, link.sent.length);
      return news;
    },
    turn() {
      clock.advance(1);
    },
    stand() {
      self.turn();
      greeted = network.links.length;
      if (profile.connectFailure === "emits") self.link().events.connected();
      self.turn();
    },
    say(bytes, pieceBytes = bytes.length) {
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        self.link().events.received(bytes.slice(at, at + pieceBytes));
        self.turn();
      }
    },
    cut(why = "closed") {
      self.link().events.closed(why);
      self.turn();
    },
    drain() {
      let all = "";
      for (let turns = 0; ; turns++) {
        self.turn();
        const said = self.heard();
        all += said;
        if (self.status().waiting === 0) return all;
        if (said.endsWith(pingReq)) self.say(pingResp);
        if (turns > 500) throw new Error(`Something waits for ever: ${JSON.stringify(self.status())}`);
      }
    },
    accept(answer = accepted) {
      // The longest wait between two connections is 15 s, if retryMaxS is not given.
      for (let ms = 0; network.links.length === greeted && ms <= 15_000; ms += 5) clock.advance(5);
      self.stand();
      self.heard();
      self.say(answer);
    },
  };
  return self;
}

/** The packets in a stream, one char per byte, without looking into them. */
export function packetsIn(stream: string): string[] {
  const packets: string[] = [];
  for (let at = 0; at < stream.length; ) {
    let length = 0;
    let head = 1;
    for (let shift = 0; ; shift += 7) {
      const byte = stream.charCodeAt(at + head++);
      length += (byte & 127) << shift;
      if (!(byte & 128)) break;
    }
    packets.push(stream.slice(at, at + head + length));
    at += head + length;
  }
  return packets;
}

/** A clock that runs so many times faster, so that the device's waits are short in real time. */
export function faster(clock: Clock, times: number): Clock {
  const start = clock.now();
  return {
    now: () => start + (clock.now() - start) * times,
    at: (delayMs, callback) => clock.at(delayMs / times, callback),
  };
}

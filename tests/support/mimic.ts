/**
 * A broker in virtual time for a hand-driven board: it reads what the board says, answers after a delay, and does
 * what the test wants done to a connection. It keeps what it took, by connection.
 */
import type { LinkEnd } from "../../src/sim/network.js";
import { accepted, type Device, packetsIn, pingResp } from "./device.js";
import { decoded } from "./vectors.js";

export interface Taken {
  /** Which connection, from 0. */
  readonly connection: number;
  readonly topic: string;
  readonly message: string;
}

export interface Habits {
  /** How long a packet takes to the broker and the answer back, together. */
  readonly replyMs?: number;
  /** What happens at a PUBLISH, before it is taken; nothing if undefined. */
  publish?(topic: string): LinkEnd | undefined;
  /** How the broker answers CONNECT: with nothing if undefined. */
  connect?(): string | undefined;
  /** How it answers PINGREQ, and whether values came ahead of it. */
  ping?(afterValues: boolean): string | undefined;
  /** Whether the link ends now; asked once a step. */
  link?(): LinkEnd | undefined;
}

export interface Mimic {
  readonly taken: readonly Taken[];
  readonly connections: () => number;
  /** Lets time pass, in steps of 10 ms, until so much of it is over or it is enough; answers whether it was. */
  run(ms: number, enough?: () => boolean): boolean;
}

const stepMs = 10;

export function mimic(client: Device, habits: () => Habits): Mimic {
  const taken: Taken[] = [];
  let connections = 0;
  let open = false;
  let greeted = false;
  let rest = "";
  let afterValues = false;
  let due: { at: number; bytes: string }[] = [];

  function end(why: LinkEnd): void {
    open = false;
    client.link().events.closed(why);
  }

  function answer(bytes: string | undefined): void {
    if (bytes !== undefined) due.push({ at: client.clock.now() + (habits().replyMs ?? 50), bytes });
  }

  /** Reads whole packets only; what is left waits for more. */
  function read(): void {
    rest += client.heard();
    for (const packet of packetsIn(rest)) {
      if (!complete(packet)) return;
      rest = rest.slice(packet.length);
      const [fields] = decoded(packet);
      if (!greeted && fields?.cmd !== "connect") throw new Error(`${fields?.cmd} before CONNECT`);
      switch (fields?.cmd) {
        case "connect":
          if (greeted) throw new Error("CONNECT twice");
          greeted = true;
          answer(habits().connect ? habits().connect?.() : accepted);
          break;
        case "publish": {
          const topic = String(fields.topic);
          afterValues = true;
          const why = habits().publish?.(topic);
          if (why) {
            end(why);
            return;
          }
          taken.push({ connection: connections - 1, topic, message: String(fields.payload) });
          break;
        }
        case "pingreq":
          answer(habits().ping ? habits().ping?.(afterValues) : pingResp);
          afterValues = false;
          break;
        case "disconnect":
          open = false;
          return;
        default:
          throw new Error(`A device says ${JSON.stringify(fields)}`);
      }
    }
  }

  function step(): void {
    client.clock.advance(stepMs);
    if (client.network.links.length > connections) {
      connections = client.network.links.length;
      open = true;
      greeted = false;
      rest = "";
      afterValues = false;
      due = [];
      if (client.profile.connectFailure === "emits") client.link().events.connected();
      client.turn();
    }
    if (connections === 0 || !open) return;
    if (client.link().closed !== "no") {
      open = false;
      return;
    }
    const why = habits().link?.();
    if (why) {
      end(why);
      return;
    }
    read();
    if (!open) return;
    const now = due.filter(({ at }) => at <= client.clock.now());
    due = due.filter(({ at }) => at > client.clock.now());
    for (const { bytes } of now) client.link().events.received(bytes);
  }

  return {
    taken,
    connections: () => connections,
    run(ms, enough) {
      for (let at = 0; at < ms; at += stepMs) {
        step();
        if (enough?.()) return true;
      }
      return false;
    },
  };
}

function complete(packet: string): boolean {
  let length = 0;
  for (let at = 1, shift = 0; at <= 4; at++, shift += 7) {
    const byte = packet.charCodeAt(at);
    if (Number.isNaN(byte)) return false;
    length += (byte & 127) << shift;
    if (!(byte & 128)) return packet.length === 1 + at + length;
  }
  throw new Error("Remaining Length has more than four bytes");
}

/**
 * What a fault does to a packet, kind by kind: the packet and what the fault counted on that connection go in, a verdict
 * comes out, undefined where the fault lets it pass. Nothing is done in here.
 */

import { PacketType } from "../../spec.js";
import type { ClientPacket } from "../packet.js";
import { packetNames } from "../packet.js";
import { covers, matches } from "../topics.js";
import { cutWords, type Fault } from "./fault.js";
import type { Memory } from "./followed.js";

export type Verdict = {
  /** What happens, for people. */
  readonly text: string;
} & (
  | { readonly does: "lose" }
  | { readonly does: "twice" }
  /** The same packet follows for another identifier. */
  | { readonly does: "stray" }
  | { readonly does: "deny" }
  | { readonly does: "late"; readonly ms: number }
  /** Waits for the next packet of its type, which goes first; for so long at most. */
  | { readonly does: "swap"; readonly ms: number }
  | { readonly does: "refuse"; readonly returnCode: number }
  | { readonly does: "cut"; readonly where: "before" | "middle" | "after"; readonly how: "close" | "reset" }
);

/** Of a packet that the client sent. @param packet undefined where it can't be read */
export function upVerdict(
  fault: Fault,
  type: PacketType,
  packet: ClientPacket | undefined,
  memory: Memory,
): Verdict | undefined {
  switch (fault.kind) {
    case "refuse":
      if (type !== PacketType.CONNECT) return undefined;
      return { does: "refuse", returnCode: fault.returnCode, text: `its CONNECT is answered with ${fault.returnCode}` };
    case "restart":
      if (type !== PacketType.CONNECT) return undefined;
      return { does: "cut", where: "before", how: "reset", text: "it is reset: the broker is down" };
    case "forbid": {
      const topic = forbiddenTopic(fault.filter, packet);
      if (topic === undefined) return undefined;
      const text = `it is closed for ${packetNames[type]} with the topic ${JSON.stringify(topic)}`;
      return { does: "cut", where: "before", how: "close", text };
    }
    default:
      return messageVerdict(fault, type, "up", memory) ?? cutVerdict(fault, type, "up");
  }
}

/** Of a packet that the broker sends. */
export function downVerdict(fault: Fault, type: PacketType, memory: Memory): Verdict | undefined {
  const name = packetNames[type];
  switch (fault.kind) {
    case "withhold":
      if (fault.packet !== name) return undefined;
      return { does: "lose", text: `${name} is not said` };
    case "late":
      if (fault.packet !== name) return undefined;
      return { does: "late", ms: fault.ms, text: `${name} comes ${fault.ms} ms late` };
    case "twice":
      if (fault.packet !== name) return undefined;
      return { does: "twice", text: `${name} is said twice` };
    case "stray":
      if (fault.packet !== name) return undefined;
      return { does: "stray", text: `${name} is said for an identifier that nobody has used, too` };
    case "deny":
      if (type !== PacketType.SUBACK) return undefined;
      return { does: "deny", text: "SUBACK grants nothing" };
    case "swap":
      if (fault.packet !== name) return undefined;
      return { does: "swap", ms: fault.ms, text: `${name} waits for the next one` };
    default:
      return messageVerdict(fault, type, "down", memory) ?? cutVerdict(fault, type, "down");
  }
}

function messageVerdict(fault: Fault, type: PacketType, direction: "up" | "down", memory: Memory): Verdict | undefined {
  if ((fault.kind !== "drop" && fault.kind !== "duplicate") || fault.direction !== direction) return undefined;
  if (type !== PacketType.PUBLISH) return undefined;
  memory.messages += 1;
  if (memory.messages !== fault.nth) return undefined;
  const which = `message ${fault.nth} ${direction === "up" ? "from" : "to"} it`;
  return fault.kind === "drop"
    ? { does: "lose", text: `${which} is lost` }
    : { does: "twice", text: `${which} comes twice` };
}

function cutVerdict(fault: Fault, type: PacketType, direction: "up" | "down"): Verdict | undefined {
  if (fault.kind !== "cut" || fault.packet !== packetNames[type] || fault.direction !== direction) return undefined;
  const { how, packet, where = "middle" } = fault;
  const place = where === "middle" ? "in the middle of" : where;
  return { does: "cut", where, how, text: `it is ${cutWords[how]} ${place} ${packet}` };
}

function forbiddenTopic(filter: string, packet: ClientPacket | undefined): string | undefined {
  if (packet?.type === PacketType.PUBLISH) return matches(filter, packet.topic.name) ? packet.topic.name : undefined;
  if (packet?.type !== PacketType.SUBSCRIBE) return undefined;
  return packet.filters.find((asked) => covers(filter, asked.filter))?.filter;
}

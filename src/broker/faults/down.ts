/** What the core asks, on its way to the surroundings: for a connection that is followed packet by packet through the rules. */

import type { PacketType } from "../../spec.js";
import type { Action, Close, Deliver } from "../action.js";
import { packetNames } from "../packet.js";
import type { Fault } from "./fault.js";
import { type Followed, isDeaf, type Late, memoryOf, shapeOf } from "./followed.js";
import { plain } from "./pipe.js";
import {
  acted,
  bury,
  cutAfterBytes,
  cutBy,
  cutForLimit,
  MAX_HELD_BYTES,
  MAX_LATE,
  meant,
  pass,
  type Rig,
} from "./rig.js";
import { downVerdict } from "./rules.js";
import type { Standing } from "./standing.js";

/** Puts bytes of a packet, all or a piece, among the turn's actions. */
type Send = (bytes: Uint8Array) => void;

/** Puts what the core asks among the turn's actions, changed where a fault is meant for whom it is meant for. */
export function shape(rig: Rig, asked: readonly Action[]): void {
  for (const action of asked) {
    if (action.action === "deliver") {
      deliver(rig, action);
      continue;
    }
    const to = action.action === "reply" ? action.to : action.action === "close" ? action.connection : undefined;
    const followed = to === undefined ? undefined : rig.followeds.get(to);
    if (followed === undefined) {
      rig.actions.push(action);
    } else if (action.action === "reply") {
      for (const packet of packetsIn(action.bytes)) say(rig, followed, packet, raw(rig, followed));
    } else if (action.action === "close") {
      close(rig, followed, action);
    }
  }
}

function deliver(rig: Rig, action: Deliver): void {
  const others = action.to.filter((id) => !rig.followeds.has(id));
  if (others.length > 0) rig.actions.push(others.length === action.to.length ? action : { ...action, to: others });
  if (others.length === action.to.length) return;
  for (const id of action.to) {
    const followed = rig.followeds.get(id);
    if (followed !== undefined) say(rig, followed, action.bytes, message(rig, followed, action));
  }
}

function raw(rig: Rig, { id }: Followed): Send {
  return (bytes) => {
    rig.actions.push({ action: "reply", to: id, bytes });
  };
}

/** A message that comes in pieces is told with the first of them. */
function message(rig: Rig, followed: Followed, action: Deliver): Send {
  const { event } = action;
  let isTold = false;
  return (bytes) => {
    if (bytes.length === action.bytes.length) {
      rig.actions.push({ ...action, to: [followed.id] });
      return;
    }
    rig.actions.push({ action: "reply", to: followed.id, bytes });
    if (isTold || event === undefined) return;
    isTold = true;
    rig.actions.push({ action: "tell", event: { ...event, client: followed.client ?? "" } });
  };
}

/** Says a packet, as far as faults let it. */
function say(rig: Rig, followed: Followed, asked: Uint8Array, send: Send): void {
  let packet = asked;
  if (followed.state !== "open") return;
  const type: PacketType = (packet[0] ?? 0) >> 4;
  const waiting = followed.late.filter(({ standing }) => isSwap(standing.fault, type));
  let copies = 1;
  let stray: Uint8Array | undefined;
  let after = () => {
    for (const late of waiting) sayLate(rig, followed, late); // what waited for this one goes right behind it
  };
  for (const standing of meant(rig, followed)) {
    const verdict = downVerdict(standing.fault, type, memoryOf(followed, standing));
    if (verdict === undefined || waiting.some((late) => late.standing === standing)) continue;
    acted(rig, standing, followed, verdict.text);
    if (verdict.does === "lose") return;
    if (verdict.does === "twice") copies = 2;
    if (verdict.does === "stray") stray = withOtherId(packet);
    if (verdict.does === "deny") packet = withoutGrant(packet);
    if (verdict.does === "late" || verdict.does === "swap") {
      const late = packet;
      holdBack(rig, standing, followed, verdict.ms, () => emit(rig, followed, late, send));
      return;
    }
    if (verdict.does !== "cut") continue;
    if (verdict.where === "middle") {
      emit(rig, followed, packet.subarray(0, Math.ceil(packet.length / 2)), raw(rig, followed));
    }
    if (verdict.where !== "after") {
      cutBy(rig, standing, followed, verdict.how);
      return;
    }
    after = () => cutBy(rig, standing, followed, verdict.how);
  }
  for (; copies > 0; copies--) emit(rig, followed, packet, send);
  if (stray) emit(rig, followed, stray, raw(rig, followed));
  after();
}

/** Where a packet's body begins, behind its type and its length. */
function bodyOf(packet: Uint8Array): number {
  return packet.findIndex((byte, at) => at > 0 && byte < 0x80) + 1;
}

/** Clients count their identifiers, so they come to the other half late. */
function withOtherId(packet: Uint8Array): Uint8Array {
  const at = bodyOf(packet);
  return Uint8Array.from(packet, (byte, one) => (one === at ? byte ^ 0x80 : byte));
}

/** A SUBACK's QoS, for each filter, behind its identifier; 0x80 is a failure (MQTT 3.1.1, section 3.9.3). */
function withoutGrant(suback: Uint8Array): Uint8Array {
  const head = bodyOf(suback) + 2;
  return Uint8Array.from(suback, (byte, at) => (at < head ? byte : 0x80));
}

function isSwap(fault: Fault, type: PacketType): boolean {
  return fault.kind === "swap" && fault.packet === packetNames[type];
}

function holdBack(rig: Rig, standing: Standing, followed: Followed, ms: number, sayIt: () => void): void {
  followed.late.push({ standing, at: rig.now + ms, say: sayIt });
  if (followed.late.length > MAX_LATE) cutForLimit(rig, followed, `${MAX_LATE} answers`);
}

/** Says what was held back, now. */
export function sayLate(rig: Rig, { late }: Followed, one: Late): void {
  const at = late.indexOf(one);
  if (at < 0) return;
  late.splice(at, 1);
  rig.isUntidy = true;
  one.say();
}

/** Puts bytes on their way to the client. */
function emit(rig: Rig, followed: Followed, bytes: Uint8Array, send: Send): void {
  if (followed.state !== "open" || isDeaf(followed, "down")) return;
  const write = (piece: Uint8Array) => {
    const { room, by } = pass(rig, followed, "down", piece.length);
    if (room > 0) send(piece.subarray(0, room));
    if (by !== undefined) cutAfterBytes(rig, by, followed);
  };
  const travels = shapeOf(followed, "down");
  if (travels === plain && followed.down.isEmpty) {
    write(bytes);
    return;
  }
  followed.down.push({ bytes, arrive: (piece) => write(piece ?? bytes) }, travels, rig.now);
  if (followed.down.heldBytes > MAX_HELD_BYTES) cutForLimit(rig, followed, `${MAX_HELD_BYTES} bytes`);
}

/** The core ended a connection: its client hears of that behind what is on its way to it, or never. */
function close(rig: Rig, followed: Followed, action: Close): void {
  const hangUp = () => {
    bury(rig, followed);
    rig.actions.push(action);
  };
  if (followed.state === "gone") {
    bury(rig, followed);
  } else if (followed.down.isEmpty && !isDeaf(followed, "down")) {
    hangUp();
  } else {
    followed.state = "forgotten";
    followed.up.clear();
    followed.late.length = 0;
    if (!isDeaf(followed, "down")) followed.down.push({ bytes: undefined, arrive: hangUp }, plain, rig.now);
  }
}

/** What the core says consists of whole packets. */
function* packetsIn(bytes: Uint8Array): Iterable<Uint8Array> {
  let at = 0;
  while (at < bytes.length) {
    let length = 0;
    let head = at + 1;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[head++] ?? 0;
      length += (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    yield bytes.subarray(at, head + length);
    at = head + length;
  }
}

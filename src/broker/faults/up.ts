/** What the client says, on its way to the core: bytes as they come, then packet by packet through the rules. */

import { type ConnectReturnCode, PacketType } from "../../spec.js";
import { connack } from "../encode.js";
import type { CloseReason } from "../event.js";
import { next, peek, push, takeRest } from "../framer.js";
import { shape } from "./down.js";
import { type Followed, isDeaf, memoryOf, shapeOf } from "./followed.js";
import { plain } from "./pipe.js";
import {
  acted,
  cutAfterBytes,
  cutBy,
  cutForLimit,
  endInCore,
  MAX_HELD_BYTES,
  meant,
  pass,
  pauseReading,
  type Rig,
  takeHold,
} from "./rig.js";
import { upVerdict } from "./rules.js";
import type { Standing } from "./standing.js";

/** Takes bytes as they come from the client. */
export function arrive(rig: Rig, followed: Followed, bytes: Uint8Array): void {
  if (isDeaf(followed, "up")) return;
  pauseReading(rig, followed, bytes.length);
  const travels = shapeOf(followed, "up");
  if (travels === plain && followed.up.isEmpty) {
    hear(rig, followed, bytes);
    return;
  }
  followed.up.push({ bytes, arrive: (piece) => hear(rig, followed, piece ?? bytes) }, travels, rig.now);
  if (followed.up.heldBytes > MAX_HELD_BYTES) cutForLimit(rig, followed, `${MAX_HELD_BYTES} bytes`);
}

function hear(rig: Rig, followed: Followed, bytes: Uint8Array): void {
  const { room, by } = pass(rig, followed, "up", bytes.length);
  push(followed.framer, bytes.subarray(0, room));
  hearPackets(rig, followed);
  if (by !== undefined) cutAfterBytes(rig, by, followed);
}

function hearPackets(rig: Rig, followed: Followed): void {
  const { framer } = followed;
  while (followed.state === "open" && !isDeaf(followed, "up")) {
    const first = peek(framer);
    const isStranger = followed.client === undefined && first !== undefined && first >> 4 !== PacketType.CONNECT;
    const found = isStranger ? "packet" : next(framer, rig.maxPacketBytes);
    if (found === "incomplete") return;
    if (isStranger || found !== "packet") {
      // What is no packet, or comes before CONNECT, is the core's to judge.
      shape(rig, rig.core.receive(followed.id, takeRest(framer), rig.now));
      return;
    }
    hearPacket(rig, followed, framer.bytes.subarray(framer.begin, framer.end));
  }
}

function hearPacket(rig: Rig, followed: Followed, bytes: Uint8Array): void {
  const type: PacketType = followed.framer.first >> 4;
  const isFirst = followed.client === undefined;
  const decoded = rig.decoder.decode(followed.framer, isFirst ? undefined : 3); // 3 is the more lenient level
  const packet = decoded.type === "flaw" ? undefined : decoded;
  if (isFirst && packet?.type === PacketType.CONNECT && !recognise(rig, followed, packet.clientId)) return;
  let copies = 1;
  let after = () => {};
  for (const standing of meant(rig, followed)) {
    const verdict = upVerdict(standing.fault, type, packet, memoryOf(followed, standing));
    if (verdict === undefined) continue;
    acted(rig, standing, followed, verdict.text);
    if (verdict.does === "lose") return;
    if (verdict.does === "twice") copies = 2;
    if (verdict.does === "refuse") {
      refuse(rig, standing, followed, verdict.returnCode);
      return;
    }
    if (verdict.does !== "cut") continue;
    if (verdict.where === "after") {
      after = () => cutBy(rig, standing, followed, verdict.how);
    } else {
      cutBy(rig, standing, followed, verdict.how);
      return;
    }
  }
  for (; copies > 0 && followed.state === "open"; copies--) {
    shape(rig, rig.core.receive(followed.id, bytes, rig.now));
  }
  if (isFirst && followed.state === "open") {
    followed.client = rig.core.clientOf(followed.id) ?? followed.client; // it may be a name of the broker's choice
    takeHold(rig, followed);
  }
  after();
}

/** The client has said who it is. @returns false if its CONNECT does not get through */
function recognise(rig: Rig, followed: Followed, client: string): boolean {
  followed.client = client;
  rig.isUntidy = true;
  takeHold(rig, followed);
  const { by } = pass(rig, followed, "up", 0);
  if (by !== undefined) cutAfterBytes(rig, by, followed);
  return by === undefined && !isDeaf(followed, "up");
}

function refuse(rig: Rig, by: Standing, followed: Followed, returnCode: ConnectReturnCode): void {
  const { id, peer } = followed;
  const reason: CloseReason = { kind: "refused", text: `fault ${by.id} refuses it` };
  rig.actions.push(
    { action: "reply", to: id, bytes: connack(returnCode) },
    { action: "tell", event: { event: "refused", connection: id, peer, returnCode, text: reason.text } },
  );
  endInCore(rig, followed, reason);
  rig.actions.push({ action: "close", connection: id, reason });
}

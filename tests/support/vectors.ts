/**
 * The device's packets as they must be on the wire, in vectors/device.json: what the sketch asks for, the bytes in hex
 * and what they mean. The bytes were written by a codec that is not ours, and the tests let it read them again.
 */
import { readFileSync } from "node:fs";
import mqttPacket, { type Packet } from "mqtt-packet";
import type { Options } from "./device.js";

/** The board's serial number in the vectors. */
export const serial = "01020304-05060708";

export interface Vector {
  readonly name: string;
  /** Where the specification says so. */
  readonly clause: string;
  /** What is given to `connect` beside host, key K and device D. */
  readonly options: Options;
  /** What is put; absent where the packet is CONNECT. */
  readonly put?:
    | { readonly tag: string; readonly value: unknown }
    | { readonly topic: string; readonly message: unknown };
  readonly hex: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export const vectors = JSON.parse(
  readFileSync(new URL("../vectors/device.json", import.meta.url), "utf8"),
) as readonly Vector[];

export function hexOf(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("hex");
}

/** What mqtt-packet reads in bytes (one char each); buffers as text. */
export function decoded(bytes: string): Record<string, unknown>[] {
  const packets: Record<string, unknown>[] = [];
  const parser = mqttPacket.parser();
  parser.on("packet", (packet: Packet) => {
    const fields = Object.entries(packet).filter(([name, value]) => !skipped.has(name) && value !== null);
    packets.push(
      Object.fromEntries(
        fields.map(([name, value]) => [
          name,
          textOf(name === "will" ? { ...value, payload: textOf(value.payload) } : value),
        ]),
      ),
    );
  });
  parser.on("error", (error: unknown) => {
    throw error;
  });
  parser.parse(Buffer.from(bytes, "latin1"));
  return packets;
}

function textOf(value: unknown): unknown {
  return Buffer.isBuffer(value) ? value.toString("utf8") : value;
}

/** What every packet has and no vector is about; `retain`, `qos` and `dup` belong to PUBLISH alone. */
const skipped = new Set(["length", "properties", "reasonCode"]);

/** MQTT packets at the front of a stream of bytes, one char each. */

export interface StreamPacket {
  readonly type: number;
  readonly flags: number;
  readonly body: string;
  /** All of it, type and length among them. */
  readonly bytes: number;
}

/** Takes the packets off the front of a stream; the rest waits. Undefined if a length has more than four bytes. */
export function packetsOf(stream: string): { packets: StreamPacket[]; rest: string } | undefined {
  const packets: StreamPacket[] = [];
  let at = 0;
  for (;;) {
    const head = headAt(stream, at);
    if (head === undefined) return undefined;
    if (head === "incomplete" || at + head.bytes > stream.length) return { packets, rest: stream.slice(at) };
    const first = stream.charCodeAt(at);
    const body = stream.slice(at + head.headBytes, at + head.bytes);
    packets.push({ type: first >> 4, flags: first & 15, body, bytes: head.bytes });
    at += head.bytes;
  }
}

/** How long the packet there is, and what stands ahead of its body. Undefined if its length has more than four bytes. */
export function headAt(stream: string, at: number): { headBytes: number; bytes: number } | "incomplete" | undefined {
  let length = 0;
  for (let head = 1; head <= 4; head++) {
    const byte = stream.charCodeAt(at + head);
    if (Number.isNaN(byte)) return "incomplete";
    length += (byte & 127) << (7 * (head - 1));
    if (byte < 128) return { headBytes: head + 1, bytes: head + 1 + length };
  }
  return undefined;
}

/** The two bytes there as a number. */
export function word(bytes: string, at: number): number {
  return bytes.charCodeAt(at) * 256 + bytes.charCodeAt(at + 1);
}

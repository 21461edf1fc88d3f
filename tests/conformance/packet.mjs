/**
 * A packet as one line of text, the way the rows of the corpus write it, to bytes; and the bytes of a broker back to
 * fields that such a line can be compared with. Written for these tests alone and from the specification, so that it
 * shares no mistake with the broker.
 *
 *   CONNECT [id=TEXT] [clean=0] [keepalive=S] [will=TOPIC will-message= will-qos= will-retain=1] [user=] [password=]
 *           [protocol=] [level=] [connect-flags=HEX]          CONNACK CODE [present=1]
 *   PUBLISH TOPIC MESSAGE [qos=] [id=] [retain=1] [dup=1]     PUBACK ID, PUBREC ID, PUBREL ID, PUBCOMP ID, UNSUBACK ID
 *   SUBSCRIBE ID FILTER QOS [FILTER QOS ...]                  SUBACK ID CODE [CODE ...]
 *   UNSUBSCRIBE ID FILTER [FILTER ...]                        PINGREQ, PINGRESP, DISCONNECT
 *   bytes HEX ...                                             as they are
 *
 * A text is a bare word, JSON in double quotes, or `hex:` and its bytes; `~` in it stands for the row's own tag. What
 * makes a packet wrong is said behind it: `flags=N` the lower four bits of the first byte, `length=HEX` the bytes of
 * the Remaining Length, `cut=N` without its last N bytes, `more=HEX` with bytes behind the last field. Remaining
 * Length fits what is sent unless `length` says otherwise.
 */

export const packetTypes = [
  "RESERVED0",
  "CONNECT",
  "CONNACK",
  "PUBLISH",
  "PUBACK",
  "PUBREC",
  "PUBREL",
  "PUBCOMP",
  "SUBSCRIBE",
  "SUBACK",
  "UNSUBSCRIBE",
  "UNSUBACK",
  "PINGREQ",
  "PINGRESP",
  "DISCONNECT",
  "RESERVED15",
];

/** Splits at spaces outside of double quotes; `name="a b"` stays one word. */
export function words(line) {
  return line.match(/(?:[^\s"]|"(?:[^"\\]|\\.)*")+/g) ?? [];
}

function unquote(word) {
  return word.startsWith('"') ? JSON.parse(word) : word;
}

/**
 * The parts of a line: its packet type, what stands there without a name, and what has one.
 * @param {string} line
 */
export function parsePacket(line) {
  const [type = "", ...rest] = words(line);
  /** @type {string[]} */
  const values = [];
  /** @type {Record<string, string>} */
  const named = {};
  for (const word of rest) {
    const [, name, value] = /^([a-z][a-z-]*)=(.*)$/s.exec(word) ?? [];
    if (name === undefined || value === undefined) values.push(unquote(word));
    else named[name] = unquote(value);
  }
  return { type, values, named };
}

const bytesOfHex = (hex) => Buffer.from(hex.replace(/\s/g, ""), "hex");

/** @param {string} text @param {string} tag */
function bytesOfText(text, tag) {
  return text.startsWith("hex:") ? bytesOfHex(text.slice(4)) : Buffer.from(text.replaceAll("~", tag), "utf8");
}

const uint16 = (value) => Buffer.of((Number(value) >> 8) & 0xff, Number(value) & 0xff);

function field(text, tag) {
  const bytes = bytesOfText(text, tag);
  return Buffer.concat([uint16(bytes.length), bytes]);
}

function remainingLength(length) {
  const bytes = [];
  do {
    bytes.push((length % 128) + (length > 127 ? 128 : 0));
    length = Math.floor(length / 128);
  } while (length > 0);
  return Buffer.from(bytes);
}

/** Variable header and payload of a CONNECT. */
function connectBody(named, { tag, level, client }) {
  const has = (name) => (named[name] === undefined ? 0 : 1);
  const flags =
    (has("user") << 7) |
    (has("password") << 6) |
    (Number(named["will-retain"] ?? 0) << 5) |
    (Number(named["will-qos"] ?? 0) << 3) |
    (has("will") << 2) |
    (Number(named.clean ?? 1) << 1);
  const parts = [
    field(named.protocol ?? (level === 3 ? "MQIsdp" : "MQTT"), tag),
    Buffer.of(Number(named.level ?? level)),
    Buffer.of(named["connect-flags"] === undefined ? flags : Number.parseInt(named["connect-flags"], 16)),
    uint16(named.keepalive ?? 60),
    field(named.id ?? `~${client}`, tag),
  ];
  if (named.will !== undefined) parts.push(field(named.will, tag), field(named["will-message"] ?? "gone", tag));
  if (named.user !== undefined) parts.push(field(named.user, tag));
  if (named.password !== undefined) parts.push(field(named.password, tag));
  return Buffer.concat(parts);
}

/**
 * The bytes of a line.
 * @param {string} line
 * @param {{ tag: string, level: 3 | 4, client: string, bound: Map<string, number> }} context the row's tag, the version
 *   that a CONNECT speaks unless it says another, the client that sends, and the packet identifiers bound so far
 */
export function encodePacket(line, context) {
  if (line.startsWith("bytes ")) return bytesOfHex(line.slice(6));
  const { type, values, named } = parsePacket(line);
  const { tag } = context;
  const code = packetTypes.indexOf(type);
  if (code < 0) throw new Error(`no packet is named ${type}: ${line}`);
  const identifier = (value) => uint16(value?.startsWith("$") ? context.bound.get(value) : value);
  let flags = 0;
  let body = Buffer.alloc(0);
  switch (type) {
    case "CONNECT":
      body = connectBody(named, context);
      break;
    case "PUBLISH": {
      const [topic = "", message = ""] = values;
      const qos = Number(named.qos ?? 0);
      flags = (Number(named.dup ?? 0) << 3) | (qos << 1) | Number(named.retain ?? 0);
      const id = named.id === undefined ? [] : [identifier(named.id)];
      body = Buffer.concat([field(topic, tag), ...id, bytesOfText(message, tag)]);
      break;
    }
    case "SUBSCRIBE": {
      const [id, ...pairs] = values;
      flags = 2;
      const parts = pairs.map((value, index) => (index % 2 === 0 ? field(value, tag) : Buffer.of(Number(value))));
      body = Buffer.concat([identifier(id), ...parts]);
      break;
    }
    case "UNSUBSCRIBE": {
      const [id, ...filters] = values;
      flags = 2;
      body = Buffer.concat([identifier(id), ...filters.map((filter) => field(filter, tag))]);
      break;
    }
    case "PUBREL":
      flags = 2;
      body = identifier(values[0]);
      break;
    case "PUBACK":
    case "PUBREC":
    case "PUBCOMP":
    case "UNSUBACK":
      body = identifier(values[0]);
      break;
    case "SUBACK":
      body = Buffer.concat([identifier(values[0]), Buffer.from(values.slice(1).map(Number))]);
      break;
    case "CONNACK":
      body = Buffer.of(0, Number(values[0]));
  }
  if (named.cut !== undefined) body = body.subarray(0, body.length - Number(named.cut));
  if (named.more !== undefined) body = Buffer.concat([body, bytesOfHex(named.more)]);
  const length = named.length === undefined ? remainingLength(body.length) : bytesOfHex(named.length);
  return Buffer.concat([Buffer.of((code << 4) | Number(named.flags ?? flags)), length, body]);
}

/** Bytes as text where they are UTF-8, else as `hex:...`. */
function textOf(bytes) {
  const text = bytes.toString("utf8");
  return Buffer.from(text, "utf8").equals(bytes) ? text : `hex:${bytes.toString("hex")}`;
}

/**
 * The first packet of a broker in these bytes, its fields and how many bytes it took; undefined while it is not whole.
 * Throws where the bytes are no packet that a broker may send.
 * @param {Buffer} bytes
 */
export function readPacket(bytes) {
  let length = 0;
  let at = 1;
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[at++];
    if (byte === undefined) return undefined;
    if (at > 5) throw new Error(`a Remaining Length of more than four bytes: ${bytes.subarray(0, 8).toString("hex")}`);
    length += (byte & 127) * scale;
    if (byte < 128) break;
  }
  if (bytes.length < at + length) return undefined;
  const body = bytes.subarray(at, at + length);
  return { packet: fields(bytes[0], body), size: at + length };
}

function fields(first, body) {
  const type = packetTypes[first >> 4];
  const flags = first & 15;
  const wrong = (what) => new Error(`the broker's ${type} ${what}: ${first.toString(16)} ${body.toString("hex")}`);
  if (type === "PUBLISH") {
    const qos = (flags >> 1) & 3;
    const size = body.length < 2 ? Number.POSITIVE_INFINITY : 2 + body.readUInt16BE(0);
    if (qos === 3 || body.length < size + (qos > 0 ? 2 : 0)) throw wrong("does not fit");
    return {
      type,
      topic: textOf(body.subarray(2, size)),
      message: textOf(body.subarray(size + (qos > 0 ? 2 : 0))),
      qos,
      id: qos > 0 ? body.readUInt16BE(size) : 0,
      retain: flags & 1,
      dup: flags >> 3,
    };
  }
  if (flags !== (type === "PUBREL" ? 2 : 0)) throw wrong("has wrong flags");
  switch (type) {
    case "CONNACK":
      if (body.length !== 2) throw wrong("does not fit");
      return { type, code: body[1], present: body[0] };
    case "SUBACK":
      if (body.length < 3) throw wrong("does not fit");
      return { type, id: body.readUInt16BE(0), codes: [...body.subarray(2)] };
    case "PUBACK":
    case "PUBREC":
    case "PUBREL":
    case "PUBCOMP":
    case "UNSUBACK":
      if (body.length !== 2) throw wrong("does not fit");
      return { type, id: body.readUInt16BE(0) };
    case "PINGRESP":
      if (body.length !== 0) throw wrong("does not fit");
      return { type };
    default:
      throw wrong("is none that a broker sends");
  }
}

/**
 * Whether a broker's packet is what a line says. An identifier `$x` is bound to what it meets first, never 0, and stands
 * for that from then on.
 * @param {string} line
 * @param {Record<string, unknown>} packet
 * @param {{ tag: string, level: 3 | 4, bound: Map<string, number> }} context
 */
export function matches(line, packet, { tag, level, bound }) {
  const { type, values, named } = parsePacket(line);
  if (packet.type !== type) return false;
  /** @type {Map<string, number>} */
  const fresh = new Map();
  const sameId = (text, id) => {
    if (!text.startsWith("$")) return Number(text) === id;
    const known = bound.get(text);
    if (known === undefined) fresh.set(text, id);
    return known === undefined ? id !== 0 : known === id;
  };
  const [first = "0", ...rest] = values;
  const same = (() => {
    switch (type) {
      case "CONNACK":
        // MQTT 3.1 calls the byte of "session present" reserved and not used.
        return packet.code === Number(first) && (level === 3 || packet.present === Number(named.present ?? 0));
      case "PUBLISH":
        return (
          packet.topic === textOf(bytesOfText(first, tag)) &&
          packet.message === textOf(bytesOfText(rest[0] ?? "", tag)) &&
          packet.qos === Number(named.qos ?? 0) &&
          packet.retain === Number(named.retain ?? 0) &&
          packet.dup === Number(named.dup ?? 0) &&
          (named.id === undefined || sameId(named.id, packet.id)) &&
          (packet.qos === 0 || packet.id !== 0)
        );
      case "SUBACK":
        return sameId(first, packet.id) && String(packet.codes) === String(rest.map(Number));
      case "PINGRESP":
        return true;
      default:
        return sameId(first, packet.id);
    }
  })();
  if (same) for (const [name, id] of fresh) bound.set(name, id);
  return same;
}

/** A broker's packet for people. */
export function shown(packet) {
  const text = Object.entries(packet)
    .filter(([name, value]) => name !== "type" && value !== 0)
    .map(([name, value]) => `${name}=${typeof value === "string" ? JSON.stringify(value) : value}`);
  const line = [packet.type, ...text].join(" ");
  return line.length > 160 ? `${line.slice(0, 160)}...` : line;
}

/**
 * A client of a few lines over the tests' own packets: it acknowledges what it gets, and keeps it. Every wait ends with
 * what it waits for, with the connection, or at the deadline.
 */

import { once } from "node:events";
import { connect } from "node:net";
import { encodePacket, readPacket, shown } from "../conformance/packet.mjs";

const deadlineMs = 10_000;

/**
 * @typedef {{ topic: string, message: string, qos: number, retain: number }} Delivery
 */

/** Opens a connection; says nothing yet. */
export async function open(target, tag) {
  const socket = connect({ host: target.host, port: target.port, noDelay: true });
  await once(socket, "connect");
  const context = { tag, level: 4, client: "", bound: new Map() };
  const looks = new Set();
  let rest = Buffer.alloc(0);
  let closed = false;
  /** QoS 2 that was taken and not released. */
  const unreleased = new Set();
  const self = {
    socket,
    /** @type {Delivery[]} */
    delivered: [],
    /** Other packets than PUBLISH and PUBREL. @type {Record<string, any>[]} */
    packets: [],
    say: (line) => socket.write(encodePacket(line, context)),
    /** Resolves with what `look` answers, once that is not undefined. */
    until(look, what) {
      return new Promise((resolve, reject) => {
        const end = (act, value) => {
          clearTimeout(timer);
          looks.delete(check);
          act(value);
        };
        const check = () => {
          const found = look();
          if (found !== undefined) end(resolve, found);
          else if (closed) end(reject, new Error(`closed, wanted ${what}; had ${self.packets.map(shown)}`));
        };
        const timer = setTimeout(() => end(reject, new Error(`no ${what} in ${deadlineMs} ms`)), deadlineMs);
        looks.add(check);
        check();
      });
    },
    /** Takes the first packet of that type and identifier. */
    take: (type, id) =>
      self.until(
        () => {
          const at = self.packets.findIndex((packet) => packet.type === type && (id === undefined || packet.id === id));
          return at < 0 ? undefined : self.packets.splice(at, 1)[0];
        },
        `${type} ${id ?? ""}`,
      ),
    closed: () => self.until(() => closed || undefined, "the connection to close"),
  };
  const hear = (packet) => {
    if (packet.type === "PUBREL") {
      unreleased.delete(packet.id);
      self.say(`PUBCOMP ${packet.id}`);
    } else if (packet.type === "PUBLISH") {
      const { topic, message, qos, retain, id } = packet;
      if (qos === 2 && unreleased.has(id)) self.say(`PUBREC ${id}`);
      else {
        self.delivered.push({ topic, message, qos, retain });
        if (qos === 1) self.say(`PUBACK ${id}`);
        if (qos === 2) {
          unreleased.add(id);
          self.say(`PUBREC ${id}`);
        }
      }
    } else self.packets.push(packet);
  };
  socket.on("data", (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let read = readPacket(rest); read !== undefined; read = readPacket(rest)) {
      rest = rest.subarray(read.size);
      hear(read.packet);
    }
    for (const check of [...looks]) check();
  });
  socket.on("error", () => {}); // a reset is a way to close
  socket.on("close", () => {
    closed = true;
    for (const check of [...looks]) check();
  });
  return self;
}

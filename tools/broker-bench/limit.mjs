/**
 * What a broker in Node can't be faster than: a bare server that finds the borders of packets, answers them, cuts each
 * topic out as text, looks it up among exact filters, and sends the packet as it came. No checks, no sessions, no
 * wildcards, and no answer waits for anything. `node limit.mjs PORT`
 */
import { createServer } from "node:net";

const CONNACK = Buffer.from([0x20, 2, 0, 0]);
const PINGRESP = Buffer.from([0xd0, 0]);
/** Sockets by topic. */
const readers = new Map();

function publish(bytes, at, body, end, acknowledgements) {
  const idAt = body + 2 + ((bytes[body] << 8) | bytes[body + 1]);
  if (bytes[at] & 6) acknowledgements.push(0x40, 2, bytes[idAt], bytes[idAt + 1]);
  const found = readers.get(bytes.latin1Slice(body + 2, idAt));
  if (found === undefined) return;
  const message = bytes.subarray(at, end);
  for (const socket of found) {
    if (!socket.writableCorked) {
      socket.cork();
      process.nextTick(() => socket.uncork());
    }
    socket.write(message);
  }
}

function subscribe(bytes, body, socket) {
  const topic = bytes.latin1Slice(body + 4, body + 4 + ((bytes[body + 2] << 8) | bytes[body + 3]));
  if (!readers.has(topic)) readers.set(topic, new Set());
  readers.get(topic).add(socket);
  socket.write(Buffer.from([0x90, 3, bytes[body], bytes[body + 1], 0]));
}

createServer({ noDelay: true }, (socket) => {
  let rest;
  socket.on("error", () => {});
  socket.on("close", () => {
    for (const sockets of readers.values()) sockets.delete(socket);
  });
  socket.on("data", (chunk) => {
    const bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
    const acknowledgements = [];
    let at = 0;
    while (bytes.length - at >= 2) {
      let body = at + 1;
      let length = 0;
      let shift = 0;
      let byte;
      do {
        byte = bytes[body++];
        length |= (byte & 127) << shift;
        shift += 7;
      } while (byte & 128 && body < bytes.length);
      const end = body + length;
      if (byte & 128 || end > bytes.length) break;
      const type = bytes[at] >> 4;
      if (type === 3) publish(bytes, at, body, end, acknowledgements);
      else if (type === 1) socket.write(CONNACK);
      else if (type === 8) subscribe(bytes, body, socket);
      else if (type === 12) socket.write(PINGRESP);
      else if (type === 14) socket.end();
      at = end;
    }
    if (acknowledgements.length > 0) socket.write(Buffer.from(acknowledgements));
    rest = at < bytes.length ? bytes.subarray(at) : undefined;
  });
}).listen(Number(process.argv[2]), "127.0.0.1");

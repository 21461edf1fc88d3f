/**
 * A far end on loopback that answers CONNECT and PINGREQ and can end its connections: what the JsVars of a client are
 * measured against. Peers that say CONNECT only once they hear nothing else are answered likewise.
 */
import { once } from "node:events";
import { createServer } from "node:net";

const CONNECT = 1;
const PUBLISH = 3;
const PINGREQ = 12;

/** The packets in the bytes, and what is left. */
function packetsIn(bytes) {
  const packets = [];
  for (;;) {
    let length = 0;
    let at = 1;
    let byte = 128;
    for (let shift = 0; byte & 128 && at < bytes.length; shift += 7) {
      byte = bytes[at++];
      length += (byte & 127) << shift;
    }
    if (byte & 128 || bytes.length < at + length) return { packets, rest: bytes };
    packets.push(bytes.subarray(0, at + length));
    bytes = bytes.subarray(at + length);
  }
}

/**
 * Starts it. `published(n)` resolves once `n` connections have brought a value. While `cuts` says so for a connection's
 * number, counted from 1, that one ends as soon as its value was answered: every other by a reset.
 */
export async function startFarEnd(cuts = () => false) {
  const sockets = new Set();
  const waits = new Map();
  let connections = 0;
  let brought = 0;
  const server = createServer((socket) => {
    const number = ++connections;
    let rest = Buffer.alloc(0);
    let counted = false;
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    const end = () => {
      if (!cuts(number)) return;
      if (number % 2) socket.end();
      else socket.resetAndDestroy();
    };
    socket.on("data", (chunk) => {
      const found = packetsIn(Buffer.concat([rest, chunk]));
      rest = found.rest;
      const types = found.packets.map((packet) => packet[0] >> 4);
      const answers = types.flatMap((type) => (type === CONNECT ? [0x20, 2, 0, 0] : type === PINGREQ ? [0xd0, 0] : []));
      if (types.includes(PUBLISH) && !counted) {
        counted = true;
        brought++;
        waits.get(brought)?.();
        waits.delete(brought);
        // With the answer on its way: a reset would overtake it.
        setTimeout(end, 3);
      }
      if (answers.length > 0) socket.write(Buffer.from(answers));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: server.address().port,
    published: (n) => (brought >= n ? Promise.resolve() : new Promise((resolve) => waits.set(n, resolve))),
    /** Ends the connections that there are. */
    cut() {
      for (const socket of sockets) socket.end();
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

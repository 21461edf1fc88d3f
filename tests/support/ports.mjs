/** Ports of loopback, for servers that are processes of their own. */
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { setTimeout } from "node:timers/promises";

const deadlineMs = 5_000;
const betweenTriesMs = 20;

/** One on which nobody listens. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  server.close();
  await once(server, "close");
  return port;
}

/**
 * Resolves when that one takes connections; rejects with why not where it does not in time.
 * @param {number} port
 */
export async function listening(port) {
  for (const since = Date.now(); ; await setTimeout(betweenTriesMs)) {
    const socket = connect(port, "127.0.0.1");
    try {
      await once(socket, "connect");
      return;
    } catch (error) {
      if (Date.now() - since > deadlineMs) throw error;
    } finally {
      socket.destroy();
    }
  }
}

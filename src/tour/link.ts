/** The cable between the board and the broker, to be cut: a relay on loopback that can vanish and come back. */
import { createServer, connect as open, type Server, type Socket } from "node:net";
import type { Network } from "../sim/network.js";

export interface Link {
  /** Where the board connects to. */
  readonly port: number;
  /** Resets what is connected and refuses what comes. */
  cut(): Promise<void>;
  /** Listens again, on the same port. */
  mend(): Promise<void>;
}

/** A link to a port on this host. */
export async function startLink(targetPort: number): Promise<Link> {
  const sockets = new Set<Socket>();
  let server: Server;
  let port = 0;

  function relay(near: Socket): void {
    const far = open(targetPort, "127.0.0.1");
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.pipe(other);
      // A broken pipe is what this link is for: either end takes the other down with it.
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  }

  async function mend(): Promise<void> {
    server = createServer(relay);
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
    port = (server.address() as { port: number }).port;
  }

  async function cut(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.resetAndDestroy();
    await closed;
  }

  await mend();
  return { port, cut, mend };
}

/** A network where every address is at the other end of the link. */
export function networkOver(link: Link, network: Network): Network {
  return {
    ...network,
    open: (_host, _port, events, secure) => network.open("127.0.0.1", link.port, events, secure),
    openBlocking: (_host, _port, events, secure) => network.openBlocking("127.0.0.1", link.port, events, secure),
  };
}

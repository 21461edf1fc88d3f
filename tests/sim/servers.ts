/** Servers that do one thing each, for a board to connect to. */
import net, { type AddressInfo, type Socket } from "node:net";

export interface Served {
  readonly port: number;
  /** What arrived on all connections, one char per byte. */
  received(): string;
  /** Settles when the next connection has ended. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const behaviours = {
  echo(socket: Socket) {
    socket.on("data", (bytes) => socket.write(bytes));
  },
  greet(socket: Socket) {
    socket.write("hello");
  },
  silent() {},
  stall(socket: Socket) {
    socket.pause();
  },
  count() {},
  big(socket: Socket) {
    socket.once("data", () => socket.end(Buffer.alloc(5120, 0xff)));
  },
  close(socket: Socket) {
    socket.once("data", () => socket.destroySoon());
  },
  reset(socket: Socket) {
    socket.once("data", () => socket.resetAndDestroy());
  },
};

export type Behaviour = keyof typeof behaviours;

/** A listening server on loopback. */
export async function serve(behaviour: Behaviour): Promise<Served> {
  const chunks: Buffer[] = [];
  const sockets = new Set<Socket>();
  let tellEnded = () => {};
  const ended = new Promise<void>((settle) => {
    tellEnded = settle;
  });
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => {
      sockets.delete(socket);
      tellEnded();
    });
    // How much a peer reads that closes meanwhile is a matter of luck.
    if (!["close", "reset", "stall"].includes(behaviour)) socket.on("data", (bytes) => chunks.push(bytes));
    behaviours[behaviour](socket);
  });
  await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
  return {
    port: (server.address() as AddressInfo).port,
    received: () => Buffer.concat(chunks).toString("latin1"),
    ended,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((settle) => server.close(settle));
    },
  };
}

/** A port of loopback that nobody listens on. */
export async function deadPort(): Promise<number> {
  const served = await serve("silent");
  await served.stop();
  return served.port;
}

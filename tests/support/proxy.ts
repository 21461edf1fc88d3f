/**
 * A link to a broker that does to its connections what a bad link does. It keeps what it has forwarded, by connection, so
 * that a test knows what the broker was told, whatever broker it is.
 */
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** `up` is from the device to the broker. */
export type Direction = "up" | "down";

export interface Carried {
  up: string;
  down: string;
}

export interface FaultProxy {
  readonly port: number;
  /** What each connection has carried so far, one char per byte. */
  readonly carried: readonly Carried[];
  /** Resets every connection, both ways. */
  reset(): void;
  /** From now on, bytes of the connections there are vanish in that direction; new connections are whole. */
  swallow(direction: Direction): void;
  /** Resets every connection and refuses new ones. */
  refuse(): Promise<void>;
  /** Takes connections again. */
  accept(): Promise<void>;
  /** The next connection ends once it has carried so many bytes in that direction; what is beyond never arrives. */
  cutNextAfter(direction: Direction, bytes: number, how: "reset" | "close"): void;
  stop(): Promise<void>;
}

interface Cut {
  readonly direction: Direction;
  readonly bytes: number;
  readonly how: "reset" | "close";
}

/** A proxy on loopback in front of that port of loopback. */
export async function startProxy(targetPort: number): Promise<FaultProxy> {
  const carried: Carried[] = [];
  const pairs = new Map<Socket, { far: Socket; swallowed: Set<Direction> }>();
  let cutNext: Cut | undefined;
  let server: Server | undefined;
  let port = 0;

  function relay(near: Socket): void {
    const far = connect(targetPort, "127.0.0.1");
    const log: Carried = { up: "", down: "" };
    const swallowed = new Set<Direction>();
    const cut = cutNext;
    cutNext = undefined;
    carried.push(log);
    pairs.set(near, { far, swallowed });
    const end = (how: Cut["how"]) => {
      for (const socket of [near, far]) {
        if (how === "reset") socket.resetAndDestroy();
        else socket.end();
      }
    };
    const pump = (from: Socket, to: Socket, direction: Direction) => {
      from.setNoDelay(true);
      from.on("error", () => {});
      from.on("close", () => {
        pairs.delete(near);
        // A swallowed end is one that nobody hears of, either.
        if (!swallowed.has(direction)) to.destroy();
      });
      from.on("data", (bytes) => {
        if (swallowed.has(direction)) return;
        const room = cut?.direction === direction ? cut.bytes - log[direction].length : Number.POSITIVE_INFINITY;
        const given = bytes.subarray(0, Math.max(0, room));
        log[direction] += given.toString("latin1");
        if (given.length > 0) to.write(given);
        // With what was given still on its way: a reset would overtake it.
        if (cut && bytes.length >= room) to.write("", () => end(cut.how));
      });
    };
    pump(near, far, "up");
    pump(far, near, "down");
    if (cut?.bytes === 0) end(cut.how);
  }

  const proxy: FaultProxy = {
    get port() {
      return port;
    },
    carried,
    reset() {
      for (const [near, { far }] of pairs) {
        near.resetAndDestroy();
        far.resetAndDestroy();
      }
    },
    swallow(direction) {
      for (const { swallowed } of pairs.values()) swallowed.add(direction);
    },
    async refuse() {
      const closed = new Promise((resolve) => server?.close(resolve));
      proxy.reset();
      await closed;
    },
    async accept() {
      server = createServer(relay);
      await new Promise<void>((resolve, reject) => {
        server?.once("error", reject);
        server?.listen(port, "127.0.0.1", resolve);
      });
      port = (server.address() as AddressInfo).port;
    },
    cutNextAfter(direction, bytes, how) {
      cutNext = { direction, bytes, how };
    },
    async stop() {
      await proxy.refuse();
    },
  };
  await proxy.accept();
  return proxy;
}

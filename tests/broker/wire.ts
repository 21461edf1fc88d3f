/** Raw sockets for tests: bytes out, bytes in, and waits that end with what they wait for or with the test's deadline. */

import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface Wire {
  readonly socket: Socket;
  say(...packets: Uint8Array[]): void;
  /** Resolves when what came in, as hex, passes. */
  until(passes: (received: string) => boolean): Promise<string>;
  /** Resolves with all that came in when the other side has closed. */
  end(): Promise<string>;
}

export async function dial(port: number, options: { allowHalfOpen?: boolean } = {}): Promise<Wire> {
  const socket = connect({ port, host: "127.0.0.1", ...options });
  let received = "";
  socket.on("data", (chunk: Buffer) => {
    received += chunk.toString("hex");
  });
  socket.on("error", () => {}); // a reset is a way to close
  const closed = new Promise((resolve) => socket.once("close", resolve));
  await once(socket, "connect");
  return {
    socket,
    say: (...packets) => {
      socket.write(Buffer.concat(packets));
    },
    until: (passes) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!passes(received)) return;
          socket.off("data", look);
          resolve(received);
        };
        socket.on("data", look);
        closed.then(() => reject(new Error(`closed after ${received.slice(-200)}`)));
        look();
      }),
    end: async () => {
      await closed;
      return received;
    },
  };
}

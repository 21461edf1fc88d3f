/** A link on loopback between a device and a broker, in real time, that does to connections what bad links do. */
import { connect, createServer } from "node:net";

/**
 * @param brokerPort of 127.0.0.1
 * @returns what can be done to the link; `port` is the device's end of it
 */
export async function badLink(brokerPort) {
  const pairs = new Set();
  /** What a connection that comes now will meet. */
  const weather = {
    /** Bytes that come back at once in place of the broker's, ahead of a close. */
    answer: undefined,
    /** Nothing comes back. */
    isSilent: false,
    /** It ends by a reset after so many bytes of the device's. */
    resetAfterBytes: Number.POSITIVE_INFINITY,
    /** Each byte goes alone. */
    byteByByte: false,
    isRefused: false,
  };
  let connections = 0;

  function pump(from, to, pair, direction) {
    from.on("error", () => {});
    from.on("close", () => {
      pairs.delete(pair);
      if (!pair.dead.has(direction)) to.destroy();
    });
    from.on("data", (bytes) => {
      if (pair.dead.has(direction)) return;
      let part = bytes;
      if (direction === "up") {
        part = bytes.subarray(0, Math.max(0, pair.roomBytes));
        pair.roomBytes -= bytes.length;
      }
      if (pair.byteByByte) for (const byte of part) to.write(Uint8Array.of(byte));
      else if (part.length > 0) to.write(part);
      if (pair.roomBytes <= 0) to.write("", () => pair.reset());
    });
  }

  const server = createServer((near) => {
    connections++;
    near.setNoDelay(true);
    near.on("error", () => {});
    if (weather.isRefused) {
      near.resetAndDestroy();
      return;
    }
    if (weather.answer) {
      const { answer } = weather;
      near.once("data", () => near.end(answer));
      return;
    }
    const far = connect(brokerPort, "127.0.0.1").setNoDelay(true);
    const pair = {
      near,
      far,
      dead: new Set(weather.isSilent ? ["down"] : []),
      roomBytes: weather.resetAfterBytes,
      byteByByte: weather.byteByByte,
      reset() {
        near.resetAndDestroy();
        far.resetAndDestroy();
      },
    };
    pairs.add(pair);
    pump(near, far, pair, "up");
    pump(far, near, pair, "down");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

  return {
    port: server.address().port,
    weather,
    connections: () => connections,
    reset() {
      for (const pair of pairs) pair.reset();
    },
    close() {
      for (const { near, far } of pairs) {
        near.end();
        far.end();
      }
    },
    /** Nothing comes through any more on the connections there are: `up` is from the device. */
    deaden(...directions) {
      for (const { dead } of pairs) for (const direction of directions) dead.add(direction);
    },
    /** Nothing is read of them until `flow`. */
    stall() {
      for (const { near, far } of pairs) {
        near.pause();
        far.pause();
      }
    },
    flow() {
      for (const { near, far } of pairs) {
        near.resume();
        far.resume();
      }
    },
    stop() {
      this.reset();
      server.close();
    },
  };
}

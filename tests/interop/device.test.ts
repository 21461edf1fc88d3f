/**
 * The client over real sockets against our broker and mosquitto, through a link that fails in every way it can: nothing
 * that was confirmed is lost, order holds, a connection brings no value twice, and once the link is well all arrive.
 */
import { afterEach, describe, expect, it, vi } from "vitest";
import { brokerKinds, type Peer } from "../support/brokers.js";
import { type BoardId, packetsIn } from "../support/device.js";
import { type HostDevice, hostDevice } from "../support/host.js";
import { type FaultProxy, startProxy } from "../support/proxy.js";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

interface Scene {
  readonly peer: Peer;
  readonly proxy: FaultProxy;
  readonly client: HostDevice;
}

async function scene(start: () => Promise<Peer>, board: BoardId, seed: number): Promise<Scene> {
  const peer = await start();
  stops.push(() => peer.stop());
  const proxy = await startProxy(peer.port);
  stops.push(() => proxy.stop());
  const client = await hostDevice(board, seed);
  stops.push(() => client.stop());
  return { peer, proxy, client };
}

function connectTo({ client, proxy }: Scene): void {
  const options = { host: "127.0.0.1", port: proxy.port, bufferBytes: 8_000, keepAliveS: 10 };
  expect(client.connect(options)).toBeUndefined();
}

function valueIn(message: string): number {
  return Number((JSON.parse(message) as { value: string }).value);
}

/** The values that a subscriber got, each where it came first. */
function firsts({ peer }: Scene): number[] {
  return [...new Set(peer.arrived.map(({ message }) => valueIn(message)))];
}

/** The values that one connection has carried to the broker, whole ones only. */
function valuesOn(up: string): number[] {
  const messages = packetsIn(up).map((packet) => /\{"value":"(\d+)"\}$/.exec(packet)?.[1]);
  return messages.flatMap((value) => (value === undefined ? [] : [Number(value)]));
}

async function seen(what: Scene, count: number): Promise<void> {
  await vi.waitFor(() => expect(firsts(what).length).toBeGreaterThanOrEqual(count), { timeout: 10_000, interval: 2 });
}

/** What holds at every time. */
function expectSound(what: Scene): void {
  for (const { up } of what.proxy.carried) {
    const values = valuesOn(up);
    expect(values, "a connection in order, none twice").toEqual([...new Set(values)].sort((a, b) => a - b));
  }
  const first = firsts(what);
  expect(first, "order").toEqual([...first].sort((a, b) => a - b));
}

/** Waits until nothing waits; then every value must be there. */
async function expectAll(what: Scene, count: number): Promise<void> {
  const { client } = what;
  await vi.waitFor(
    () => {
      const { waiting, confirmed, dropped } = client.status();
      expect({ waiting, confirmed, dropped }).toEqual({ waiting: 0, confirmed: count, dropped: 0 });
    },
    { timeout: 15_000, interval: 5 },
  );
  await seen(what, count);
  expectSound(what);
  expect(firsts(what)).toEqual(Array.from({ length: count }, (_, n) => n));
}

/** A reply that came before the reset is still read after it, and confirms: until the board has seen the link's end. */
async function linkKnownLost({ client }: Scene): Promise<void> {
  await vi.waitFor(() => expect(client.status().state).not.toBe("connected"), { timeout: 5_000, interval: 1 });
}

/** The confirmed ones are the oldest; they must have arrived, or arrive now, with no help from the device. */
async function expectConfirmedArrive(what: Scene): Promise<void> {
  await seen(what, what.client.status().confirmed);
}

const values = 45;

describe.each(brokerKinds)("$name", (kind) => {
  describe.skipIf(kind.missing).each<BoardId>(["esp32", "esp8266", "linux"])("and a bundle for %s", (board) => {
    it("all arrive over a good link, on one connection", async () => {
      const what = await scene(kind.start, board, 1);
      connectTo(what);
      what.client.putEvery(100, values);
      await expectAll(what, values);
      expect(what.proxy.carried).toHaveLength(1);
      expect(what.client.status()).toMatchObject({ state: "connected", reconnects: 0, reason: 0 });
    });

    it("all arrive though the link is reset again and again", async () => {
      const what = await scene(kind.start, board, 2);
      connectTo(what);
      what.client.putEvery(200, values);
      for (const count of [3, 9, 17, 24, 31]) {
        await seen(what, count);
        what.proxy.reset();
        await expectConfirmedArrive(what);
      }
      await expectAll(what, values);
      expect(what.client.status().reconnects).toBeGreaterThanOrEqual(2);
    });

    it.each(["up", "down"] as const)("all arrive though the link swallows all that goes %s", async (direction) => {
      const what = await scene(kind.start, board, 3);
      connectTo(what);
      what.client.putEvery(100, values);
      await seen(what, 8);
      what.proxy.swallow(direction);
      await vi.waitFor(() => expect(what.client.status().reason).toBe("silence"), { timeout: 5_000, interval: 5 });
      await expectConfirmedArrive(what);
      await expectAll(what, values);
      expect(what.client.status().reconnects).toBe(1);
    });

    it("all arrive though connections are refused for a while", async () => {
      const what = await scene(kind.start, board, 4);
      await what.proxy.refuse();
      connectTo(what);
      what.client.putEvery(50, values);
      await vi.waitFor(() => expect(what.client.status()).toMatchObject({ state: "waiting", waiting: values }), {
        timeout: 5_000,
        interval: 5,
      });
      await what.proxy.accept();
      await expectAll(what, values);
    });

    it("all arrive though the broker is stopped and started", async () => {
      const what = await scene(kind.start, board, 5);
      connectTo(what);
      what.client.putEvery(100, values);
      for (const count of [6, 20]) {
        await seen(what, count);
        await what.proxy.refuse();
        await linkKnownLost(what);
        await expectConfirmedArrive(what);
        await what.peer.stop();
        await what.peer.start();
        await what.proxy.accept();
      }
      await expectAll(what, values);
    });
  });

  describe.skipIf(kind.missing)("a link that ends in the middle of a packet", () => {
    // CONNECT, three values and PINGREQ; CONNACK and PINGRESP.
    const lengths = { up: 34 + 3 * 36 + 2, down: 6 };

    it.each([
      ["up", "reset"],
      ["up", "close"],
      ["down", "reset"],
      ["down", "close"],
    ] as const)("all arrive wherever it ends: %s, with a %s", async (direction, how) => {
      const peer = await kind.start();
      stops.push(() => peer.stop());
      const proxy = await startProxy(peer.port);
      stops.push(() => proxy.stop());
      const stride = kind.name === "mosquitto" && direction === "up" ? 12 : 1;
      for (let offset = 0; offset <= lengths[direction]; offset += stride) {
        const client = await hostDevice("esp8266", offset + 1);
        proxy.cutNextAfter(direction, offset, how);
        client.connect({ host: "127.0.0.1", port: proxy.port, bufferBytes: 200 });
        for (let n = 0; n < 3; n++) expect(client.publishValue("t", 100 + n)).toBe(true);
        const { length: before } = proxy.carried;
        const { length: start } = peer.arrived;
        const deadline = { timeout: 5_000, interval: 2 };
        await vi.waitFor(() => {
          expect(client.status()).toMatchObject({ confirmed: 3, waiting: 0, dropped: 0 });
          const arrived = new Set(peer.arrived.slice(start).map(({ message }) => valueIn(message)));
          expect([...arrived], `cut after ${offset} bytes`).toEqual([100, 101, 102]);
        }, deadline);
        await client.stop();
        for (const { up } of proxy.carried.slice(before)) expect(valuesOn(up)).toEqual([...new Set(valuesOn(up))]);
      }
    });
  });
});

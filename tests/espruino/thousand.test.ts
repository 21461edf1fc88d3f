/** A thousand values with QoS 1 on the real interpreter, through losses of the connection: none is missing, and the counts add up. */
import { afterEach, expect, it, vi } from "vitest";
import { bundleOf } from "../build/sketch.js";
import { brokerKinds } from "../support/brokers.js";
import { packetsIn } from "../support/device.js";
import { startProxy } from "../support/proxy.js";
import { interpreters, runOnInterpreter } from "./interpreter.js";

const { board: binary } = interpreters();
const COUNT = 1_000;
/** The connection is lost once so many values have arrived. */
const LOSSES = [150, 480, 810];
const DEADLINE_MS = 90_000;
const PUBLISH = 3;
const PUBACK = 4;

// It puts as many as the buffer has room for, so that each loss has values in flight and none has to give way.
const sketch = `import { connect, publishValue, status } from "tagwire/qos1";
declare const PORT: number;
connect({ host: "127.0.0.1", port: PORT, key: "K", device: "D", bufferBytes: 4000 });
let n = 0;
const putting = setInterval(() => {
  while (n < ${COUNT} && status().waiting < 40) publishValue("t" + (n % 3), n++);
  if (n < ${COUNT} || status().waiting > 0) return;
  clearInterval(putting);
  print("status " + JSON.stringify(status()));
}, 20);
`;

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const kindOf = (packet: string) => packet.charCodeAt(0) >> 4;

it.skipIf(!binary)(
  "a thousand values arrive, in order, though the connection is lost three times",
  async () => {
    const [ours] = brokerKinds;
    const peer = await (ours as (typeof brokerKinds)[number]).start();
    stops.push(() => peer.stop());
    const proxy = await startProxy(peer.port);
    stops.push(() => proxy.stop());
    const values = () => peer.arrived.map(({ message }) => Number((JSON.parse(message) as { value: string }).value));
    const seen = (least: number) =>
      vi.waitFor(() => expect(new Set(values()).size).toBeGreaterThanOrEqual(least), {
        timeout: DEADLINE_MS,
        interval: 5,
      });

    const { code } = await bundleOf(sketch, "esp32");
    const run = runOnInterpreter(binary ?? "", `var PORT=${proxy.port};\n${code}`, {
      deadlineMs: DEADLINE_MS,
      until: (line) => line.startsWith("status"),
    });
    const losses = async () => {
      for (const least of LOSSES) {
        await seen(least);
        proxy.reset();
      }
      await seen(COUNT);
    };
    const [{ lines }] = await Promise.all([run, losses()]);

    const all = Array.from({ length: COUNT }, (_, n) => n);
    expect([...new Set(values())]).toEqual(all);
    expect(lines.length).toBe(1);
    const status = JSON.parse((lines[0] ?? "").slice("status".length)) as object;
    expect(status).toMatchObject({
      waiting: 0,
      waitingBytes: 0,
      confirmed: COUNT,
      dropped: 0,
      reconnects: LOSSES.length,
    });
    // What the broker was told, and what it answered: each value once on a connection, each of them with QoS 1.
    expect(proxy.carried.length).toBe(1 + LOSSES.length);
    const said = proxy.carried.map(({ up }) => packetsIn(up).filter((packet) => kindOf(packet) === PUBLISH));
    for (const publishes of said) {
      expect(publishes.every((packet) => ((packet.charCodeAt(0) >> 1) & 3) === 1)).toBe(true);
      expect(new Set(publishes).size).toBe(publishes.length);
    }
    const acknowledged = proxy.carried.flatMap(({ down }) =>
      packetsIn(down).filter((packet) => kindOf(packet) === PUBACK),
    );
    expect(acknowledged.length).toBeGreaterThanOrEqual(COUNT);
  },
  DEADLINE_MS + 30_000,
);

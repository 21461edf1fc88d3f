/** A replay says all that was said, sees all that is answered, and ends. */

import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { readRecord } from "../../src/broker/record/read-record.js";
import { replayIntoBroker } from "../../src/broker/record/replay-broker.js";
import { replayIntoCore } from "../../src/broker/record/replay-core.js";

/** The record of one connection, as a broker wrote it that said nothing of its own. */
function recordOf(...entries: object[]): string {
  const lines = [
    { record: "tagwire", version: 1, at: "2026-01-01T00:00:00.000Z", strict: false, limits: {} },
    { t: 0, what: "connection", connection: 1, peer: "127.0.0.1:1" },
    ...entries.map((entry) => ({ t: 0, connection: 1, ...entry })),
    { what: "end", text: "it was stopped" },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

function packet(way: "up" | "down", ...bytes: readonly (number | string | Buffer)[]): object {
  const all = Buffer.concat(bytes.map((one) => (typeof one === "number" ? Buffer.of(one) : Buffer.from(one))));
  return { what: "packet", way, type: "a packet", bytes: all.toString("hex") };
}

const connecting = packet("up", 0x10, 15, 0, 6, "MQIsdp", 3, 2, 0, 60, 0, 1, "A");
const accepted = packet("down", 0x20, 2, 0, 0);

async function server(serve: (socket: Socket) => void): Promise<{ host: string; port: number }> {
  const listening = createServer((socket) => serve(socket.on("error", () => {})));
  listening.listen(0, "127.0.0.1");
  await once(listening, "listening");
  onTestFinished(() => void listening.close());
  return { host: "127.0.0.1", port: (listening.address() as AddressInfo).port };
}

it("a long payload that came otherwise is a difference", () => {
  const subscribing = packet("up", 0x82, 6, 0, 1, 0, 1, "t", 0);
  const granted = packet("down", 0x90, 3, 0, 1, 0);
  const long = "a".repeat(2_000);
  const message = (payload: string) => [0x30, 0xd3, 0x0f, 0, 1, "t", payload];
  const session = (came: string) =>
    readRecord(
      recordOf(
        ...[connecting, accepted, subscribing, granted],
        packet("up", ...message(long)),
        packet("down", ...message(came)),
      ),
    );
  expect(replayIntoCore(session(long)).differences).toEqual([]);
  expect(replayIntoCore(session(`${long.slice(1)}b`)).differences).toHaveLength(1);
});

it("a client that leaves has said all before, however much that is", async () => {
  const payload = Buffer.alloc(16 * 2 ** 20, "x");
  const left = { what: "close", by: "client", how: "close", kind: "peer-closed", text: "it left" };
  const published = packet("up", 0x30, 0x83, 0x80, 0x80, 0x08, 0, 1, "t", payload);
  let heard = 0;
  let ended = () => {};
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const target = await server((socket) =>
    socket
      .on("data", ({ length }) => {
        heard += length;
      })
      .on("close", () => ended()),
  );
  const { differences } = await replayIntoBroker(readRecord(recordOf(connecting, published, left)), target);
  await end;
  expect(heard).toBe(17 + 5 + 3 + payload.length);
  expect(differences).toEqual([]);
});

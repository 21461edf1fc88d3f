/** `tagwire doctor` of the broker. */
import type { Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { loadBoard } from "../../../src/boards.js";
import { startBroker } from "../../../src/broker/server.js";
import { checkBroker, type Target, withClientId } from "../../../src/cli/doctor/broker.js";
import { server } from "../../support/findings.js";

const esp32 = loadBoard("esp32");
const linux = loadBoard("linux");

/** A CONNECT of MQTT 3.1 with a user name, as the device has it. */
const packet = "\x10\x1b\0\x06MQIsdp\x03\x82\0\x3c\0\x06device\0\x05admin";

const target = (port: number): Target => ({ host: "127.0.0.1", port, connect: packet });

it("it is there, and the sketch's CONNECT comes under another name", async () => {
  const clients: string[] = [];
  const broker = await startBroker({
    port: 0,
    onEvent: (event) => event.event === "connected" && clients.push(event.client),
  });
  onTestFinished(() => broker.close());
  expect(await checkBroker(target(broker.port), linux)).toMatchObject({ check: "broker", state: "ok" });
  expect(clients).toEqual(["tagwire-doctor"]);
});

it("the rest of CONNECT stays as it is", () => {
  expect(withClientId(packet, "me")).toBe("\x10\x17\0\x06MQIsdp\x03\x82\0\x3c\0\x02me\0\x05admin");
  const long = withClientId(packet, "x".repeat(120));
  expect(long.slice(0, 3)).toBe("\x10\x8d\x01");
  expect(long.length).toBe(3 + 0x8d);
});

it.each([
  [
    "refuses",
    (socket: Socket) => socket.write(Buffer.of(0x20, 2, 0, 5)),
    /refuses the sketch: this client is not authorized \(5\)/,
  ],
  ["is a web server", (socket: Socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"), /is no MQTT broker/],
  ["hangs up", (socket: Socket) => socket.end(), /closes the connection without an answer/],
  ["says nothing", () => {}, /says nothing to CONNECT in 0\.3 s/],
  ["says half of CONNACK", (socket: Socket) => socket.write(Buffer.of(0x20, 2)), /says nothing to CONNECT/],
] as const)("what listens there %s", async (_, answer, sentence) => {
  const { port } = await server((socket) => socket.once("data", () => answer(socket)));
  const found = await checkBroker(target(port), linux, 300);
  expect(found).toMatchObject({ check: "broker", state: "problem" });
  expect(found.sentence).toMatch(sentence);
});

it("nothing listens there", async () => {
  const { port, close } = await server(() => {});
  await close();
  const found = await checkBroker({ ...target(port), setting: "HOST" }, linux);
  expect(found.sentence).toBe(
    `The host of the setting HOST, port ${port}, can't be reached: nothing listens there (ECONNREFUSED).`,
  );
});

it("for a board, this machine's loopback is the board itself", async () => {
  expect((await checkBroker(target(1), esp32)).sentence).toContain("is the board itself");
  expect((await checkBroker({ ...target(1), host: "localhost" }, esp32)).sentence).toContain("is the board itself");
});

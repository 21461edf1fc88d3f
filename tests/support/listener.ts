/** fixtures/listener.ts on a board whose broker says only what the test says. */
import mqttPacket, { type IPublishPacket, type QoS } from "mqtt-packet";
import { type BoardId, bundleOf, type Device, device, type Options, onBoard, spelled } from "./device.js";

export interface Counters {
  readonly received: number;
  readonly skipped: number;
  readonly granted: number;
  readonly refused: number;
  readonly thrown: number;
}

export interface Listener extends Device {
  subscribe(filter: string): void;
  unsubscribe(filter: string): void;
  limitMessage(bytes: number): void;
  subscriptions(): Counters;
  /** Each call of a listener since it was asked last: filter, topic, message. */
  calls(): string[][];
}

/** Boots it, or another fixture; `filters` are subscribed ahead of `connect`, and it is connected. */
export async function listening(
  id: BoardId,
  filters: readonly string[],
  options: Options = {},
  fixture = "listener",
): Promise<Listener> {
  const client = await device(id, { code: await bundleOf(fixture, id) });
  const { board, profile } = client;
  const call = (name: string, ...args: unknown[]) =>
    board.evaluate(`client.${name}(${args.map((arg) => spelled(profile, arg)).join()})`);
  const told = (name: string): unknown => JSON.parse(board.evaluate(`JSON.stringify(client.${name}())`));
  const listener = Object.assign(client, {
    subscribe: (filter: string) => void call("subscribe", filter),
    unsubscribe: (filter: string) => void call("unsubscribe", filter),
    limitMessage: (bytes: number) => void call("limitMessage", bytes),
    subscriptions: () => told("subscriptions") as Counters,
    calls: () => (told("calls") as string[][]).map((texts) => texts.map((text) => asText(text))),
  });
  /** A board's string as the text that it stands for. */
  const asText = (text: string) =>
    onBoard(profile, "é") === "é" ? text : Buffer.from(text, "latin1").toString("utf8");
  for (const filter of filters) listener.subscribe(filter);
  client.connect(options);
  client.accept();
  client.turn();
  return listener;
}

/** A PUBLISH as a broker says it, one char per byte. */
export function publish(topic: string, payload: string, qos: QoS = 0, messageId = 1): string {
  const packet: IPublishPacket = { cmd: "publish", topic, payload, qos, dup: false, retain: false, messageId };
  return mqttPacket.generate(packet).toString("latin1");
}

/** A SUBACK for the device's SUBSCRIBE, with a code for each filter. */
export const suback = (...codes: number[]) =>
  `\x90${String.fromCharCode(2 + codes.length)}id${String.fromCharCode(...codes)}`;

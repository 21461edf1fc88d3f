/** A client that has reconnected a thousand times, or lived through a week of outages, takes as many JsVars as before. */
import { expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { interpreters } from "./interpreter.js";

interface Client {
  always(port: number): Promise<string>;
  functions(): Promise<string>;
}
interface Clients {
  ours(board: ReturnType<typeof loadBoard>): Client;
}
interface JsVars {
  readonly first: number;
  readonly last: number;
}
interface Costs {
  jsVarsByReconnects(binary: string, client: Client, reconnects: number): Promise<JsVars>;
}
interface Days {
  jsVarsByDays(
    binary: string,
    client: Client,
    days: number,
  ): Promise<JsVars & { connections: number; confirmed: number }>;
}

const { board: binary = "" } = interpreters();
const tool = <T>(name: string): Promise<T> => import(`../../tools/device-bench/${name}.mjs`);
const { ours } = await tool<Clients>("clients");
const { jsVarsByReconnects } = await tool<Costs>("costs");
const { jsVarsByDays } = await tool<Days>("days");
const client = ours(loadBoard("esp32"));

it.skipIf(!binary)(
  "takes no more JsVars after 1,000 reconnects than after one",
  async () => {
    const { first, last } = await jsVarsByReconnects(binary, client, 1_000);
    expect(last).toBe(first);
  },
  120_000,
);

it.skipIf(!binary)(
  "takes no more JsVars seven virtual days after its first hour",
  async () => {
    const days = 7;
    const { first, last, connections, confirmed } = await jsVarsByDays(binary, client, days);
    expect(last).toBe(first);
    // An outage each hour, with a try every 15 s at least, and a value a minute.
    expect(connections).toBeGreaterThan(days * 24 * 20);
    expect(confirmed).toBe(days * 24 * 60 + 90);
  },
  300_000,
);

it.skipIf(!binary)(
  "would be seen to leak a JsVar an hour",
  async () => {
    const leaking = "var kept=[];setInterval(function(){kept.push(0)},36e5);";
    const functions = async () => `${await client.functions()};${leaking}`;
    const { first, last } = await jsVarsByDays(binary, { ...client, functions }, 1);
    expect(last - first).toBeGreaterThanOrEqual(20);
  },
  300_000,
);

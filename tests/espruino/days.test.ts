/** A client that has lived through seven days of outages takes as many JsVars as after its first hour: it leaks nothing. */
import { expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { interpreters } from "./interpreter.js";

interface Client {
  functions(): Promise<string>;
}
interface Life {
  readonly first: number;
  readonly last: number;
  readonly connections: number;
  readonly confirmed: number;
}
interface Days {
  jsVarsByDays(binary: string, client: Client, days: number): Promise<Life>;
}
interface Clients {
  ours(board: ReturnType<typeof loadBoard>): Client;
}

const { board: binary } = interpreters();
const tools = "../../tools/device-bench";

it.skipIf(!binary)(
  "takes no more JsVars seven virtual days after its first hour",
  async () => {
    const { jsVarsByDays } = (await import(`${tools}/days.mjs`)) as Days;
    const { ours } = (await import(`${tools}/clients.mjs`)) as Clients;
    const days = 7;
    const { first, last, connections, confirmed } = await jsVarsByDays(binary ?? "", ours(loadBoard("esp32")), days);
    expect(last).toBe(first);
    // An outage each hour, with a try every 15 s at least, and a value a minute.
    expect(connections).toBeGreaterThan(days * 24 * 20);
    expect(confirmed).toBe(days * 24 * 60 + 90);
  },
  300_000,
);

it.skipIf(!binary)(
  "would be seen to leak",
  async () => {
    const { jsVarsByDays } = (await import(`${tools}/days.mjs`)) as Days;
    const { ours } = (await import(`${tools}/clients.mjs`)) as Clients;
    const client = ours(loadBoard("esp32"));
    const leaking = "var kept=[];setInterval(function(){kept.push(0)},36e5);";
    const functions = async () => `${await client.functions()};${leaking}`;
    const { first, last } = await jsVarsByDays(binary ?? "", { ...client, functions }, 1);
    expect(last - first).toBeGreaterThanOrEqual(20);
  },
  300_000,
);

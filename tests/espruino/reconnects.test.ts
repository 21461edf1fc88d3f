/** A client that has reconnected a thousand times takes as many JsVars as after the first time: it leaks nothing. */
import { expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { interpreters } from "./interpreter.js";

interface Client {
  always(port: number): Promise<string>;
}
interface Costs {
  jsVarsByReconnects(binary: string, client: Client, reconnects: number): Promise<{ first: number; last: number }>;
}
interface Clients {
  ours(board: ReturnType<typeof loadBoard>): Client;
}

const { board: binary } = interpreters();

it.skipIf(!binary)(
  "takes no more JsVars after 1,000 reconnects than after one",
  async () => {
    const { jsVarsByReconnects } = (await import("../../tools/device-bench/costs.mjs")) as Costs;
    const { ours } = (await import("../../tools/device-bench/clients.mjs")) as Clients;
    const { first, last } = await jsVarsByReconnects(binary ?? "", ours(loadBoard("esp32")), 1_000);
    expect(last).toBe(first);
  },
  120_000,
);

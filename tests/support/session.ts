/** A client that is connected, and what tests of its session look at. */
import { expect } from "vitest";
import { type BoardId, type Device, device, type Options } from "./device.js";
import { decoded } from "./vectors.js";

/** A client that is connected and has its turn. */
export async function connected(id: BoardId, options?: Options): Promise<Device> {
  const client = await device(id);
  expect(client.connect(options)).toBeUndefined();
  client.accept();
  expect(client.status().state).toBe("connected");
  return client;
}

/** From now on the board says that it has so many JsVars free. */
export function haveFree(client: Device, jsVars: number): void {
  client.board.evaluate(`process.memory=function(){return{free:${jsVars}}}`);
}

/** The values in what was said, as text. */
export function values(said: string): string[] {
  const published = decoded(said).filter(({ cmd }) => cmd === "publish");
  return published.map(({ payload }) => (JSON.parse(String(payload)) as { value: string }).value);
}

/** What is said next, and after how many milliseconds; nothing after `mostMs` of silence. */
export function saidWithin(client: Device, mostMs: number): { said: string; afterMs: number } {
  // Shorter than the wait for a reply.
  const steps = Math.max(200, mostMs / 5_000);
  for (let step = 1; step <= steps; step++) {
    client.clock.advance(mostMs / steps);
    const said = client.heard();
    if (said !== "") return { said, afterMs: (mostMs / steps) * step };
  }
  return { said: "", afterMs: mostMs };
}

/** That the first connection that failed was given up, and another one opens within a second. */
export function expectGivenUp(client: Device, reason: string | number): void {
  const before = client.attempts();
  client.turn();
  expect(client.status().reason).toBe(reason);
  expect(client.status().state).toBe(typeof reason === "number" ? "refused" : "waiting");
  client.clock.advance(1_000);
  expect(client.attempts()).toBe(before + 1);
}

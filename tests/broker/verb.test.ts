/** The verb as a process of its own, from what `npm run compile` wrote. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { connectAsync } from "mqtt";
import { afterEach, describe, expect, it } from "vitest";
import { connect, pingreq, publish, subscribe } from "./bench.js";
import { dial } from "./wire.js";

const program = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

const started: ChildProcess[] = [];

function run(...args: string[]) {
  const child = spawn(process.execPath, [program, "broker", ...args]);
  started.push(child);
  let out = "";
  let err = "";
  const looks = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    out += piece;
    for (const look of looks) look();
  });
  child.stderr.setEncoding("utf8").on("data", (piece: string) => {
    err += piece;
  });
  const exit = once(child, "close").then(([code, signal]) => ({ code, signal, out, err }));
  /** The first match in stdout. */
  const line = (pattern: RegExp) =>
    new Promise<RegExpMatchArray>((resolve, reject) => {
      const look = () => {
        const match = out.match(pattern);
        if (match !== null) resolve(match);
      };
      looks.add(look);
      exit.then(({ code }) => reject(new Error(`ended with ${code}: ${out}${err}`)));
      look();
    });
  return { child, line, exit };
}

afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

describe("tagwire broker", () => {
  it.each(["SIGTERM", "SIGINT"] as const)(
    "says where it listens, serves a client, and ends with 0 on %s",
    async (signal) => {
      const { child, line, exit } = run("--port", "0");
      const [, url = ""] = await line(/^listening (mqtt:\/\/127\.0\.0\.1:\d+)$/m);
      const client = await connectAsync(url, {
        protocolId: "MQIsdp",
        protocolVersion: 3,
        clientId: "A",
        reconnectPeriod: 0,
      });
      await client.publishAsync("temperature", "22.5\u001b[2J");
      await line(/^published {4}A: temperature 22\.5\\x1b\[2J \(0 subscribers\)$/m);
      child.kill(signal);
      expect(await exit).toMatchObject({ code: 0, signal: null, err: "" });
      await client.endAsync(true);
    },
  );

  it("writes nothing but JSON with --json, where it listens first", async () => {
    const { child, line, exit } = run("--port", "0", "--json");
    const [, port = ""] = await line(/"port":(\d+)/);
    const wire = await dial(Number(port));
    wire.say(connect("A"), subscribe(1, "t"), publish("t", "x"), pingreq);
    await line(/"delivered"/);
    child.kill("SIGTERM");
    const { out, code } = await exit;
    expect(code).toBe(0);
    const events = out
      .trimEnd()
      .split("\n")
      .map((text) => JSON.parse(text));
    expect(events[0]).toMatchObject({ event: "listening", url: `mqtt://127.0.0.1:${port}`, host: "127.0.0.1" });
    expect(events.map(({ event }) => event)).toEqual([
      "listening",
      "connected",
      "subscribed",
      "published",
      "delivered",
      "closed",
    ]);
    expect(events.every(({ at }) => !Number.isNaN(Date.parse(at)))).toBe(true);
  });

  it.each([["x"], ["-1"], ["65536"], ["1e3"], [""]])("refuses --port %j with the value wanted", async (port) => {
    const { code, err, out } = await run(`--port=${port}`).exit;
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(`--port is ${JSON.stringify(port)}, wanted a whole number from 0 to 65535`);
  });

  it("refuses an empty --host, which would be every address", async () => {
    const { code, err } = await run("--host=", "--port", "0").exit;
    expect(code).toBe(2);
    expect(err).toContain('--host is "", wanted');
  });

  it("complains about a port that is taken with exit code 1", async () => {
    const first = run("--port", "0");
    const [, port = ""] = await first.line(/:(\d+)$/m);
    const { code, err } = await run("--port", port).exit;
    expect(code).toBe(1);
    expect(err).toContain(`Port ${port} on 127.0.0.1`);
  });

  it("warns on stderr when it listens beyond loopback", async () => {
    const { child, line, exit } = run("--host", "0.0.0.0", "--port", "0");
    await line(/^listening/m);
    child.kill("SIGTERM");
    const { code, err } = await exit;
    expect(code).toBe(0);
    expect(err).toMatch(/^warning: .*other machines/);
  });

  it("ends quietly when nobody reads its output any more", async () => {
    const { child, line, exit } = run("--port", "0");
    const [, port = ""] = await line(/:(\d+)$/m);
    child.stdout.destroy();
    const wire = await dial(Number(port));
    wire.say(connect("A"));
    expect(await exit).toMatchObject({ code: 0, err: "" });
  });
});

describe("kill -9 at the moment of PINGRESP", () => {
  it.each([1, 20, 500, 5000])("loses none of %i messages of a subscriber that reads", async (count) => {
    const { child, line, exit } = run("--port", "0");
    const [, port = ""] = await line(/:(\d+)$/m);
    const reader = await dial(Number(port));
    reader.say(connect("reader"), subscribe(1, "t"));
    await reader.until((received) => received.endsWith("9003000100"));
    const writer = await dial(Number(port));
    writer.say(connect("writer"));
    await writer.until((received) => received === "20020000");
    writer.say(...Array.from({ length: count }, (_, i) => publish("t", String(10_000 + i))), pingreq);
    await writer.until((received) => received.endsWith("d000"));
    child.kill("SIGKILL");
    await exit;
    const received = await reader.end();
    expect(received.match(/3008000174/g)).toHaveLength(count);
  });
});

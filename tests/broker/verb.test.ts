/** The verb as a process of its own, from what `npm run compile` wrote. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connectAsync } from "mqtt";
import { afterAll, describe, expect, it } from "vitest";
import { runBroker as run } from "../support/broker-process.js";
import { put } from "../support/http.js";
import { connect, pingreq, publish, subscribe } from "./bench.js";
import { dial } from "./wire.js";

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
      "verdict",
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

  const tls = fileURLToPath(new URL("../fixtures/tls/", import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), "broker-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it.runIf(process.platform === "linux")("says which program has the port", async () => {
    const { child, line } = run("--port", "0");
    const [, port = ""] = await line(/:(\d+)$/m);
    const { err } = await run("--port", port).exit;
    expect(err).toContain(`is taken by node (process ${child.pid})`);
    expect(err).toContain("--port 0");
  });

  it.each<[what: string, args: string[], code: number, ...said: string[]]>([
    ["an unknown flag, with the nearest one", ["--max-conections", "5"], 2, "--max-conections", "--max-connections?"],
    ["a certificate that is not there", ["--cert", "no.pem", "--key-file", `${tls}key.pem`], 2, '"no.pem"', "--cert"],
    ["a file that is no certificate", ["--cert", `${tls}key.pem`, "--key-file", `${tls}key.pem`], 2, "openssl req"],
    ["a certificate without its key", ["--cert", `${tls}cert.pem`], 2, "--key-file is missing"],
    ["an access list that is not there", ["--acl", "no.acl"], 2, '"no.acl"', "can't be read"],
    [
      "an access list with a mistake, with its line",
      ["--acl", file("mistake.acl", "user a\ntopic reed b\n")],
      2,
      'mistake.acl:2: "reed" stands behind topic, wanted read, write, readwrite or deny',
    ],
    ["a --user without a password", ["--user", "alice"], 2, "no colon", "NAME:PASSWORD"],
    ["a filter that is none", ["--deny-subscribe", "a#"], 2, '--deny-subscribe is "a#"'],
    ["a bound of nothing", ["--max-packet", "0"], 2, '--max-packet is "0"', "262144"],
    ["a key without an account, and does not show it", ["--key", "secret-key"], 2, "--key has no colon", "KEY:TIER"],
    [
      "an account that is none, and does not show the key",
      ["--key", "secret-key:platinum"],
      2,
      '--key has the tier "platinum" behind its last colon, wanted KEY:TIER with free, bronze, silver, gold, full.',
    ],
    ["a key that no topic can have", ["--key", "secret-key/1:free"], 2, "/, + or #"],
    [
      "a key given twice",
      ["--key", "secret-key:free", "--key", "secret-key:full"],
      2,
      "--key has a key that was given before",
    ],
    ["a key whose rules are off", ["--key", "secret-key:free", "--no-endpoint"], 2, "--no-endpoint"],
    ["a port for HTTP that is none", ["--http", "80a"], 2, '--http is "80a"', "--http 8080"],
    ["HTTP for other machines without a token", ["--http", "0", "--host", "0.0.0.0"], 2, "0.0.0.0", "--http-token"],
    [
      "HTTP without a token where MQTT wants a password",
      ["--http", "0", "--user", "a:b"],
      2,
      "--http-token is missing",
    ],
    [
      "a token that is soon guessed, and does not show it",
      ["--http", "0", "--http-token", "secret-key"],
      2,
      "10 characters",
    ],
    ["a port for WebSocket that is none", ["--ws", "http"], 2, '--ws is "http"'],
  ])("refuses %s", async (_what, args, code, ...said) => {
    const ended = await run("--port", "0", ...args).exit;
    expect(ended).toMatchObject({ code, out: "" });
    for (const part of said) expect(ended.err).toContain(part);
    expect(ended.err).not.toContain("    at "); // no trace
    expect(ended.err).not.toContain("secret-key");
  });

  it("does all that its flags say at once: WebSocket, TLS, users, an access list", async () => {
    const acl = file("good.acl", "user alice\ntopic write a/#\ntopic read b/#\n");
    const { line } = run(
      ...["--port", "0", "--ws", "0", "--json", "--strict", "--quiet", "--user", "alice:pass:word", "--user", "bob:x"],
      ...["--cert", `${tls}cert.pem`, "--key-file", `${tls}key.pem`, "--acl", acl, "--deny-subscribe", "b/secret"],
    );
    const [, first = ""] = await line(/^(.*"listening".*)$/m);
    const { url, webSocketUrl, port } = JSON.parse(first);
    expect(url).toBe(`mqtts://127.0.0.1:${port}`);
    const options = {
      ca: readFileSync(`${tls}cert.pem`),
      reconnectPeriod: 0,
      username: "alice",
      password: "pass:word",
    };
    const client = await connectAsync(webSocketUrl, { ...options, protocolVersion: 4 });
    expect(await client.subscribeAsync("b/#")).toMatchObject([{ qos: 0 }]);
    await expect(client.subscribeAsync("b/secret")).rejects.toThrow();
    await client.publishAsync("b/x", "forbidden", { qos: 1 });
    await line(/"warned".*not write to/);
    await client.endAsync();
    await expect(connectAsync(url, { ...options, password: "pass" })).rejects.toMatchObject({ code: 4 });
  });

  it("complains about a port for HTTP that is taken, and about nothing else", async () => {
    const first = run("--port", "0", "--http", "0", "--json");
    const [, port = ""] = await first.line(/"httpUrl":"http:\/\/127\.0\.0\.1:(\d+)"/);
    const { code, err } = await run("--port", "0", "--http", port).exit;
    expect(code).toBe(1);
    expect(err).toContain(`Port ${port} on 127.0.0.1`);
    expect(err).toContain("--http 0");
  });

  it("says what became of each value, by MQTT and by HTTP, in lines and in JSON", async () => {
    for (const json of [[], ["--json"]]) {
      const { line } = run("--port", "0", "--http", "0", "--key", "K:free", "--key", "L:full", ...json);
      const [, port = "", http = ""] =
        json.length > 0
          ? await line(/"url":"mqtt:\/\/127\.0\.0\.1:(\d+)","httpUrl":"([^"]+)"/)
          : await line(/^listening mqtt:\/\/127\.0\.0\.1:(\d+) and (http:\S+)$/m);
      const wire = await dial(Number(port));
      wire.say(connect("A"), publish("key/K/device/D/tag/t", '{"value":"22.5\u009b2J"}'));
      const lineWith = (shown: RegExp, event: RegExp) => line(json.length > 0 ? event : shown);
      await lineWith(
        /^verdict {6}A: key\/K\/device\/D\/tag\/t \{"value":"22\.5\\x9b2J"\}: accepted, stored as 22$/m,
        /^\{"event":"verdict".*"by":"MQTT".*"stored":"22","payload":"\{\\"value\\":\\"22\.5\\u009b2J\\"\}"\}$/m,
      );
      await put(http, "key/M/device/D/tag/t", '{"value":"1"}');
      await lineWith(
        /^verdict {6}HTTP 127\.0\.0\.1:\d+: \S+ \{"value":"1"\}: refused: unknown key M, known: K, L$/m,
        /"by":"HTTP".*"verdict":"refused","text":"refused: unknown key M, known: K, L","reason":"key","payload":"/m,
      );
    }
  });

  it("says nothing of values with --no-endpoint", async () => {
    const { child, line, exit } = run("--port", "0", "--no-endpoint");
    const [, port = ""] = await line(/:(\d+)$/m);
    const wire = await dial(Number(port));
    wire.say(connect("A"), publish("key/K/device/D/tag/t", "x"), pingreq);
    await wire.until((received) => received.endsWith("d000"));
    child.kill("SIGTERM");
    expect((await exit).out).toMatch(/^published .*$\n^closed /m);
  });

  it("leaves out what happens to each message with --quiet", async () => {
    const { child, line, exit } = run("--port", "0", "--quiet");
    const [, port = ""] = await line(/:(\d+)$/m);
    const wire = await dial(Number(port));
    wire.say(connect("A"), subscribe(1, "t"), publish("t", "x"), pingreq);
    await wire.until((received) => received.endsWith("d000"));
    child.kill("SIGTERM");
    const { out } = await exit;
    expect(out).toMatch(/connected/);
    expect(out).not.toMatch(/published|delivered/);
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

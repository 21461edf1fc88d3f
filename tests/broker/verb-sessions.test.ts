/** The verb with faults, records and replays: each as a process of its own. */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { afterAll, describe, expect, it } from "vitest";
import { runBroker as run } from "../support/broker-process.js";
import { connect, pingreq, publish } from "./bench.js";
import { dial } from "./wire.js";

const folder = mkdtempSync(join(tmpdir(), "verb-sessions-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe("tagwire broker --fault and --faults", () => {
  it("fails for the clients that they name, and for no other", async () => {
    const faults = file("bad-day.txt", "# the greenhouse only\n\ntwice,packet=PINGRESP,client=greenhouse\n");
    const { line } = run("--port", "0", "--faults", faults, "--fault", "refuse,returnCode=3,client=door,times=1");
    const [, port = ""] = await line(/^listening mqtt:\/\/127\.0\.0\.1:(\d+)$/m);
    const asked = async (client: string, answer: string) => {
      const wire = await dial(Number(port));
      wire.say(connect(client), pingreq);
      await wire.until((received) => received === answer);
    };
    await asked("greenhouse", "20020000d000d000");
    await asked("door", "20020003");
    await asked("door", "20020000d000");
    await asked("cellar", "20020000d000");
    await line(/^fault {8}F\d twice: greenhouse: .*PINGRESP.*$/m);
    await line(/^fault {8}F\d refuse: .*ended.*$/m);
  });

  const place = "wanted afterMs";
  it.each<[what: string, args: string[], ...said: string[]]>([
    ["a kind that is none", ["--fault", "refuze"], '--fault is "refuze"', 'kind is "refuze", wanted one of refuse, '],
    [
      "a mistake in a file, with its line",
      ["--faults", file("mistake.txt", "silence,client=x\n# c\nrefuse,returnCode=9\n")],
      "mistake.txt:3: returnCode is 9, wanted a whole number from 1 to 5.",
    ],
    ["a file that is not there", ["--faults", "no.txt"], '"no.txt" of --faults can\'t be read'],
    ["an id twice", ["--fault", "silence,id=a", "--faults", file("a.txt", "drip,everyMs=9,id=a")], 'The id "a"'],
    ["an id that another got", ["--fault", "silence", "--fault", "drip,everyMs=9,id=F1"], 'id is "F1"', "another one"],
    ["too many", ["--faults", file("many.txt", "silence,client=x\n".repeat(1001))], "there are 1000 faults"],
    ["a cut of nobody", ["--fault", "cut"], "there is no connection at the start", place],
    ["a restart of nobody", ["--faults", file("restart.txt", "restart,state=lost")], '"kind":"restart"', place],
  ])("refuse %s", async (_what, args, ...said) => {
    const ended = await run("--port", "0", ...args).exit;
    expect(ended).toMatchObject({ code: 2, out: "" });
    for (const part of said) expect(ended.err).toContain(part);
  });

  it("take a restart that lasts from the start on", async () => {
    const { line } = run("--port", "0", "--fault", "restart,forMs=60000");
    const [, port = ""] = await line(/:(\d+)$/m);
    await expect(connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0 })).rejects.toThrow();
  });
});

describe("tagwire broker --record and --replay", () => {
  const KEY = "sesame-open";
  const PASSWORD = "geheimnis";
  const session = join(folder, "session.jsonl");
  let text = "";

  it("writes down a session without its passwords and keys, for its owner only", async () => {
    const lost = "withhold,packet=PUBACK,client=writer,times=1";
    const { child, line, exit } = run("--port", "0", "--key", `${KEY}:free`, "--record", session, "--fault", lost);
    const [, url = ""] = await line(/^listening (mqtt:\S+)$/m);
    const options = { clientId: "writer", username: "u", password: PASSWORD, reconnectPeriod: 0 };
    const client = await connectAsync(url, options);
    const topic = `key/${KEY}/device/D/tag/t`;
    client.publish(topic, '{"value":"1"}', { qos: 1 });
    await client.publishAsync(topic, '{"value":"2"}', { qos: 1 });
    client.stream.destroy();
    await line(/^closed .*writer/m);
    child.kill("SIGTERM");
    expect(await exit).toMatchObject({ code: 0, err: "" });
    text = readFileSync(session, "utf8");
    for (const secret of [KEY, PASSWORD]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(Buffer.from(secret).toString("hex"));
    }
    expect(text).toContain('"password":"***"');
    expect(text).toContain('"topic":"key/K1/device/D/tag/t"');
  });

  const replay = (name: string, ...args: string[]) => run("--replay", join(folder, name), ...args).exit;

  it("ends with 0 where all is answered as it was, with another key too", async () => {
    const said = `replayed ${session}: 2 answers on 1 connection, all as recorded\n`;
    expect(await replay("session.jsonl")).toMatchObject({ code: 0, out: said, err: "" });
    expect(await replay("session.jsonl", "--map", "K1=a-much-longer-key")).toMatchObject({ code: 0, out: said });
    const { out } = await replay("session.jsonl", "--json");
    expect(JSON.parse(out)).toEqual({ event: "replayed", file: session, connections: 1, answers: 2, differences: 0 });
  });

  it("ends with 1 where answers differ, and says where", async () => {
    const lines = text.split("\n");
    const at = lines.findIndex((line) => line.includes('"20020000"'));
    file("other.jsonl", text.replace('"20020000"', '"20020005"'));
    const { code, out, err } = await replay("other.jsonl");
    expect(code).toBe(1);
    expect(out).toContain(`other.jsonl:${at + 1}: connection 1 (writer): wanted CONNACK, returnCode 5`);
    expect(out).toContain("; CONNACK, returnCode 0");
    expect(err).toContain("Of 2 answers on 1 connection 1 differs from the record.");
    const json = await replay("other.jsonl", "--json");
    expect(json.code).toBe(1);
    const [first = ""] = json.out.split("\n");
    expect(JSON.parse(first)).toMatchObject({ event: "difference", line: at + 1, connection: 1, client: "writer" });
  });

  it("counts verdicts that differ apart from answers", async () => {
    file("verdict.jsonl", text.replace('"verdict":"dropped"', '"verdict":"accepted"'));
    const { code, err } = await replay("verdict.jsonl");
    expect(code).toBe(1);
    expect(err).toContain("Of 2 answers on 1 connection 0 differ, and 1 verdict, from the record.");
  });

  it("plays into a broker that listens, which says the PUBACK that the fault had withheld", async () => {
    const { line } = run("--port", "0");
    const [, address = ""] = await line(/^listening mqtt:\/\/(\S+)$/m);
    const { code, out, err } = await replay("session.jsonl", "--to", address, "--speed", "10");
    expect(code).toBe(1);
    expect(out).toMatch(/session\.jsonl:\d+: connection 1 \(writer\): PUBACK, packetId \d+ came, which was not there/);
    expect(err).toContain("warning: 1 step left out, faults and values by HTTP: only the core can do them");
    await line(/^published .*writer: key\/K1-{9}\/device\/D\/tag\/t \{"value":"1"\}/m);
  });

  it("plays a record that is cut off as far as it goes, with a warning that says where it ends", async () => {
    file("cut.jsonl", text.slice(0, -20));
    const { code, out, err } = await replay("cut.jsonl");
    expect(code).toBe(0);
    expect(out).toContain("all as recorded");
    const last = text.trimEnd().split("\n").length;
    expect(err).toContain(`cut.jsonl:${last}: the record is cut off, the line ends in its middle`);
  });

  it.each<[what: string, change: (record: string) => string, code: number, args: string[], ...said: string[]]>([
    [
      "a newer version",
      (record) => record.replace('"version":1', '"version":2'),
      1,
      [],
      ":1: the record has version 2, this tagwire reads up to 1.",
      "npm install tagwire@latest",
    ],
    ["what is no record", () => "\u001b[2J\n", 1, [], ":1: this is no record's first line"],
    ["a line that is none", (record) => record.replace("\n", "\nx\n"), 1, [], ":2: the line is no object with what"],
    ["a key that it has not", (record) => record, 2, ["--map", "K2=x"], "K2, which is not in", "it names K1"],
    [
      "a key of another form, and does not show it",
      (record) => record,
      2,
      ["--map", `K1=${KEY}/`],
      "--map has another form",
    ],
    ["a speed in virtual time", (record) => record, 2, ["--speed", "2"], "--speed is given without --to"],
    ["a broker that is not there", (record) => record, 1, ["--to", "127.0.0.1:1"], "127.0.0.1:1 can't be played to"],
  ])("refuses %s", async (_what, change, code, args, ...said) => {
    file("changed.jsonl", change(text));
    const ended = await replay("changed.jsonl", ...args);
    expect(ended.code).toBe(code);
    for (const part of said) expect(ended.err).toContain(part);
    expect(ended.err).not.toContain(KEY);
    expect(ended.err).not.toContain("\u001b");
  });

  it("leaves a record alone where the broker can't listen: perhaps the one that does is writing it", async () => {
    const first = run("--port", "0");
    const [, port = ""] = await first.line(/:(\d+)$/m);
    const kept = file("kept.jsonl", text);
    const { code, err } = await run("--port", port, "--record", kept).exit;
    expect(code).toBe(1);
    expect(err).toContain(`Port ${port}`);
    expect(readFileSync(kept, "utf8")).toBe(text);
  });

  it("writes over a longer record that was there", async () => {
    const longer = file("longer.jsonl", "~".repeat(100_000));
    const { child, line, exit } = run("--port", "0", "--record", longer);
    await line(/^listening/m);
    child.kill("SIGTERM");
    await exit;
    expect(readFileSync(longer, "utf8")).toMatch(/^\{"record":"tagwire"[^~]*"it was stopped"\}\n$/);
  });

  it("complains about a file that can't be written", async () => {
    const { code, out, err } = await run("--port", "0", "--record", join(folder, "no", "x.jsonl")).exit;
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("of a record can't be written: ENOENT");
  });

  it.runIf(existsSync("/dev/full"))("goes on where the disk is full, and says that the record ended", async () => {
    const { child, line, exit } = run("--port", "0", "--record", "/dev/full");
    const [, port = ""] = await line(/:(\d+)$/m);
    await line(/^record {7}\/dev\/full ended: .*no space left on device.*; the broker goes on without it$/m);
    const wire = await dial(Number(port));
    wire.say(connect("A"), publish("t", "x"), pingreq);
    await wire.until((received) => received.endsWith("d000"));
    child.kill("SIGTERM");
    expect(await exit).toMatchObject({ code: 0, err: "" });
  });
});

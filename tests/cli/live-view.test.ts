/** What a person sees of the broker at a terminal. */
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Verdict } from "../../src/broker/endpoint/verdict.js";
import type { BrokerEvent } from "../../src/broker/event.js";
import { createLiveView } from "../../src/cli/live-view.js";
import { connect, publish, text } from "../broker/bench.js";
import { dial } from "../broker/wire.js";

const T = "key/K/device/greenhouse/tag/temperature";
const accepted: Verdict = { verdict: "accepted", text: "accepted, stored as 22", value: "22.5", stored: "22" };

function view({ isJudged = true, columns = 100, rows = 50 } = {}) {
  const live = createLiveView({ isJudged, size: () => ({ columns, rows }) });
  const see = (...events: BrokerEvent[]) => events.flatMap((event) => live.lines(event, "19:50:01"));
  return see;
}

function message(fields: { client?: string; topic?: string; payload?: string; subscribers?: number } = {}) {
  const { client = "greenhouse", topic = T, payload = '{"value":"22.5"}', subscribers = 1 } = fields;
  const common = { client, topic, payload: text(payload) };
  const published: BrokerEvent = { event: "published", ...common, qos: 0, retain: false, dup: false, subscribers };
  const judged = (verdict: Verdict, by: "MQTT" | "HTTP" = "MQTT"): BrokerEvent => ({
    event: "verdict",
    by,
    ...common,
    ...verdict,
  });
  return { published, judged };
}

describe("the live view", () => {
  it("is a row for each message, with its verdict, below a head", () => {
    const { published, judged } = message();
    const see = view({ columns: 110 });
    expect(see(published, judged(accepted))).toEqual([
      "time      client         key/device/tag              message          to  what became of it",
      "19:50:01  greenhouse     K/greenhouse/temperature    22.5              1  accepted, stored as 22",
    ]);
  });

  it("goes on below where a verdict has more words than there is room", () => {
    const { published, judged } = message({ payload: '{"value":"23"}' });
    const dropped = "dropped: 4.2 s after this key's last value, a free account wants 15 s (paceMs: 15000)";
    const see = view({ columns: 80 });
    expect(
      see(published, judged({ verdict: "dropped", text: dropped, value: "23", sinceMs: 4250, paceMs: 15_000 })).slice(
        1,
      ),
    ).toEqual([
      "19:50:01  green...  ...se/temperature  23           1  dropped: 4.2 s after this",
      "                                                       key's last value, a free",
      "                                                       account wants 15 s",
      "                                                       (paceMs: 15000)",
    ]);
  });

  it("shows what else happens as a sentence", () => {
    const connected: BrokerEvent = {
      event: "connected",
      connection: 1,
      client: "A",
      peer: "127.0.0.1:5",
      level: 3,
      clean: true,
      keepAliveS: 60,
      session: false,
    };
    expect(view()(connected).slice(1)).toEqual([
      "19:50:01  connected    A from 127.0.0.1:5, MQTT 3.1, keep-alive 60 s",
    ]);
  });

  it("shows messages without verdicts where the rules are off, and a delivery never", () => {
    const { published } = message({ topic: "t", payload: "x", subscribers: 12 });
    const delivered: BrokerEvent = {
      event: "delivered",
      client: "B",
      topic: "t",
      payload: text("x"),
      qos: 0,
      retain: false,
      dup: false,
    };
    const lines = view({ isJudged: false })(published, delivered, published).map((line) => line.trimEnd());
    expect(lines.slice(1)).toEqual(Array(2).fill(expect.stringMatching(/^19:50:01 {2}greenhouse +t +x +12$/)));
  });

  it("shows what was refused by HTTP as gone to nobody", () => {
    const { judged } = message({ payload: "{}" });
    const refused: Verdict = { verdict: "refused", text: "refused: x", reason: "message" };
    expect(view()(judged(refused, "HTTP"))[1]).toMatch(/ {2}\{\} +- {2}refused: x$/);
  });

  it("repeats its head when that has left the screen", () => {
    const { published, judged } = message();
    const see = view({ rows: 5 });
    const heads = Array.from({ length: 9 }, () => see(published, judged(accepted)).length === 2);
    expect(heads).toEqual([true, false, false, true, false, false, true, false, false]);
  });

  it.each([40, 60, 80, 120, 200])("keeps its columns in %i, whatever clients call themselves", (columns) => {
    const nasty = [
      "\u001b[2J\u202e",
      "x".repeat(300),
      "温度".repeat(100),
      "é".repeat(50),
      "e\u0301".repeat(50),
      "🌱".repeat(40),
      "\ud800",
    ];
    const see = view({ columns });
    const marks = nasty.map((name) => {
      const { published, judged } = message({ client: name, topic: `key/K/device/${name}/tag/t`, payload: name });
      const lines = see(published, judged({ verdict: "refused", text: "refused: MARK", reason: "message" }));
      const row = lines.find((line) => line.includes("refused:")) ?? "";
      expect(lines.join("")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\p{Cs}/u);
      return screenColumns(row.split("refused:")[0] ?? "");
    });
    expect(new Set(marks).size).toBe(1);
  });
});

/** Told apart from the view's own count: what is doubly wide among the names of this test. */
function screenColumns(text: string): number {
  return [...text.replaceAll("\u0301", "")].reduce((sum, character) => sum + (/[温度🌱]/u.test(character) ? 2 : 1), 0);
}

/** The verb on a pseudo terminal, until it has said something. */
async function atTerminal(env: Record<string, string>): Promise<string> {
  const program = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
  const verb = `EXEC:"${process.execPath} ${program} broker --port 0 --key K\\:full",pty,setsid,ctty,stderr`;
  const socat = spawn("socat", ["-,ignoreeof", verb], {
    env: { PATH: process.env.PATH, TERM: "xterm", ...env },
  });
  let said = "";
  const until = (pattern: RegExp) =>
    new Promise<RegExpMatchArray>((resolve) => {
      const look = () => {
        const match = said.match(pattern);
        if (match !== null) resolve(match);
      };
      socat.stdout.on("data", look);
      look();
    });
  socat.stdout.setEncoding("utf8").on("data", (piece: string) => {
    said += piece;
  });
  try {
    const [, port = ""] = await until(/listening mqtt:\/\/127\.0\.0\.1:(\d+)/);
    const wire = await dial(Number(port));
    wire.say(connect("A"), publish(T, '{"value":"22.5"}'));
    await until(/stored as 22/);
    wire.socket.destroy();
    return said;
  } finally {
    socat.kill("SIGTERM");
  }
}

describe.skipIf(spawnSync("socat", ["-V"]).status !== 0)("the verb on a pseudo terminal", () => {
  it("shows the live view in colour, a build server's too", async () => {
    const said = await atTerminal({ CI: "true" });
    expect(said).toContain("key/device/tag");
    expect(said).toMatch(/\u001b\[32m\d\d:\d\d:\d\d {2}A .* 22\.5 .*accepted, stored as 22/);
  });

  it("shows it without colour where NO_COLOR is set", async () => {
    const said = await atTerminal({ NO_COLOR: "1" });
    expect(said).toMatch(/\d\d:\d\d:\d\d {2}A .*accepted, stored as 22/);
    expect(said).not.toContain("\u001b");
  });
});

/** `npm start` as a process. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { durationMs } from "../../src/tour/duration.js";

const main = fileURLToPath(new URL("../../dist/tour/main.js", import.meta.url));

function tour(args: string[], onLine: (line: string, kill: (signal: NodeJS.Signals) => void) => void = () => {}) {
  return new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    const child = spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      out += chunk;
      for (const line of chunk.split("\n")) onLine(line, (signal) => child.kill(signal));
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      err += chunk;
    });
    child.on("close", (code) => resolve({ code, out, err }));
  });
}

describe("npm start", () => {
  it("brings every value through an outage and says so", { timeout: 60_000 }, async () => {
    const { code, out, err } = await tour(["--for", "6s"]);
    expect(err).toBe("");
    expect(out).toMatch(/greenhouse\.ts compiled for ESP32: [\d,]+ bytes/);
    expect(out).toMatch(/test broker on mqtt:\/\/127\.0\.0\.1:\d+/);
    expect(out).toMatch(/the link is cut.*values wait.*the link is back.*temperature/s);
    const [, put, confirmed, arrived, lost, reconnects] =
      /put (\d+), confirmed (\d+), arrived (\d+), lost (\d+), sent twice \d+, reconnects (\d+)/
        .exec(out)
        ?.map(Number) ?? [];
    expect(put).toBeGreaterThan(10);
    expect([confirmed, arrived, lost]).toEqual([put, put, 0]);
    expect(reconnects).toBeGreaterThan(0);
    expect(out).not.toContain("\x1b[");
    expect(code).toBe(0);
  });

  it("ends in order on Ctrl-C", { timeout: 60_000 }, async () => {
    const { code, out } = await tour([], (line, kill) => {
      if (line.includes("temperature")) kill("SIGINT");
    });
    expect(out).toMatch(/lost 0/);
    expect(code).toBe(0);
  });

  it("ends at once where its time is up before anything was put", { timeout: 20_000 }, async () => {
    const { code, out } = await tour(["--for", "50ms"]);
    expect(out).toMatch(/put 0, .*lost 0/);
    expect(code).toBe(0);
  });

  it("ends without a trace when nobody reads it any more", { timeout: 20_000 }, async () => {
    const child = spawn(process.execPath, [main], { stdio: ["ignore", "pipe", "pipe"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    let err = "";
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      err += chunk;
    });
    child.stdout.once("data", () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(err).toBe("");
    expect(code).toBe(0);
  });

  it.each(["ten", "10", "-1s", "0s", "99999h", ""])("refuses --for %j with the value wanted", async (text) => {
    const { code, err } = await tour([`--for=${text}`]);
    expect(err).toContain(`--for "${text}" is no length of time`);
    expect(err).toContain("npm start -- --for 10s");
    expect(code).toBe(2);
  });

  it.each([
    ["10s", 10_000],
    ["500ms", 500],
    ["1.5m", 90_000],
    ["1h", 3_600_000],
  ])("takes %s as %d ms", (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });
});

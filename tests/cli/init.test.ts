import { execFile, execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PassThrough } from "node:stream";
import { parseEnv, promisify } from "node:util";
import ts from "typescript";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { boardIds } from "../../src/boards.js";
import { asker } from "../../src/cli/init/ask.js";
import { envFile } from "../../src/cli/init/env-file.js";
import { type Outcome, tagwire } from "./run.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "init-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const answers = {
  ssid: 'my "net"',
  password: "it's #1, 'really'",
  host: "broker.example",
  key: "S3CRET-KEY",
  device: "greenhouse",
};

function init(more: Readonly<Record<string, string>> = {}, dir = "p"): Promise<Outcome> {
  const options = Object.entries({ board: "esp32", ...answers, ...more }).flatMap(([name, value]) => [
    `--${name}`,
    value,
  ]);
  return tagwire(["init", dir, ...options], folder);
}

/** As npm leaves it behind after `npm install`. */
function install(project: string): void {
  mkdirSync(join(project, "node_modules"));
  symlinkSync(resolve("."), join(project, "node_modules/tagwire"), "junction");
}

/** As its owner says `npm test`. */
function test(project: string) {
  const env = { ...process.env, NODE_OPTIONS: "", NODE_TEST_CONTEXT: undefined };
  return promisify(execFile)(process.execPath, ["--test"], { cwd: project, env, timeout: 25_000 });
}

describe("a new project", () => {
  it.each(boardIds())("for %s builds, has types in the editor, and its own test passes", async (board) => {
    expect(await init({ board })).toMatchObject({ exitCode: 0, stderr: "" });
    const project = join(folder, "p");
    install(project);
    const built = await tagwire(["build", "sketch.ts", "--board", board], project);
    expect(built).toMatchObject({ exitCode: 0, stderr: "" });

    const config = ts.getParsedCommandLineOfConfigFile(
      join(project, "tsconfig.json"),
      {},
      {
        ...ts.sys,
        onUnRecoverableConfigFileDiagnostic: () => {},
      },
    );
    const program = ts.createProgram(config?.fileNames ?? [], config?.options ?? {});
    expect(config?.fileNames).toContain(join(project, "sketch.ts"));
    expect(ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText)).toEqual([]);

    expect((await test(project)).stdout).toMatch(/pass 1\b[\s\S]*fail 0\b/);
    // The test is of the sketch, not of itself.
    const sketch = join(project, "sketch.ts");
    writeFileSync(sketch, readFileSync(sketch, "utf8").replace("60_000", "61_000"));
    await expect(test(project)).rejects.toThrow();
  });

  it("has a test that finds a sketch which measures only while it is connected", async () => {
    await init({ board: "linux" });
    const project = join(folder, "p");
    install(project);
    const sketch = join(project, "sketch.ts");
    const text = readFileSync(sketch, "utf8").replace("connect, ", "connect, status, ");
    writeFileSync(sketch, text.replace("() => publish", '() => status().state === "connected" && publish'));
    await expect(test(project)).rejects.toMatchObject({ stdout: expect.stringMatching(/[01] !== 5/) as string });
  });

  it("works with the package that npm packs, as npm unpacks it", async () => {
    const npm = (...words: string[]) =>
      execFileSync("npm", words, { encoding: "utf8", shell: process.platform === "win32" }).trim();
    const archive = npm("pack", "--ignore-scripts", "--silent", "--pack-destination", folder);
    const project = join(folder, "p");
    const modules = join(project, "node_modules");
    mkdirSync(join(modules, "tagwire"), { recursive: true });
    for (const name of readdirSync("node_modules")) {
      if (!name.startsWith(".")) symlinkSync(resolve("node_modules", name), join(modules, name), "junction");
    }
    execFileSync("tar", ["-xzf", join(folder, archive), "-C", join(modules, "tagwire"), "--strip-components=1"]);
    const main = join(modules, "tagwire/dist/cli/main.js");
    const options = Object.entries({ board: "esp32", ...answers }).flatMap(([name, value]) => [`--${name}`, value]);
    execFileSync(process.execPath, [main, "init", ".", ...options], { cwd: project });
    expect(readFileSync(join(project, "package.json"), "utf8")).toMatch(/"tagwire": "\^\d/);

    const env = { ...process.env, NODE_OPTIONS: "", NODE_TEST_CONTEXT: undefined };
    execFileSync(process.execPath, ["--test"], { cwd: project, env, timeout: 25_000 });
    const script = (cli: string) => {
      execFileSync(process.execPath, [cli, "build", "sketch.ts", "--board", "esp32"], { cwd: project });
      return readFileSync(join(project, "dist/sketch/sketch.js"), "utf8");
    };
    expect(script(main)).toBe(script(resolve("dist/cli/main.js")));
  });

  it("has the secrets in .env and nowhere else, and git ignores that", async () => {
    const { stdout, stderr } = await init();
    const project = join(folder, "p");
    const texts = readdirSync(project).map((name) => [name, readFileSync(join(project, name), "utf8")] as const);
    const holding = [...texts, ["said", stdout + stderr] as const].filter(
      ([, text]) => text.includes(answers.key) || text.includes(answers.password),
    );
    expect(holding.map(([name]) => name)).toEqual([".env"]);
    expect(parseEnv(readFileSync(join(project, ".env"), "utf8"))).toEqual({
      SSID: answers.ssid,
      PASSWORD: answers.password,
      HOST: answers.host,
      KEY: answers.key,
      DEVICE: answers.device,
    });
    if (process.platform !== "win32") expect(statSync(join(project, ".env")).mode & 0o077).toBe(0);
    const git = (...words: string[]) => execFileSync("git", words, { cwd: project, encoding: "utf8" });
    git("init", "--quiet");
    git("add", "--all");
    expect(git("ls-files").split("\n")).not.toContain(".env");
    expect(git("ls-files").split("\n")).toContain("sketch.ts");
  });

  it("is refused where a file is in the way, and nothing changes", async () => {
    mkdirSync(join(folder, "p"));
    writeFileSync(join(folder, "p/sketch.ts"), "mine");
    writeFileSync(join(folder, "p/.env"), "KEY=mine");
    const outcome = await init();
    expect(outcome).toMatchObject({ exitCode: 2, stdout: "" });
    expect(outcome.stderr).toContain("p has .env, sketch.ts already");
    expect(readdirSync(join(folder, "p")).sort()).toEqual([".env", "sketch.ts"]);
    expect(readFileSync(join(folder, "p/sketch.ts"), "utf8")).toBe("mine");
  });

  it("may stand in a folder that has other files, and in the current one", async () => {
    writeFileSync(join(folder, "README.md"), "mine");
    expect(await init({}, ".")).toMatchObject({ exitCode: 0 });
    expect(existsSync(join(folder, "sketch.ts"))).toBe(true);
  });

  it("leaves nothing behind where it can't be written", async () => {
    writeFileSync(join(folder, "file"), "");
    const { exitCode, stderr } = await init({}, "file/deep/p");
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/can't be written/);
    expect(readdirSync(folder)).toEqual(["file"]);
    const half = await init({}, `new/${"x".repeat(300)}`);
    expect(half.stderr).toMatch(/can't be written: ENAMETOOLONG.*Nothing is left of it/);
    expect(readdirSync(folder)).toEqual(["file"]);
  });

  it("names every option that is missing where there is no terminal", async () => {
    const outcome = await tagwire(["init", "p", "--board", "linux", "--key", "K"], folder);
    expect(outcome.exitCode).toBe(2);
    expect(outcome.stderr).toContain("not said is --host, --device.");
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ["key", "a/b", "--key is a secret of 3 characters; wanted is 1 to 255 characters without /, +, # and NUL"],
    ["device", "a+b", '--device is "a+b"; wanted is 1 to 255 characters'],
    ["device", "gewächshaus-hinten-links", "over 23 bytes ASCII only"],
    ["host", "mqtt://broker", '--host is "mqtt://broker"; wanted is a name or an IPv4 address'],
    ["ssid", "", '--ssid is ""; wanted is 1 to 32 bytes'],
    ["password", "short", "--password is a secret of 5 characters; wanted is 8 to 64 characters, or none"],
    ["board", "esp99", "known are esp32"],
  ])("refuses the %s %s", async (name, value, sentence) => {
    const outcome = await init({ [name]: value });
    expect(outcome).toMatchObject({ exitCode: 2, stdout: "" });
    expect(outcome.stderr).toContain(sentence);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe(".env", () => {
  it.each([
    "",
    "a b",
    " a ",
    "#",
    "a#b",
    "'",
    '"',
    "it's",
    "`'",
    "\\n",
    "a\nKEY=other",
    "\n",
    "$HOME",
    "a=b",
    "é",
    'x"y\nz',
  ])("brings the value %j back", (value) => {
    expect(parseEnv(envFile({ NAME: value, KEY: "K" }))).toEqual({ NAME: value, KEY: "K" });
  });

  it("refuses a value that no quotes can hold, without showing it", () => {
    expect(() => envFile({ KEY: "'\"`\nx" })).toThrow("KEY can't be written into .env: its 5 characters have all");
  });
});

describe("the questions", () => {
  function terminal() {
    const input = new PassThrough();
    const output = new PassThrough();
    let shown = "";
    output.setEncoding("utf8").on("data", (text: string) => {
      shown += text;
    });
    return { input, asks: asker(input, output), shown: () => shown };
  }
  const any = { form: "anything", isGood: () => true };

  it("show what is typed, but of a secret nothing", async () => {
    const { input, asks, shown } = terminal();
    const host = asks.ask("host", any);
    input.write("broker\r");
    expect(await host).toBe("broker");
    const key = asks.ask("key", { ...any, secret: true });
    input.write("S3CRET\r");
    expect(await key).toBe("S3CRET");
    expect(shown()).toContain("host: ");
    expect(shown()).toContain("broker");
    expect(shown()).toContain("key: ");
    expect(shown()).not.toContain("S3CRET");
    asks.close();
  });

  it("are asked again until the answer is good", async () => {
    const { input, asks, shown } = terminal();
    const answer = asks.ask("board", { form: "one of a, b", isGood: (value) => value === "a" });
    input.write("c\r");
    input.write("a\r");
    expect(await answer).toBe("a");
    expect(shown()).toContain("wanted is one of a, b");
    asks.close();
  });

  it.each([
    ["Ctrl-C", (input: PassThrough) => input.write("\x03")],
    ["the end of the input", (input: PassThrough) => input.end()],
  ])("end at %s", async (_, stop) => {
    const { input, asks } = terminal();
    const answer = asks.ask("host", any);
    stop(input);
    await expect(answer).rejects.toMatchObject({ complaint: "stopped", exitCode: 130 });
  });
});

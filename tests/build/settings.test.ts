/** Settings: where they come from, that the build knows them, and that nobody else gets to see them. */
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "rollup";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { type Bundle, build } from "../../src/build/build.js";
import { bundle } from "../../src/build/bundle.js";
import { literals } from "../../src/build/literals.js";
import { ignoredByReading } from "../../src/build/settings/ignored.js";
import { masked } from "../../src/build/settings/mask.js";
import { settingsPlugin } from "../../src/build/settings/plugin.js";
import { Complaint } from "../../src/complaint.js";
import { interpreters, runOnInterpreter } from "../espruino/interpreter.js";
import { bundleOf, printedInV8, withFiles } from "./sketch.js";

const nobody = "/nonexistent";

type Files = Readonly<Record<string, string>>;

const secret = "s3cret-Épée";
const connecting = (options: string, names = "KEY, HOST, PORT") =>
  `import { connect } from "tagwire";\nimport { ${names} } from "tagwire:env";\nconnect({ ${options} });\n`;
const usual = { ".env": `HOST=broker.example\nPORT=1883\nKEY="${secret}"\n` };
const whole = 'host: HOST, port: +PORT, key: KEY, device: "d"';

function complaint(source: string, files: Files, board = "esp32"): Promise<string> {
  return bundleOf(source, board, files).then(
    () => "none",
    (error: unknown) => {
      if (error instanceof Complaint) return `${error.complaint}: ${error.message}`;
      throw error;
    },
  );
}

async function printed(source: string, files: Files): Promise<string[]> {
  return printedInV8((await bundleOf(source, "esp32", files)).code);
}

/** Runs git in a folder, as nobody in particular. */
function git(folder: string, ...words: string[]): void {
  const { status, stderr } = spawnSync("git", words, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`git ${words.join(" ")}: ${stderr}`);
}
const hasGit = spawnSync("git", ["--version"]).status === 0;

// The configuration of who tests might ignore these files anywhere.
beforeEach(() => {
  vi.stubEnv("HOME", nobody);
  vi.stubEnv("XDG_CONFIG_HOME", nobody);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe("a setting", () => {
  it("of .env.local goes before the same of .env", async () => {
    const files = { ".env": "A=1\nB=2\n", ".env.local": "B=3\n" };
    expect(await printed('import { A, B } from "tagwire:env"; print(A, B);', files)).toEqual(["1 3"]);
  });

  it("is read beside the sketch, or else in the nearest package upwards", async () => {
    const files = {
      "package.json": "{}",
      ".env": "WHERE=package",
      "a/sketch.ts": 'import { WHERE } from "tagwire:env"; print(WHERE);',
      "b/sketch.ts": 'import { WHERE } from "tagwire:env"; print(WHERE);',
      "b/.env": "WHERE=sketch",
    };
    await withFiles(files, async (folder) => {
      const at = async (path: string) => printedInV8((await build(join(folder, path), loadBoard("esp32"))).code);
      expect([await at("a/sketch.ts"), await at("b/sketch.ts")]).toEqual([["package"], ["sketch"]]);
    });
  });

  it.each([
    ["quotes", `V="a b"`, "a b"],
    ["a comment", "V=a # b", "a"],
    ["nothing", "V=", ""],
    ["a quote and a backslash", `V='"\\'`, '"\\'],
    ["a mark at the file's start", "\uFEFFV=a", "a"],
  ])("with %s is what Node reads", async (_, line, value) => {
    expect(await printed('import { V } from "tagwire:env"; print(V);', { ".env": line })).toEqual([value]);
  });

  it("is a text for the type checker, even if it looks like a number", async () => {
    const source = 'import { N } from "tagwire:env"; const n: number = N; print(n);';
    expect(await complaint(source, { ".env": "N=1883" })).toContain("'string' is not assignable to type 'number'");
    expect((await bundleOf(source.replace("= N;", "= +N;"), "esp32", { ".env": "N=1883" })).code).toBe(
      "print(1883);\n",
    );
  });

  it("that nobody reads is not in the script", async () => {
    const { code } = await bundleOf('import { A } from "tagwire:env"; print(A);', "esp32", { ".env": "A=1\nB=unread" });
    expect(code).toBe('print("1");\n');
  });

  it("is told to editors by name, without its value", async () => {
    await withFiles({ ...usual, "sketch.ts": connecting(whole) }, async (folder) => {
      await build(join(folder, "sketch.ts"), loadBoard("esp32"));
      const declarations = readFileSync(join(folder, "tagwire-env.d.ts"), "utf8");
      expect(declarations).toContain('declare module "tagwire:env" {\n  export const HOST: string;\n');
      expect(declarations).not.toMatch(/s3cret|broker|1883/);
    });
  });

  it("has a file that no script is written over", async () => {
    await withFiles({ ...usual, "sketch.ts": connecting(whole) }, async (folder) => {
      expect((await build(join(folder, "sketch.ts"), loadBoard("esp32"))).sketchFiles).toContain(join(folder, ".env"));
    });
  });
});

describe("what a setting is on a board", () => {
  const source = 'import { V } from "tagwire:env"; print(V.length, V.charCodeAt(0));';
  const files = { ".env": "V=É" };

  it("with byte strings is its UTF-8", async () => {
    const { code } = await bundleOf(source, "esp32", files);
    expect(printedInV8(code)).toEqual(["2 195"]);
    expect(code).toMatch(/^[ -~\n]*$/);
  });

  it("with Unicode strings is its characters", async () => {
    const { code } = await bundleOf(source, "linux", files);
    expect(printedInV8(code)).toEqual(["1 201"]);
    expect(code).toMatch(/^[ -~\n]*$/);
  });

  const { board = "", plain = "" } = interpreters();
  it.skipIf(!board)("is the same on an interpreter with byte strings", async () => {
    expect((await runOnInterpreter(board, (await bundleOf(source, "esp32", files)).code)).lines).toEqual(["2 195"]);
  });
  it.skipIf(!plain)("is the same on an interpreter with Unicode strings", async () => {
    expect((await runOnInterpreter(plain, (await bundleOf(source, "linux", files)).code)).lines).toEqual(["1 201"]);
  });
});

describe("a setting that is missing", () => {
  it("is told with the file and the line to write", async () => {
    const told = await complaint(connecting(whole, "KEY, HOST, PORT, NOPE, NEITHER"), usual);
    expect(told).toMatch(
      /^setting-missing: .*sketch\.ts:2:27: the setting NOPE is neither in \.env nor in \.env\.local\n/,
    );
    expect(told).toMatch(/Write into .*\/\.env\.local, which git must ignore:\n {2}NOPE=\.\.\.\n {2}NEITHER=\.\.\.$/);
  });

  it.each([
    ["there are no files", {}, "V"],
    ["its name is none of JavaScript", { ".env": "A-B=1\nclass=2" }, "V"],
    ["it is renamed by the import", { ".env": "W=1" }, "V as W"],
  ])("is told where %s", async (_, files, name) => {
    expect(await complaint(`import { ${name} } from "tagwire:env";`, files)).toContain("the setting V is neither");
  });

  it("is told where the file is a directory", async () => {
    const told = await complaint('import { V } from "tagwire:env";', { ".env/file": "" });
    expect(told).toMatch(/^setting-missing: .*\.env can't be read: EISDIR/);
  });
});

describe("the check of connect's options", () => {
  it("sees a setting's value: the board need not check it again", async () => {
    const literal = connecting(`host: "broker.example", port: 1883, key: "k", device: "d"`, "KEY as _");
    expect((await bundleOf(connecting(whole), "esp32", usual)).code).not.toContain("65535");
    expect((await bundleOf(literal, "esp32", usual)).code).not.toContain("65535");
  });

  it.each([
    [
      "port: +PORT",
      "PORT=70000",
      "port is the setting PORT, of 5 characters; wanted is a whole number from 1 to 65535",
    ],
    ["port: +PORT", "PORT=http", "port is the setting PORT, of 3 characters"],
    ["key: KEY", "KEY=/7/s3cret", "key is a secret of 9 characters"],
    ["host: HOST", "HOST=", "host is the setting HOST, of 0 characters"],
    ["clientId: ID", "ID=Clementine-Clementine-24", "clientId is the setting ID, of 24 characters"],
  ])("refuses %s of %s without its value", async (option, line, sentence) => {
    const [, name = ""] = /: \+?(\w+)/.exec(option) ?? [];
    const all = { host: '"h"', key: '"k"', device: '"d"', [option.split(":")[0] ?? ""]: option.split(": ")[1] };
    const options = Object.entries(all).map(([key, value]) => `${key}: ${value}`);
    const told = await complaint(connecting(options.join(", "), name), { ".env": line });
    expect(told).toContain(sentence);
    expect(told).toContain(`${name}`);
    expect(told).not.toContain(line.split("=")[1] || "nothing");
  });

  it("counts the bytes of a setting where strings are bytes", async () => {
    const source = connecting('host: "h", key: "k", device: "d", clientId: ID', "ID");
    expect(await complaint(source, { ".env": `ID=${"é".repeat(12)}` }, "esp32")).toContain("clientId is");
    expect(await complaint(source, { ".env": `ID=${"é".repeat(12)}` }, "linux")).toBe("none");
  });

  it("sees the settings of a namespace", async () => {
    const source =
      'import { connect } from "tagwire"; import * as env from "tagwire:env"; connect({ host: env.HOST, key: "k", device: "d" });';
    expect(await complaint(source, { ".env": "HOST=" })).toContain("the setting HOST, of 0 characters");
  });
});

describe("nobody sees a setting's value:", () => {
  const spellings = [
    secret,
    Buffer.from(secret).toString("latin1"),
    "s3cret",
    "broker.example",
    "\\xc3\\x89",
    "\\u00c9",
  ];
  const seen = (text: string) => spellings.filter((spelling) => text.includes(spelling));

  it("it is in the script, which needs it", async () => {
    const publishing = `${connecting(whole).replace("{ connect }", "{ connect, publishValue }")}publishValue("t", 1);`;
    expect(seen((await bundleOf(publishing, "esp32", usual)).code)).toContain("s3cret");
  });

  it.each(["esp32", "linux"])("nothing else of a bundle for %s has it", async (board) => {
    const { code: _, ...others }: Bundle = await bundleOf(connecting(whole), board, usual);
    expect(seen(JSON.stringify(others))).toEqual([]);
    expect(JSON.parse(others.map).sources.join()).not.toContain("tagwire:env");
  });

  it("no source map of the joined text has it, with the texts of its sources", async () => {
    const values = new Map([["KEY", secret]]);
    const sketch: Plugin = {
      name: "sketch",
      resolveId: (name) => (name === "sketch" ? name : null),
      load: (path) => (path === "sketch" ? 'import { KEY } from "tagwire:env"; print(KEY);' : null),
    };
    const settings = settingsPlugin({ folder: "", files: [], values }, [literals("unicode")]);
    const { code, map } = await bundle("sketch", [settings, sketch], { format: "es", file: "out.js" });
    expect(code).toContain("s3cret");
    expect(map).toContain("print(KEY)");
    expect(seen(map)).toEqual([]);
  });

  it.each([[[]], [["--json"]]])("the command line says nothing of it with %s", async (options) => {
    await withFiles({ ...usual, "sketch.ts": connecting(whole) }, async (folder) => {
      const run = (...more: string[]) =>
        spawnSync(process.execPath, ["dist/cli/main.js", "build", join(folder, "sketch.ts"), "-b", "esp32", ...more], {
          encoding: "utf8",
        });
      const out = join(folder, "out.js");
      const { status, stdout, stderr } = run("-o", out, ...options);
      expect([status, seen(stdout + stderr)]).toEqual([0, []]);
      writeFileSync(join(folder, ".env"), `KEY=${secret}/\nHOST=broker.example\nPORT=broker.example`);
      const refused = run("-o", out, ...options);
      expect([refused.status, seen(refused.stdout + refused.stderr)]).toEqual([1, []]);
      expect(refused.stderr).toContain("the setting PORT");
    });
  });

  it("a complaint with a line that has it shows stars", async () => {
    const told = await complaint(`${connecting(whole)}const n: number = "${secret}";\n`, usual);
    expect(told).toContain('const n: number = "***"');
    expect(seen(told)).toEqual([]);
    await withFiles({ "sketch.ts": `const n: number = "${secret}";\n` }, async (folder) => {
      const given = build(join(folder, "sketch.ts"), loadBoard("esp32"), { settings: { KEY: secret } });
      await expect(given).rejects.toThrow('const n: number = "***"');
    });
  });

  it.each([
    ["as it is", `unexpected "${secret}"`],
    ["in bytes", `unexpected "${Buffer.from(secret).toString("latin1")}"`],
    ["with escapes of bytes", 'unexpected "s3cret-\\xc3\\x89p\\xc3\\xa9e"'],
    ["with escapes of characters", 'unexpected "s3cret-\\u00c9p\\u00e9e"'],
  ])("a bug's message and trace show stars for it %s", (_, message) => {
    const error = masked(new Error(message), [secret]) as Error;
    expect(error.message).toBe('unexpected "***"');
    expect(seen(error.stack ?? "")).toEqual([]);
  });

  it("but the place of a mistake stays", () => {
    const complaint = new Complaint("sketch-error", "a/greenhouse.ts:3:1: no greenhouse", "Mend greenhouse.");
    expect((masked(complaint, ["greenhouse"]) as Complaint).message).toBe("a/greenhouse.ts:3:1: no ***\n  Mend ***.");
  });
});

describe("a file of settings that git does not ignore", () => {
  const files = { ...usual, "sketch.ts": connecting(whole) };
  const inFolder = (more: Files, use: (folder: string, told: () => Promise<string>) => Promise<void>) =>
    withFiles({ ...files, ...more }, (folder) =>
      use(folder, () =>
        build(join(folder, "sketch.ts"), loadBoard("esp32")).then(
          () => "none",
          (error: Complaint) => error.message,
        ),
      ),
    );

  it.skipIf(!hasGit)("is refused with the line to add, until it is there", async () => {
    await inFolder({}, async (folder, told) => {
      git(folder, "init", "-q");
      expect(await told()).toMatch(
        /\.env is not ignored by git, and may hold a key\.\n {2}Add the line \.env to .*\.gitignore/,
      );
      writeFileSync(join(folder, ".gitignore"), ".env\n");
      expect(await told()).toBe("none");
    });
  });

  it.skipIf(!hasGit)("is refused with the way out where git has it already", async () => {
    await inFolder({ ".gitignore": ".env\n" }, async (folder, told) => {
      git(folder, "init", "-q");
      git(folder, "add", "--force", ".env");
      expect(await told()).toMatch(/\.env is in git; .*\n.*git rm --cached .*\.env/);
    });
  });

  it("is refused by reading .gitignore where git does not answer", async () => {
    // What git takes for no repository.
    await inFolder({ ".git/file": "" }, async (folder, told) => {
      expect(await told()).toContain(".env is not ignored by git");
      writeFileSync(join(folder, ".gitignore"), "*.log\n.env*\n");
      expect(await told()).toBe("none");
    });
  });

  it("is nobody's business where the sketch imports no setting", async () => {
    await inFolder({ ".git/file": "", "sketch.ts": "print(1);" }, async (_, told) => expect(await told()).toBe("none"));
  });

  it.each([
    ["node_modules/\n", false],
    [".env", true],
    ["/.env", false],
    ["/a/.env", true],
    ["a/.env", true],
    ["**/.env", true],
    ["a/**", true],
    ["a/", true],
    [".env/", false],
    [".env*", true],
    [".en?", true],
    [".[de]nv", true],
    ["#.env", false],
    [".env\n!.env", false],
    [".env.local", false],
    ["xenv", false],
    ["[.env", false],
  ])("as %j in .gitignore, read as git reads it", async (patterns, ignored) => {
    await withFiles({ ".gitignore": patterns, "a/.env": "", ".git/file": "" }, async (folder) => {
      expect(ignoredByReading(join(folder, "a/.env"))).toBe(ignored);
      if (!hasGit) return;
      rmSync(join(folder, ".git"), { recursive: true });
      git(folder, "init", "-q");
      const { status } = spawnSync("git", ["check-ignore", "-q", "a/.env"], { cwd: folder });
      expect(status === 0).toBe(ignored);
    });
  });
});

it("a long setting is not shown in part, where a long line of the script is cut for a message", async () => {
  const KEY = `${"abcdefghijklmnopqrstuvwxyz0123456789".repeat(2)}TAILTAILTAIL`;
  const files = {
    ".gitignore": ".env\n",
    ".env": `KEY=${KEY}\n`,
    "modules/BAR.js": "exports.go = function (s) { return /\\bon/.test(s); };",
  };
  const source = 'import { KEY } from "tagwire:env";\nprint(KEY, require("BAR").go("x"));';
  await expect(bundleOf(source, "esp32", files)).rejects.toSatisfy((error: Complaint) => {
    expect(error.sentence).toMatch(/modules\/BAR\.js:1:36: .*\(regexp-escape\)/);
    for (let at = 0; at + 12 <= KEY.length; at += 12) expect(error.sentence).not.toContain(KEY.slice(at, at + 12));
    return true;
  });
});

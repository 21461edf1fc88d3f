import { describe, expect, it } from "vitest";
import { Complaint } from "../../src/complaint.js";
import { tagwire } from "../cli/run.js";
import { bundleOf, withFiles } from "./sketch.js";

const connect = (options: string) => `import { connect } from "tagwire";\nconnect({ ${options} });\n`;
const good = 'host: "h", key: "k", device: "d"';

function complaint(source: string, board = "esp32"): Promise<string> {
  return bundleOf(source, board).then(
    () => "none",
    (error: unknown) => {
      if (error instanceof Complaint) return error.sentence;
      throw error;
    },
  );
}

describe("a mistake in the options of connect that the build can see", () => {
  it.each([
    ['host: "", key: "k", device: "d"', 'host is ""', "T1"],
    [`${good}, port: 70000`, "port is 70000; wanted is a whole number from 1 to 65535", "T2"],
    [`${good}, port: -1`, "port is -1", "T2"],
    [`${good}, port: 1.5`, "port is 1.5", "T2"],
    ['host: "h", key: "a/b", device: "d"', "key is a secret of 3 characters", "T3"],
    ['host: "h", key: "k", device: "+"', 'device is "+"', "T4"],
    [`${good}, clientId: "abcdefghijklmnopqrstuvwx"`, 'clientId is "abcdefghijklmnopqrstuvwx"', "T5"],
    [`${good}, username: ""`, 'username is ""', "T6"],
    [`${good}, password: "p"`, "password is a secret of 1 characters", "T7"],
    [`${good}, keepAliveS: 65536`, "keepAliveS is 65536", "T8"],
    [`${good}, bufferBytes: 63`, "bufferBytes is 63; wanted is a whole number of bytes from 64 to 65535", "T9"],
  ])("{ %s } is told: %s", async (options, sentence, code) => {
    const told = await complaint(connect(options));
    expect(told).toContain(sentence);
    expect(told).toContain(`(${code})`);
  });

  it("is told with its file, line and column, and the line", async () => {
    const [place, line, marks] = (await complaint(connect(`${good}, port: 70000`))).split("\n");
    expect(place).toMatch(/sketch\.ts:2:51: port is 70000/);
    expect(line).toBe(`  2 | connect({ ${good}, port: 70000 });`);
    expect(marks).toBe(`    | ${" ".repeat(50)}^^^^^`);
  });

  it("is told without the secret where the value is one", async () => {
    const told = await complaint(connect('host: "h", key: "se/cret", device: "d"'));
    expect(told).toContain('key: *********, device: "d"');
    expect(told).not.toContain("se/cret");
  });

  it("is told where connect goes by another name", async () => {
    const source = `import { connect as open } from "tagwire"; open({ ${good}, port: 0 });`;
    expect(await complaint(source)).toContain("port is 0");
  });

  it("is judged as the chosen board would", async () => {
    const source = connect(`host: "h", key: "k", device: "${"é".repeat(12)}"`);
    expect(await complaint(source, "esp32")).toContain("T4");
    expect(await complaint(source, "linux")).toBe("none");
  });

  it("counts bytes where strings are bytes", async () => {
    const twelve = connect(`${good}, clientId: "${"é".repeat(12)}"`);
    expect(await complaint(twelve, "esp32")).toContain("T5");
    expect(await complaint(twelve, "linux")).toBe("none");
  });
});

describe("options that the build can't see", () => {
  it.each([
    ["a variable's value", `const port = 70000 as number; ${connect(`${good}, port: port`)}`],
    ["a shorthand's value", `const port = 70000 as number; ${connect(`${good}, port`)}`],
    ["a spread", `const more = { port: 70000 }; ${connect(`${good}, ...more`)}`],
    [
      "an object of another place",
      `import { connect } from "tagwire"; const o = { ${good}, port: 70000 }; connect(o);`,
    ],
  ])("%s is left for the board to judge", async (_, source) => {
    expect(await complaint(source)).toBe("none");
    expect((await bundleOf(source)).code).toContain("65535");
  });

  it("do not hide those beside them", async () => {
    const source = `declare const KEY: string; ${connect('host: "h", key: KEY, device: "d", bufferBytes: 1')}`;
    expect(await complaint(source)).toContain("bufferBytes is 1");
  });
});

describe("options that are all seen", () => {
  it("are not checked again on the board", async () => {
    expect((await bundleOf(connect(good))).code).not.toContain("65535");
  });

  it("cost nothing where they are not spelled", async () => {
    const without = await bundleOf(connect(good));
    const withLogin = await bundleOf(connect(`${good}, username: "u"`));
    expect(without.code).not.toMatch(/username|password|retain/);
    expect(withLogin.code).toContain("username");
  });

  it("stay whole where connect is called twice", async () => {
    const twice = `${connect(good)}connect({ ${good} });`;
    expect((await bundleOf(twice)).code).toMatch(/username.*65535|65535.*username/);
  });
});

describe("the build says why something stays", () => {
  it.each([
    ["all are literals", connect(good), undefined],
    ["there is no connect", "print(1);", undefined],
    [
      "a value is a variable",
      `const K = "k" + 1;\n${connect('host: "h", key: K, device: "d"')}`,
      "the check stays: key is no literal (FILE:3)",
    ],
    [
      "a value is a shorthand",
      `const key = "k" + 1;\n${connect('host: "h", key, device: "d"')}`,
      "the check stays: key is no literal (FILE:3)",
    ],
    [
      "a spread",
      `const more = { port: 1 };\n${connect(`${good}, ...more`)}`,
      "every option stays: connect is given a spread (FILE:3)",
    ],
    [
      "a computed key",
      `const p = "port";\n${connect(`${good}, [p]: 1`)}`,
      "every option stays: connect is given a computed key (FILE:3)",
    ],
    [
      "a getter",
      connect('host: "h", key: "k", get device() { return "d"; }'),
      "every option stays: connect is given a method (FILE:2)",
    ],
    [
      "a second connect",
      `${connect(good)}connect({ ${good} });`,
      "every option stays: connect stands a second time (FILE:3)",
    ],
    [
      "a variable",
      `import { connect } from "tagwire";\nconst o = { ${good} };\nconnect(o);`,
      "every option stays: connect is given no object literal (FILE:3)",
    ],
    [
      "connect goes elsewhere",
      `import { connect } from "tagwire";\nconst open = connect;\nopen({ ${good} });`,
      "every option stays: connect is used for more than a call (FILE:2)",
    ],
    [
      "the whole module goes elsewhere",
      `import * as all from "tagwire";\nall.connect({ ${good} });`,
      "every option stays: connect is used for more than a call (FILE:1)",
    ],
  ])("%s", async (_, source, stays) => {
    const { stays: said } = await bundleOf(source);
    expect(said?.replace(/\(.*sketch\.ts:/, "(FILE:")).toBe(stays);
  });

  it("where another file has the second connect, with that file", async () => {
    const others = { "other.ts": `${connect(good)}export const other = 1;` };
    const { stays } = await bundleOf(
      `import { other } from "./other";\nprint(other);\n${connect(good)}`,
      "esp32",
      others,
    );
    expect(stays).toMatch(/^every option stays: connect stands a second time \(.*other\.ts:2\)$/);
  });

  it("on the size line, and as JSON", () =>
    withFiles({ "green.ts": `const key = "k" + 1;\n${connect('host: "h", key, device: "d"')}` }, async (folder) => {
      const line = await tagwire(["build", "green.ts", "--board", "esp32"], folder);
      expect(line.stdout).toMatch(
        /\(sketch \d+, tagwire [\d,]+; the check stays: key is no literal \(green\.ts:3\)\)\n$/,
      );
      const json = await tagwire(["build", "green.ts", "--board", "esp32", "--json"], folder);
      expect(JSON.parse(json.stdout)).toMatchObject({ stays: "the check stays: key is no literal (green.ts:3)" });
    }));

  it("not at all where nothing does", () =>
    withFiles({ "green.ts": connect(good) }, async (folder) => {
      const { stdout } = await tagwire(["build", "green.ts", "--board", "esp32", "--json"], folder);
      expect(JSON.parse(stdout)).toMatchObject({ stays: null });
    }));
});

describe("each option that a sketch spells is in its bundle, and no other", () => {
  const optional: Readonly<Record<string, string>> = {
    port: "1884",
    clientId: '"c"',
    username: '"u"',
    keepAliveS: "10",
    retain: "true",
    bufferBytes: "100",
  };
  it.each(Object.entries(optional))("%s", async (name, value) => {
    const { code } = await bundleOf(connect(`${good}, ${name}: ${value}`));
    expect(code).toContain(name);
    // The port is set in any case: 1883.
    const others = Object.keys(optional).filter((key) => key !== name && key !== "port");
    expect(code).not.toMatch(new RegExp(`\\b(${others.join("|")})\\b`));
    expect(code.length).toBeGreaterThan((await bundleOf(connect(good))).code.length);
  });
});

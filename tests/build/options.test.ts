import { describe, expect, it } from "vitest";
import { Complaint } from "../../src/complaint.js";
import { tagwire } from "../cli/run.js";
import { bundleOf, withFiles } from "./sketch.js";

const connect = (options: string) => `import { connect } from "tagwire";\nconnect({ ${options} });\n`;
const publishing = (options: string) =>
  `${connect(options).replace("connect }", "connect, publishValue }")}publishValue("t", 2);\n`;
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

describe("tagwire/qos1", () => {
  it("beside tagwire is refused in one sentence, types apart", async () => {
    const calls = `import { connect } from "tagwire/qos1";\nconnect({ ${good} });\n`;
    expect(await complaint(`${calls}import { publishValue } from "tagwire";\npublishValue("t", 1);\n`)).toContain(
      '"tagwire" and "tagwire/qos1" are both imported',
    );
    expect(await complaint(`${calls}import type { Options } from "tagwire";\nexport let o: Options;\n`)).toBe("none");
  });

  it("has its options checked, and the devices named, as tagwire has", async () => {
    expect(await complaint(connect(`${good}, port: 70000`).replace('"tagwire"', '"tagwire/qos1"'))).toContain(
      "port is 70000",
    );
  });
});

describe("a mistake in the options of connect that the build can see", () => {
  it.each([
    ['host: "", key: "k", device: "d"', 'host is ""'],
    ['host: [], key: "k", device: "d"', "host is []"],
    ['host: ["a", ""], key: "k", device: "d"', 'host is ["a", ""]'],
    [`${good}, port: 70000`, "port is 70000; wanted is a whole number from 1 to 65535"],
    [`${good}, port: 0`, "port is 0"],
    [`${good}, port: -1`, "port is -1"],
    [`${good}, port: 1.5`, "port is 1.5"],
    ['host: "h", key: "a/b", device: "d"', "key is a secret of 3 characters"],
    ['host: "h", key: "k", device: "+"', 'device is "+"'],
    [`${good}, clientId: "abcdefghijklmnopqrstuvwx"`, 'clientId is "abcdefghijklmnopqrstuvwx"'],
    [`${good}, username: ""`, 'username is ""'],
    [`${good}, username: "a\\0"`, 'username is "a\\0"'],
    [`${good}, password: "p"`, "password is a secret of 1 characters"],
    [`${good}, keepAliveS: 65536`, "keepAliveS is 65536"],
    [`${good}, keepAliveS: 9`, "keepAliveS is 9"],
    [`${good}, bufferBytes: 63`, "bufferBytes is 63; wanted is a whole number of bytes from 64 to 65535"],
    [`${good}, paceMs: 30001`, "paceMs is 30001"],
    [`${good}, keepAliveS: 10, paceMs: 5001`, "paceMs is 5001"],
    [`${good}, retryMaxS: 0`, "retryMaxS is 0"],
    [`${good}, replyTimeoutMs: 99`, "replyTimeoutMs is 99"],
    [`${good}, connectTimeoutMs: 65536`, "connectTimeoutMs is 65536"],
  ])("{ %s } is told: %s", async (options, sentence) => {
    expect(await complaint(connect(options))).toContain(sentence);
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
    expect(await complaint(source, "esp32")).toContain("device is");
    expect(await complaint(source, "linux")).toBe("none");
  });

  it("counts bytes where strings are bytes", async () => {
    const twelve = connect(`${good}, clientId: "${"é".repeat(12)}"`);
    expect(await complaint(twelve, "esp32")).toContain("clientId is");
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
    const withLogin = await bundleOf(connect(`${good}, username: getSerial()`));
    expect(without.code).not.toMatch(/username|password|retain/);
    expect(withLogin.code).toContain("username");
  });

  it("stand in place of what reads them, and cost neither an object nor their names", async () => {
    const { code } = await bundleOf(publishing(`${good}, username: "who"`));
    expect(code).toContain('"key/k/device/d/tag/');
    expect(code).toContain('"who"');
    expect(code).not.toMatch(/\b(key:|device:|username)/);
  });

  it("are read from the object where they have characters beyond ASCII", async () => {
    const { code } = await bundleOf(publishing('host: "h", key: "k", device: "é"'), "esp32");
    expect(code).toMatch(/device:"\\xc3\\xa9"/);
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
      "every option stays: connect is given an accessor (FILE:2)",
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
  /** Its value, and what that becomes. */
  const optional: Readonly<Record<string, readonly [value: string, text: string]>> = {
    port: ["1884", "port:1884"],
    clientId: ['"my-id"', '"my-id"'],
    username: ['"myself"', '"myself"'],
    keepAliveS: ["4660", "(18,4660)"],
    retain: ["true", '("1",'],
    bufferBytes: ["100", "Uint8Array(100)"],
    will: ['{ topic: "my/topic", message: "gone" }', 'will:{topic:"my/topic"'],
    birth: ['{ topic: "my/other", message: "here" }', 'birth:{topic:"my/other"'],
    paceMs: ["4321", "4321"],
    stamp: ["true", ',"time":'],
    retryMaxS: ["77", "77e3"],
    replyTimeoutMs: ["2345", "2345"],
    onStatus: ["() => print(1)", "onStatus:function"],
    socket: ['require("tls").connect', 'socket:require("tls")'],
  };
  it.each(Object.entries(optional))("%s", async (name, [value, text]) => {
    const { code } = await bundleOf(publishing(`${good}, ${name}: ${value}`));
    for (const [other, [, otherText]] of Object.entries(optional)) {
      if (other === name) expect(code).toContain(text);
      else expect(code).not.toContain(otherText);
    }
    expect(code).not.toMatch(
      /\b(clientId|username|keepAliveS|bufferBytes|paceMs|stamp|retryMaxS|replyTimeoutMs|connectTimeoutMs)\b/,
    );
    if (name !== "will" && name !== "birth") expect(code).not.toContain("retain");
  });

  it("cleanSession", async () => {
    const flags = async (option: string) => (await bundleOf(publishing(good + option))).code;
    expect(await flags("")).toContain("\\x03\\x02");
    expect(await flags(", cleanSession: true")).not.toContain("cleanSession");
    expect(await flags(", cleanSession: false")).not.toMatch(/\\x03\\x02|cleanSession/);
  });

  it("connectTimeoutMs, where the SDK waits for the connection", async () => {
    const source = publishing(`${good}, connectTimeoutMs: 3456`);
    expect((await bundleOf(source, "esp8266")).code).toContain("3456");
    expect((await bundleOf(source, "esp32")).code).not.toContain("3456");
  });

  it("a list of hosts, as it stands", async () => {
    const { code, stays } = await bundleOf(publishing('host: ["h", "i"], key: "k", device: "d"'));
    expect(code).toContain('["h","i"]');
    expect(code).not.toContain("65535");
    expect(stays).toBeUndefined();
    expect((await bundleOf(publishing(good))).code).not.toContain("concat");
  });
});

describe("options that are no literals by their nature do not bring the check back", () => {
  it.each([
    ["will", 'will: { topic: "t", message: "m" }'],
    ["birth", 'birth: { topic: getSerial(), message: "m", retain: true }'],
    ["onStatus as a function", "onStatus: () => print(1)"],
    ["onStatus as a method", "onStatus() { print(1); }"],
    ["socket", 'socket: require("tls").connect'],
    ["a socket of the sketch's own", "socket: () => ({ on() {}, write() {}, end() {} })"],
    ["all of them", 'will: { topic: "t", message: "m" }, birth: { topic: "t", message: "m" }, onStatus() {}'],
  ])("%s", async (_, option) => {
    const { code, stays } = await bundleOf(publishing(`${good}, ${option}`));
    expect(stays).toBeUndefined();
    expect(code).not.toContain("65535");
  });
});

describe("a value of another type is refused, and the sentence says what is wanted", () => {
  it.each([
    ["host: 5", /number.*not assignable to type 'string \| string\[\]'/],
    ["host: [5]", /number.*not assignable to type 'string'/],
    ['will: "gone"', /string.*not assignable to type 'Message'/],
    ['will: { message: "gone" }', /topic.*missing/],
    ['birth: { topic: "t", message: 5 }', /number.*not assignable to type 'string'/],
    ['birth: { topic: "t", message: "m", qos: 1 }', /'qos' does not exist in type 'Message'/],
    ['paceMs: "15000"', /string.*not assignable to type 'number'/],
    ["stamp: 1", /number.*not assignable to type 'boolean/],
    ['cleanSession: "no"', /string.*not assignable to type 'boolean/],
    ["retryMaxS: true", /boolean.*not assignable to type 'number'/],
    ['onStatus: "print(1)"', /string.*not assignable to type '\(\) => void'/],
    ["onStatus: (state: string) => print(state)", /not assignable to type '\(\) => void'/],
    ["socket: () => 5", /number.*not assignable to type 'Connection'/],
    ["paceMS: 1", /'paceMS' does not exist in type 'Options'/],
  ])("%s", async (option, sentence) => {
    const rest = option.startsWith("host") ? 'key: "k", device: "d"' : good;
    expect(await complaint(connect(`${rest}, ${option}`))).toMatch(sentence);
  });
});

import { describe, expect, it } from "vitest";
import { Complaint } from "../../src/complaint.js";
import { bundleOf } from "./sketch.js";

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

/** The tools behind `npm run`: each says what it can be asked, and refuses the rest in a sentence. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
const tools = Object.entries(scripts).flatMap(([name, command]) => {
  const [, file] = /\bnode (tools\/\S+)$/.exec(command) ?? [];
  return file === undefined ? [] : [{ name, file }];
});

describe.each(tools)("npm run $name", ({ name, file }) => {
  const run = (...words: string[]) => spawnSync(process.execPath, [file, ...words], { encoding: "utf8" });

  it("prints its help", () => {
    const { status, stdout } = run("--help");
    expect({ status, begins: stdout.slice(0, `npm run ${name}`.length) }).toEqual({
      status: 0,
      begins: `npm run ${name}`,
    });
  });

  it("refuses an option that it does not know", () => {
    const { status, stderr } = run("--no-such-option");
    expect(status).toBe(2);
    expect(stderr).toMatch(/^Unknown option '--no-such-option'/);
    expect(stderr).toContain(`npm run ${name}`);
  });
});

it("has tools", () => {
  expect(tools.length).toBeGreaterThan(8);
});

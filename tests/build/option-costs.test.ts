/** What an option costs: nothing where it is not spelled, and else what docs/options.md says. */
import { readFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";

interface Costs {
  readonly least: number;
  readonly added: Readonly<Record<string, number>>;
  readonly costs: string;
}

let found: Costs;
beforeAll(async () => {
  const { costs } = (await import("../../tools/sizes.mjs")) as { costs(): Promise<Costs> };
  found = await costs();
}, 120_000);

it("the smallest sketch pays for none", async () => {
  const { code } = await build("examples/smallest.ts", loadBoard("esp32"));
  expect(found.least).toBe(code.length);
  expect(code).not.toMatch(
    /concat|retain|onStatus|socket|"time"|clientId|username|will|birth|paceMs|retryMaxS|TimeoutMs|splice/,
  );
});

it("docs/options.md says what each costs, as npm run sizes prints it", () => {
  const page = readFileSync(new URL("../../docs/options.md", import.meta.url), "utf8");
  expect(page.split(/<!-- \/?costs -->/)[1]).toBe(found.costs);
});

it("docs/options.md has every option, and no other", () => {
  const page = readFileSync(new URL("../../docs/options.md", import.meta.url), "utf8");
  const source = readFileSync(new URL("../../src/device/options.ts", import.meta.url), "utf8");
  const [, fields = ""] = /interface Options \{([\s\S]*?)\n\}/.exec(source) ?? [];
  const options = [...fields.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name]) => name);
  const tables = page.split("## Values of other devices")[0] ?? "";
  const listed = [...tables.matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name);
  expect(listed.toSorted()).toEqual(options.toSorted());
});

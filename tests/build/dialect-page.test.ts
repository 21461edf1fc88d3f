import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { sourceRules } from "../../src/build/dialect/source.js";
import { textRules } from "../../src/build/dialect/text.js";
import { differences } from "./probes/differences.js";
import { pageWith } from "./probes/page.js";

const tables = { text: textRules, source: sourceRules, differences };
const page = () => readFileSync("docs/dialect.md", "utf8");

// `npx vitest run tests/build/dialect-page.test.ts -u` writes it.
it("docs/dialect.md has every rule and every difference, and no other", async () => {
  await expect(pageWith(page(), tables)).toMatchFileSnapshot("../../docs/dialect.md");
});

it.each(["text", "source", "differences"] as const)("a row of the table %s that the page lacks is found", (name) => {
  expect(pageWith(page(), { ...tables, [name]: tables[name].slice(1) })).not.toBe(page());
});

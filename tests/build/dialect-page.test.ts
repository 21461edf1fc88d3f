import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { textRules } from "../../src/build/dialect/text.js";
import { differences } from "./probes/differences.js";
import { pageWith } from "./probes/page.js";

// `npx vitest run tests/build/dialect-page.test.ts -u` writes it.
it("docs/dialect.md has every rule and every difference, and no other", async () => {
  const page = readFileSync("docs/dialect.md", "utf8");
  await expect(pageWith(page, textRules, differences)).toMatchFileSnapshot("../../docs/dialect.md");
});

it("a rule that the page lacks is found", () => {
  const page = readFileSync("docs/dialect.md", "utf8");
  expect(pageWith(page, textRules.slice(1), differences)).not.toBe(page);
  expect(pageWith(page, textRules, differences.slice(1))).not.toBe(page);
});

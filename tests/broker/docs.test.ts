import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { defaultLimits } from "../../src/broker/limits.js";

const docs = readFileSync(new URL("../../docs/broker.md", import.meta.url), "utf8");

describe("docs/broker.md", () => {
  it.each(Object.entries(defaultLimits))("names the bound %s with its default", (name, value) => {
    expect(docs).toMatch(new RegExp(`\`${name}\` *\\| ${value.toLocaleString("en")}[ |]`));
  });
});

/** Scenarios that failed once, made small: what was found, and what it was, stands in each. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { bundles, play, type Scenario } from "../../src/explore/scenario.js";

interface Regression {
  readonly found: string;
  readonly scenario: Scenario;
}

const folder = new URL("./", import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
const sdk = bundles();

it.each(files)("%s does not fail any more", async (file) => {
  const { scenario } = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Regression;
  expect((await play(scenario, sdk)).failures).toEqual([]);
});

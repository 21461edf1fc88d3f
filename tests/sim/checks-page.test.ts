/** docs/simulator.md tells of every check by its name. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("has a row for each check that may fail", () => {
  const page = readFileSync("docs/simulator.md", "utf8");
  const rows = [...page.matchAll(/^\| (`[a-z-]+`(?:, `[a-z-]+`)*) +\|/gm)].map(([, names = ""]) => names);
  const told = rows.flatMap((names) => [...names.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name));
  const failing = new Set<string | undefined>();
  const files = readdirSync("src/sim", { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  for (const file of files) {
    for (const [, name] of readFileSync(`src/sim/${file}`, "utf8").matchAll(/\bfail\(\s*"([a-z-]+)"/g))
      failing.add(name);
  }
  expect(failing.size).toBeGreaterThan(20);
  expect([...failing].filter((name) => !told.includes(name))).toEqual([]);
});

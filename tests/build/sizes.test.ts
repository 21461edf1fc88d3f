import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import { bytesBySource } from "../../src/build/sizes.js";
import { bundleOf } from "./sketch.js";

describe("the account of sizes", () => {
  // Of the smallest sketch nothing stands by itself: what it spells is a part of what the SDK says.
  it.each([
    ["smallest", []],
    ["greenhouse", [expect.stringMatching(/examples\/greenhouse\.ts$/)]],
  ])("adds up to the bundle of %s, and tells the sketch from the SDK", async (name, sketch) => {
    const { code, parts } = await build(`examples/${name}.ts`, loadBoard("esp32"));
    expect(parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(code.length);
    expect(parts.some(({ file, ofSdk }) => ofSdk && file.endsWith("src/device/session.ts"))).toBe(true);
    expect(parts.filter(({ ofSdk, file }) => !ofSdk && file !== "").map(({ file }) => file)).toEqual(sketch);
  });

  it("counts a longer sketch by what it got longer", async () => {
    const ofSketch = async (text: string) => {
      const { parts } = await bundleOf(`print("${text}");`);
      return parts.find(({ file }) => file.endsWith("sketch.ts"))?.bytes ?? 0;
    };
    expect((await ofSketch("x".repeat(100))) - (await ofSketch("x"))).toBe(99);
  });

  it("gives what no source stands behind to nobody", () => {
    const map = JSON.stringify({ sources: ["a.ts"], mappings: "IAAA,C" });
    expect(bytesBySource({ code: "var f();\n", map })).toEqual(
      new Map([
        ["", 8],
        ["a.ts", 1],
      ]),
    );
  });
});

it("a build changes no source", async () => {
  const before = readFileSync("examples/smallest.ts", "utf8");
  await build("examples/smallest.ts", loadBoard("linux"));
  expect(readFileSync("examples/smallest.ts", "utf8")).toBe(before);
});

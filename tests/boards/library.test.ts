/**
 * boards/lib.espruino.d.ts against the interpreter: what it declares is there, and what it leaves out of TypeScript's
 * own ES5 library is not. Needs ESPRUINO and ESPRUINO_BOARD; what they disagree with by intent is listed with its reason.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { packageFolder } from "../../src/build/entries.js";
import { interpreters, runOnInterpreter } from "../espruino/interpreter.js";

/** An instance of each interface, as the interpreter spells it; those that are not here exist for the checker only. */
const instances: Readonly<Record<string, string>> = {
  Object: "({})",
  Function: "(function(){})",
  String: '"abc"',
  Boolean: "true",
  Number: "(1.5)",
  Math: "Math",
  Date: "new Date(0)",
  RegExp: "/a/",
  RegExpMatchArray: '"abc".match(/b/)',
  RegExpExecArray: '/b/.exec("abc")',
  Error: 'new Error("a")',
  JSON: "JSON",
  Array: "[1]",
  ReadonlyArray: "[1]",
  // One that is kept: of one that never can be, nothing is to be seen.
  Promise: "Promise.resolve(1)",
  ArrayBuffer: "new ArrayBuffer(4)",
  ArrayBufferView: "new Uint8Array(4)",
  TypedArray: "new Uint8Array(4)",
  Int8Array: "new Int8Array(4)",
  Uint8Array: "new Uint8Array(4)",
  Uint8ClampedArray: "new Uint8ClampedArray(4)",
  Int16Array: "new Int16Array(4)",
  Uint16Array: "new Uint16Array(4)",
  Uint24Array: "new Uint24Array(4)",
  Int32Array: "new Int32Array(4)",
  Uint32Array: "new Uint32Array(4)",
  Float32Array: "new Float32Array(4)",
  Float64Array: "new Float64Array(4)",
  DataView: "new DataView(new ArrayBuffer(8))",
};
const constructorSuffix = /^(\w+)Constructor$/;

/** Declared though no interpreter has it, so that a rule of the build can say what to write instead. */
const forRules: readonly string[] = ["({}).constructor", 'new Error("a").name'];

/** Left out though this interpreter has them. */
const leftOut: Readonly<Record<string, string>> = {
  "new Date(0).getUTC*": "newer than 2v29, the last firmware that was released",
  "new *Array(4).every": "since 2v27 only",
  "new *Array(4).some": "since 2v27 only",
  "*Array.prototype": "nothing of a native prototype is found by its path",
  "DataView.prototype": "likewise",
};

/** What a library declares, each as an expression that the interpreter can look up: `"abc".charAt`, `parseInt`. */
function expressions(file: string): Set<string> {
  const found = new Set<string>();
  const text = readFileSync(file, "utf8");
  for (const statement of ts.createSourceFile(file, text, ts.ScriptTarget.ES5, true).statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name) found.add(statement.name.text);
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) found.add(name.getText());
    }
    if (!ts.isInterfaceDeclaration(statement)) continue;
    const owner = statement.name.text;
    const instance = instances[owner] ?? constructorSuffix.exec(owner)?.[1];
    if (instance === undefined) continue;
    const members = statement.members.flatMap(({ name }) => (name && ts.isIdentifier(name) ? [name.text] : []));
    for (const heir of heirs(owner) ?? [instance]) for (const member of members) found.add(`${heir}.${member}`);
  }
  return found;
}

/** Every typed array has what TypedArray has; they and DataView have what ArrayBufferView has. */
function heirs(owner: string): string[] | undefined {
  if (owner !== "TypedArray" && owner !== "ArrayBufferView") return undefined;
  const arrays = Object.values(instances).filter((instance) => /^new \w+Array\(4\)$/.test(instance));
  return owner === "TypedArray" ? arrays : [...arrays, instances.DataView ?? ""];
}

/** Those of the expressions that are undefined on the interpreter. */
async function undefinedOn(binary: string, all: readonly string[]): Promise<string[]> {
  const lines = all.map(
    (expression, index) => `try{if(typeof ${expression}=="undefined")print(${index})}catch(e){print(${index})}`,
  );
  const script = `${lines.join("\n")}\nprint("end");quit();\n`;
  const { lines: printed } = await runOnInterpreter(binary, script, { until: (line) => line === "end" });
  return printed.filter((line) => /^\d+$/.test(line)).map((line) => all[Number(line)] ?? "");
}

const ours = expressions(join(packageFolder, "boards/lib.espruino.d.ts"));
const es5 = expressions(join(dirname(createRequire(import.meta.url).resolve("typescript")), "lib.es5.d.ts"));
/** Objects have it, so everything has. */
const ofAll = (expression: string) => ours.has(`({}).${expression.split(".").at(-1)}`);
const omitted = [...es5].filter((expression) => !ours.has(expression) && !ofAll(expression));
const { plain, board } = interpreters();

describe("the library of boards", () => {
  it("leaves out what boards lack of ES5, some 60 names, and has many that came later", () => {
    expect(omitted.length).toBeGreaterThan(50);
    expect(omitted).toEqual(
      expect.arrayContaining([
        "[1].lastIndexOf",
        "[1].reduceRight",
        "Object.freeze",
        '"abc".localeCompare',
        '"abc".search',
        "Date.UTC",
        "(1.5).toPrecision",
        "encodeURI",
        "EvalError",
      ]),
    );
    for (const later of [
      '"abc".includes',
      '"abc".padStart',
      "Object.assign",
      "Object.entries",
      "[1].find",
      "Promise.all",
    ]) {
      expect(ours).toContain(later);
      expect(es5).not.toContain(later);
    }
  });

  it.skipIf(!plain || !board).each([
    ["on Linux", plain ?? ""],
    ["with byte strings", board ?? ""],
  ])("has nothing that the interpreter %s lacks, but for what rules explain", async (_, binary) => {
    expect(ours.size).toBeGreaterThan(250);
    expect(await undefinedOn(binary, [...ours])).toEqual(forRules);
  });

  it.skipIf(!plain || !board).each([
    ["on Linux", plain ?? ""],
    ["with byte strings", board ?? ""],
  ])("lacks nothing of ES5 that the interpreter %s has, but for what is explained", async (_, binary) => {
    const absent = new Set(await undefinedOn(binary, omitted));
    const patterns = Object.keys(leftOut).map(
      (name) => new RegExp(`^${name.replace(/[.()]/g, "\\$&").replaceAll("*", "\\w*")}$`),
    );
    const present = omitted.filter((expression) => !absent.has(expression));
    expect(present.filter((expression) => !patterns.some((pattern) => pattern.test(expression)))).toEqual([]);
    for (const pattern of patterns)
      expect(
        present.some((expression) => pattern.test(expression)),
        String(pattern),
      ).toBe(true);
  });

  it.skipIf(!plain)("is found wanting where it declares what is not there", async () => {
    expect(await undefinedOn(plain ?? "", ["[1].map", "[1].lastIndexOf", "Map"])).toEqual(["[1].lastIndexOf", "Map"]);
  });
});

/** Modules: where they are found, and what is refused; those of a site are in modules-site.test.ts. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Board, loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import { complaint, ownCache, printed, sketch, twice } from "./module-site.js";
import { bundleOf, printedInV8, withFiles } from "./sketch.js";

ownCache();

describe("a module is found", () => {
  it.each([
    ["as modules/NAME.js beside the sketch", { "modules/twice.js": twice }],
    ["as modules/NAME.min.js beside the sketch", { "modules/twice.min.js": twice }],
  ])("%s", async (_, files) => {
    expect(await printed(sketch, files)).toEqual(["42"]);
  });

  it("in the nearest package upwards, if it is not beside the sketch", async () => {
    const files = {
      "package.json": "{}",
      "modules/twice.js": twice,
      "modules/once.js": "exports.once = 'of the package';",
      "a/b/modules/once.js": "exports.once = 'beside the sketch';",
      "a/b/sketch.ts": `${sketch} print(require("once").once);`,
    };
    const { code } = await withFiles(files, (folder) => build(join(folder, "a/b/sketch.ts"), loadBoard("esp32")));
    expect(printedInV8(code)).toEqual(["42", "beside the sketch"]);
  });

  it("in the firmware, where it stays a require", async () => {
    expect((await bundleOf('print(require("Storage").list());')).code).toBe('print(require("Storage").list());\n');
  });

  it("with what it requires itself", async () => {
    const files = {
      "modules/four.js":
        'var twice = require("twice"); exports.four = function (n) { return twice.twice(twice.twice(n)); };',
      "modules/twice.js": twice,
    };
    expect(await printed('print(require("four").four(2));', files)).toEqual(["8"]);
  });

  it("and leaves the modules of the firmware to the firmware", async () => {
    const files = { "modules/kept.js": 'exports.list = function () { return require("Storage").list(); };' };
    expect((await bundleOf('print(require("kept").list());', "esp32", files)).code).toContain(
      'require("Storage").list()',
    );
  });
});

it("a sketch that uses tagwire is refused for a board without a network, and another is built", () => {
  const deaf: Board = { ...loadBoard("esp32"), name: "RP2040", modules: ["Storage", "Flash"] };
  const connecting = `import { connect } from "tagwire"; connect({ host: "h", key: "K", device: "D" });`;
  return withFiles({ "sketch.ts": connecting, "other.ts": `import "tagwire"; print(1);` }, async (folder) => {
    await expect(build(join(folder, "sketch.ts"), deaf)).rejects.toMatchObject({
      complaint: "module-not-found",
      sentence: expect.stringMatching(
        /sketch\.ts uses tagwire, .* module net, and the firmware of RP2040 has no network; that of esp32, esp8266, .* has\.$/,
      ),
    });
    await expect(build(join(folder, "other.ts"), deaf)).resolves.toMatchObject({ code: expect.stringContaining("1") });
  });
});

describe("a require that can't be met", () => {
  it("of a module that other boards have is refused with their names", async () => {
    const told = await complaint('const tls = require("tls"); print(tls);', "esp8266");
    expect(told).toContain(
      "sketch.ts:1:13: tls is not in ESP8266 firmware; it is in that of ESP32 (esp32), Espruino WiFi (espruinowifi), Espruino on Linux (linux).",
    );
    expect(await complaint('print(require("Wifi"));', "linux")).toContain("Wifi is not in LINUX firmware");
  });

  it("of such a module is met by one of that name in the folder", async () => {
    const files = { "modules/Wifi.js": "exports.connect = function () { return 'no radio'; };" };
    const { code } = await bundleOf('print(require("Wifi").connect("x", {}, () => {}));', "linux", files);
    expect(printedInV8(code)).toEqual(["no radio"]);
  });

  it("within a module is told with the module's line", async () => {
    const files = { "modules/twice.js": '\nvar at = require("AT7");\nexports.twice = at.connect;' };
    expect(await complaint(sketch, "esp32", files)).toMatch(/modules\/twice\.js:2:10: there is no module AT7/);
  });

  it.each([
    ["../twice", '"../twice" is no module\'s name'],
    ["https://example.com/twice.js", "is no module's name"],
    ["tagwire", 'Write: import { connect } from "tagwire";'],
  ])("is told: %s", async (name, told) => {
    expect(await complaint(`require(${JSON.stringify(name)});`)).toContain(told);
  });

  it.each([
    [
      "a computed name",
      "declare const name: string; require(name);",
      "1:37: the module's name is known only when the sketch runs",
    ],
    ["a require that goes elsewhere", "const load = require; load('Storage');", "1:14: require goes elsewhere"],
  ])("is told: %s", async (_, source, told) => {
    expect(await complaint(source)).toContain(told);
  });

  it("is none where the type has modules of the firmware only", async () => {
    const source = 'declare const name: "net" | "http"; print(require(name));';
    expect((await bundleOf(source)).code).toBe("print(require(name));\n");
    expect(await complaint(source.replace("http", "tls"), "esp8266")).toContain("known only when the sketch runs");
  });

  it("is met where the sketch only declares require", async () => {
    for (const declared of [
      "declare const require: (name: string) => any;",
      "declare function require(name: string): any;",
    ]) {
      expect(await printed(`${declared} ${sketch}`, { "modules/twice.js": twice })).toEqual(["42"]);
    }
  });

  it("is none where require is the sketch's own", async () => {
    expect(await printed("function require(n: string) { return n; } print(require('mine'));", {})).toEqual(["mine"]);
  });
});

describe("the types of a module", () => {
  it("are any without declarations", async () => {
    expect(
      await printed('const n: string = require("twice").twice(2); print(n);', { "modules/twice.js": twice }),
    ).toEqual(["4"]);
  });

  it("are those of modules/NAME.d.ts, which an editor gets too", async () => {
    const files = { "modules/twice.js": twice, "modules/twice.d.ts": "export function twice(n: number): number;" };
    expect(await printed(sketch, files)).toEqual(["42"]);
    expect(await complaint('require("twice").twice("a");', "esp32", files)).toContain("(TS2345)");
    await withFiles({ ...files, "package.json": "{}", "sketch.ts": sketch }, async (folder) => {
      await build(join(folder, "sketch.ts"), loadBoard("esp32"));
      const declarations = readFileSync(join(folder, "tagwire-env.d.ts"), "utf8");
      expect(declarations).toContain('"twice": typeof import("./modules/twice");');
    });
  });
});

it("a module's file is one that no script is written over", async () => {
  await withFiles({ "modules/twice.js": twice, "sketch.ts": sketch }, async (folder) => {
    const { sketchFiles } = await build(join(folder, "sketch.ts"), loadBoard("esp32"));
    expect(sketchFiles).toContain(join(folder, "modules/twice.js"));
  });
});

it("what nobody reads of a module costs nothing, where each export is by itself", async () => {
  const files = {
    "modules/m.js": "exports.used = function () { print('used'); }; exports.other = function () { print('other'); };",
  };
  expect((await bundleOf('const m = require("m"); m.used();', "esp32", files)).code).toBe('print("used");\n');
});

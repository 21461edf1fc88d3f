/** Modules: where they are found, and what is refused. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Board, loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import { fetchModule } from "../../src/build/modules/fetch.js";
import { MODULE_BYTES } from "../../src/build/modules/text.js";
import { Complaint } from "../../src/complaint.js";
import { bundleOf, printedInV8, withFiles } from "./sketch.js";

// Every test has a cache of its own, and no network but this machine.
let cache = "";
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), "cache-"));
  process.env.TAGWIRE_CACHE = cache;
});
afterEach(() => {
  delete process.env.TAGWIRE_CACHE;
  rmSync(cache, { recursive: true });
});

const nowhere = { "package.json": '{ "tagwire": { "moduleUrl": "http://127.0.0.1:9" } }' };
const sketch = 'print(require("twice").twice(21));';
const twice = "exports.twice = function (n) { return n * 2; };";

function complaint(source: string, board = "esp32", files: Readonly<Record<string, string>> = {}): Promise<string> {
  return bundleOf(source, board, { ...nowhere, ...files }).then(
    () => "none",
    (error: unknown) => {
      if (error instanceof Complaint) return `${error.complaint}: ${error.message}`;
      throw error;
    },
  );
}

async function printed(source: string, files: Readonly<Record<string, string>>): Promise<string[]> {
  return printedInV8((await bundleOf(source, "esp32", { ...nowhere, ...files })).code);
}

/** A site of modules on this machine; `asked` are the paths that it was asked for. */
async function withSite<T>(
  answer: RequestListener,
  use: (site: { url: string; asked: string[] }) => Promise<T>,
): Promise<T> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/modules`, asked });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

function serving(files: Readonly<Record<string, string>>): RequestListener {
  return ({ url = "" }, response) => {
    const text = files[url.replace("/modules/", "")];
    response.writeHead(text === undefined ? 404 : 200).end(text ?? "<html>Not found</html>");
  };
}

const packageAt = (url: string) => ({ "package.json": JSON.stringify({ tagwire: { moduleUrl: url } }) });

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

  it.each(["twice.min.js", "twice.js"])("on the site, as %s", async (file) => {
    await withSite(serving({ [file]: twice }), async ({ url, asked }) => {
      expect(await printed(sketch, packageAt(url))).toEqual(["42"]);
      expect(asked).toEqual(["/modules/twice.min.js", "/modules/twice.js"].slice(0, file === "twice.js" ? 2 : 1));
    });
  });

  it("without network from the second build on, by its digest", async () => {
    const board = loadBoard("esp32");
    await withSite(serving({ "twice.js": twice }), ({ url, asked }) =>
      withFiles({ ...packageAt(url), "sketch.ts": sketch }, async (folder) => {
        const first = await build(join(folder, "sketch.ts"), board);
        const count = asked.length;
        expect((await build(join(folder, "sketch.ts"), board)).code).toBe(first.code);
        expect(asked.length).toBe(count);
        const lock = JSON.parse(readFileSync(join(folder, "modules/lock.json"), "utf8"));
        expect(lock.twice.url).toBe(`${url}/twice.js`);
        expect(lock.twice.sha256).toMatch(/^[\da-f]{64}$/);
      }),
    );
  });

  it("in the cache, where another package has fetched it and the site is gone", async () => {
    const url = await withSite(serving({ "twice.js": twice }), async ({ url }) => {
      await printed(sketch, packageAt(url));
      return url;
    });
    expect(await printed(sketch, packageAt(url))).toEqual(["42"]);
  });

  it("though the cache can't be written", async () => {
    process.env.TAGWIRE_CACHE = "/dev/null/x";
    await withSite(serving({ "twice.min.js": twice }), async ({ url }) => {
      expect(await printed(sketch, packageAt(url))).toEqual(["42"]);
    });
  });

  it("in the cache, whatever its name has of signs", async () => {
    const source = 'print(require("A+B").twice(21));';
    const url = await withSite(serving({ "A%2BB.min.js": twice }), async ({ url: site }) => {
      expect(await printed(source, packageAt(site))).toEqual(["42"]);
      return site;
    });
    expect(await printed(source, packageAt(url))).toEqual(["42"]);
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

describe("a module that was fetched", () => {
  const changed = "exports.twice = function (n) { return n * 3; };";

  it("and has changed since is refused until somebody has looked", async () => {
    let text = twice;
    const answer: RequestListener = (_, response) => void response.end(text);
    await withSite(answer, ({ url }) =>
      withFiles({ ...packageAt(url), "sketch.ts": sketch }, async (folder) => {
        const again = () => build(join(folder, "sketch.ts"), loadBoard("esp32"));
        await again();
        text = changed;
        rmSync(cache, { recursive: true });
        await expect(again()).rejects.toThrow(/twice has changed: .*\n.*delete "twice" in .*lock\.json/);
        rmSync(join(folder, "modules/lock.json"));
        expect(printedInV8((await again()).code)).toEqual(["63"]);
      }),
    );
  });

  it("and was changed in the cache is fetched again", async () => {
    await withSite(serving({ "twice.min.js": twice }), ({ url, asked }) =>
      withFiles({ ...packageAt(url), "sketch.ts": sketch }, async (folder) => {
        const again = () => build(join(folder, "sketch.ts"), loadBoard("esp32"));
        await again();
        const [kept = ""] = readdirSync(cache, { recursive: true, encoding: "utf8" }).filter((file) =>
          file.endsWith(".js"),
        );
        writeFileSync(join(cache, kept), changed);
        expect(printedInV8((await again()).code)).toEqual(["42"]);
        expect(asked.length).toBe(2);
      }),
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

describe("a site that has no module to give is told, with the file to write:", () => {
  const tell = (answer: RequestListener) =>
    withSite(answer, async ({ url }) => ({ told: await complaint(sketch, "esp32", packageAt(url)), url }));

  it("404", async () => {
    const { told, url } = await tell(serving({}));
    expect(told).toMatch(/^module-not-found: .*sketch\.ts:1:7: there is no module twice: it is not in ESP32 firmware/);
    expect(told).toContain(`${url}/twice.js answers 404`);
    expect(told).toMatch(/Put its text there: .*modules\/twice\.js$/);
  });

  it.each([
    ["a server error", 503, {}, "twice.min.js answers 503"],
    [
      "a redirect",
      302,
      { location: "http://elsewhere.example/x.js" },
      "sends elsewhere, to http://elsewhere.example/x.js",
    ],
  ])("%s", async (_, status, headers, why) => {
    const { told } = await tell((_request, response) => void response.writeHead(status, headers).end());
    expect(told).toContain(why);
    expect(told).toContain("Put its text there");
  });

  it("more than a module's bytes", async () => {
    const { told } = await tell((_, response) => void response.end(" ".repeat(MODULE_BYTES + 1)));
    expect(told).toContain(`sends more than ${MODULE_BYTES} bytes`);
  });

  it("nobody there", async () => {
    const url = await withSite(serving({}), async ({ url }) => url);
    const told = await complaint(sketch, "esp32", packageAt(url));
    expect(told).toContain("twice.min.js can't be reached: ECONNREFUSED");
    expect(told).toContain("Put its text there");
  });

  it.each([
    ["before its headers", () => {}],
    ["within the text", (_: unknown, response: { write(text: string): void }) => response.write("exports.a")],
  ])("silence %s", async (_, answer) => {
    const found = await withSite(answer as RequestListener, ({ url }) => fetchModule("twice", url, 100));
    expect(found).toMatchObject({ why: expect.stringMatching(/twice\.min\.js has not answered in 100 ms$/) });
  });
});

describe("what is no module is refused for what it is:", () => {
  it.each([
    [
      "a page",
      "<!DOCTYPE html><title>Sign in</title>",
      'a page of HTML or XML that starts with "<!DOCTYPE html><title>Sign in</title>"',
    ],
    ["binary", "\x7fELF\0\0", "binary: byte 4 is NUL"],
    ["nothing", " \n", "empty"],
  ])("%s", async (_, text, seen) => {
    const fetched = await withSite(
      (_request, response) => void response.end(text),
      ({ url }) => complaint(sketch, "esp32", packageAt(url)),
    );
    expect(fetched).toMatch(/^module-error: http:\/\/127/);
    expect(fetched).toContain(`twice.min.js is ${seen}`);
    expect(await complaint(sketch, "esp32", { "modules/twice.js": text })).toContain(`modules/twice.js is ${seen}`);
    expect(existsSync(join(cache, "modules"))).toBe(false);
  });

  it("bytes that are not UTF-8", async () => {
    await withFiles({ "sketch.ts": sketch, "modules/twice.js": "" }, async (folder) => {
      writeFileSync(join(folder, "modules/twice.js"), Buffer.from([0x61, 0xe9, 0x62]));
      await expect(build(join(folder, "sketch.ts"), loadBoard("esp32"))).rejects.toThrow("text that is not UTF-8");
    });
  });

  it.each([
    [
      "a mistake of syntax",
      "exports.twice = function (n { };",
      /modules\/twice\.js:1:29: .*\(TS1005\)\n {2}1 \| exports\.twice/,
    ],
    ["an ES module", "\nexport function twice() {}", /modules\/twice\.js:2:1: this module has import or export/],
    ["module.id", "print(module.id);", /modules\/twice\.js:1:7: of module only module\.exports is known/],
    [
      "a computed name",
      "exports.twice = require('a' + 1);",
      /modules\/twice\.js:1:25: the module's name is known only when/,
    ],
  ])("%s, with its line", async (_, text, told) => {
    expect(await complaint(sketch, "esp32", { "modules/twice.js": text })).toMatch(told);
  });

  it("a circle, with all of it", async () => {
    const files = {
      "modules/twice.js": 'require("a");',
      "modules/a.js": 'require("b");',
      "modules/b.js": '\nrequire("a");',
    };
    const told = await complaint(sketch, "esp32", files);
    expect(told).toMatch(/^module-error: .*modules\/b\.js:2:1: modules require each other in a circle: a -> b -> a\n/);
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

it("a lock that is not as the build writes it is told", async () => {
  const lock = JSON.stringify({ twice: { url: "file:///etc/passwd", sha256: "0" } });
  const told = await complaint(sketch, "esp32", { "modules/lock.json": lock });
  expect(told).toMatch(/^module-error: .*lock\.json is not as wanted: .*\n.*delete it, then build again\.$/);
});

describe("the site's address", () => {
  it.each(["http://modules.example", "ftp://127.0.0.1", "no address"])("is refused if it is %s", async (url) => {
    expect(await complaint(sketch, "esp32", packageAt(url))).toContain(
      `is ${JSON.stringify(url)}; wanted is an address with https:`,
    );
  });

  it("is refused with a package.json that can't be read", async () => {
    expect(await complaint(sketch, "esp32", { "package.json": "{" })).toMatch(
      /module-error: .*package\.json is not as wanted/,
    );
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

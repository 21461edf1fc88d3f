/** Modules of a site: fetched, kept, and what is told where a site has none to give, or nothing that is one. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import { fetchModule } from "../../src/build/modules/fetch.js";
import { MODULE_BYTES } from "../../src/build/modules/text.js";
import { complaint, ownCache, packageAt, printed, serving, sketch, twice, withSite } from "./module-site.js";
import { printedInV8, withFiles } from "./sketch.js";

const cache = ownCache();

describe("a module is found", () => {
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
        rmSync(cache(), { recursive: true });
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
        const [kept = ""] = readdirSync(cache(), { recursive: true, encoding: "utf8" }).filter((file) =>
          file.endsWith(".js"),
        );
        writeFileSync(join(cache(), kept), changed);
        expect(printedInV8((await again()).code)).toEqual(["42"]);
        expect(asked.length).toBe(2);
      }),
    );
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
    expect(existsSync(join(cache(), "modules"))).toBe(false);
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

/** The rules that hold the house together, read off its source; and the figures that it shows to visitors. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { boardIds, loadBoard } from "../src/boards.js";
import { build } from "../src/build/build.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const sourceFiles = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => `src/${file.replaceAll("\\", "/")}`);

interface Source {
  readonly file: string;
  /** Paths from the root for files of ours, module names for others. */
  readonly imports: readonly string[];
  /** What it calls or reads of the host's time, chance and timers. */
  readonly takes: readonly string[];
}

const takers = /^(Date\.now|performance\.now|Math\.random|setTimeout|setInterval|setImmediate|process\.hrtime)$/;

/** Reads one source; the text is a parameter so that a planted fault can be read too. */
function readSource(file: string, text = readFileSync(join(root, file), "utf8")): Source {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const imports: string[] = [];
  const takes: string[] = [];
  const resolveImport = (name: string) =>
    name.startsWith(".")
      ? relative(root, resolve(root, dirname(file), name))
          .replaceAll("\\", "/")
          .replace(/\.[jt]s$/, "")
      : name;
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      imports.push(resolveImport((node.moduleSpecifier as ts.StringLiteral).text));
    } else if (ts.isCallExpression(node)) {
      const called = node.expression.getText();
      const [argument] = node.arguments;
      if (node.expression.kind === ts.SyntaxKind.ImportKeyword && argument && ts.isStringLiteral(argument)) {
        imports.push(resolveImport(argument.text));
      }
      if (takers.test(called)) takes.push(called);
    } else if (ts.isNewExpression(node) && node.expression.getText() === "Date" && !node.arguments?.length) {
      takes.push("new Date()");
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { file, imports, takes };
}

const inputOutput = /^(node:)?(net|http|https|tls|dgram|dns|fs|fs\/promises|child_process|worker_threads|readline|os)$/;
/**
 * The files that may do input and output, and take time and chance from the host. Of the explorer, those that read the
 * SDK's source to plant a fault in it, and run in a thread of their own; test-broker has the deadlines of tests.
 */
const shell =
  /^src\/(broker\/(server|sockets|port-owner|test-broker|http\/http-server|record\/(record-file|replay-broker))|sim\/(host[\w-]*|console-host)|boards|build\/.*|upload\/.*|monitor\/monitor|explore\/(mutants|worker)|cli\/.*|tour\/.*)\.ts$/;
/** Runs inside the board's realm, where these names are the board's. */
const insideRealm = /^src\/sim\/espruino\/.*\.ts$/;

/** What a source does that its place forbids. */
function trespasses({ file, imports, takes }: Source): string[] {
  const found: string[] = [];
  for (const name of imports) {
    if (file.startsWith("src/device/") && !/^src\/(device\/|spec$)/.test(name)) found.push(`device imports ${name}`);
    if (/^src\/(broker|sim|testing|explore|upload|monitor|cli|tour)\//.test(file) && name.startsWith("src/device/"))
      found.push(`imports ${name}`);
    if (inputOutput.test(name) && !shell.test(file)) found.push(`does input and output: ${name}`);
  }
  if (!shell.test(file) && !insideRealm.test(file) && !file.startsWith("src/device/")) {
    found.push(...takes.map((name) => `takes ${name}`));
  }
  return found;
}

describe("the import rules", () => {
  it.each(sourceFiles)("%s keeps to them", (file) => {
    expect(trespasses(readSource(file))).toEqual([]);
  });

  it.each([
    ["src/device/buffer.ts", 'import { x } from "../broker/topics.js";', "device imports src/broker/topics"],
    ["src/device/buffer.ts", 'export { x } from "typescript";', "device imports typescript"],
    ["src/broker/topics.ts", 'import { packet } from "../device/packet.js";', "imports src/device/packet"],
    ["src/cli/main.ts", 'await import("../device/publish.js");', "imports src/device/publish"],
    ["src/broker/topics.ts", 'import net from "node:net";', "does input and output: node:net"],
    ["src/sim/board.ts", 'import { readFileSync } from "fs";', "does input and output: fs"],
    ["src/broker/broker.ts", "const now = Date.now();", "takes Date.now"],
    ["src/sim/board.ts", "setTimeout(pass, 1);", "takes setTimeout"],
    ["src/sim/board.ts", "const t = new Date();", "takes new Date()"],
  ])("a trespass in %s is found: %s", (file, text, found) => {
    expect(trespasses(readSource(file, text))).toEqual([found]);
  });
});

describe("the device's source", () => {
  const deviceFiles = sourceFiles.filter((file) => file.startsWith("src/device/") && !file.endsWith(".d.ts"));

  /** Shapes that cost a board dearly, or that its interpreter gets wrong. */
  function forbiddenShapes(file: string, text = readFileSync(join(root, file), "utf8")): string[] {
    const found: string[] = [];
    const visit = (node: ts.Node, depth: number): void => {
      const isFunction = ts.isFunctionLike(node) && "body" in node && node.body !== undefined;
      if (isFunction && depth > 0) found.push("a function in a function");
      if (ts.isClassLike(node)) found.push("a class");
      if (ts.isSpreadElement(node) || ts.isSpreadAssignment(node)) found.push("a spread");
      if (ts.isForOfStatement(node)) found.push("for..of");
      if (ts.isObjectBindingPattern(node) || ts.isArrayBindingPattern(node)) found.push("destructuring");
      ts.forEachChild(node, (child) => visit(child, depth + (isFunction ? 1 : 0)));
    };
    visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true), 0);
    return found;
  }

  it.each(deviceFiles)("%s has only shapes that boards bear", (file) => {
    expect(forbiddenShapes(file)).toEqual([]);
  });

  it.each([
    ["function a() { return function () {}; }", "a function in a function"],
    ["class A {}", "a class"],
    ["f(...[1]);", "a spread"],
    ["for (const a of b) {}", "for..of"],
    ["const { a } = b;", "destructuring"],
  ])("%s is found", (text, found) => {
    expect(forbiddenShapes("src/device/x.ts", text)).toEqual([found]);
  });
});

describe("the budgets", () => {
  /** Bytes. An ESP8266 needs more to wait for its connection, Unicode strings more to become bytes. */
  const budgets: Readonly<Record<string, number>> = { esp32: 1350, esp8266: 1390, espruinowifi: 1390, linux: 1440 };

  it.each(boardIds())("hold examples/smallest.ts on %s", async (id) => {
    const { code } = await build(join(root, "examples/smallest.ts"), loadBoard(id));
    expect(code.length).toBeLessThanOrEqual(budgets[id] ?? 0);
  });

  it("hold the same with every option kept, checks included: its options come through a variable", async () => {
    const { code } = await build(join(root, "tests/fixtures/through-a-variable.ts"), loadBoard("esp32"));
    expect(code.length).toBeLessThanOrEqual(2200);
  });

  it("hold what tagwire/qos1 takes on top of it on an ESP32", async () => {
    const bytes = async (sketch: string) => (await build(join(root, sketch), loadBoard("esp32"))).code.length;
    const [plain, acknowledged] = [await bytes("examples/smallest.ts"), await bytes("tests/fixtures/smallest-qos1.ts")];
    expect(acknowledged - plain).toBeLessThanOrEqual(160);
  });

  it.each([
    ["smallest-timed", "device", 729],
    ["smallest-report", "report", 425],
    ["smallest-sleeping", "sleep", 826],
    ["smallest-spooled", "spool", 697],
    ["smallest-subscribed", "subscribe", 409],
    ["smallest-wildcard", "subscribe", 411],
    ["smallest-filters", "subscribe", 597],
    ["smallest-tls", "tls", 261],
  ])("hold what tests/fixtures/%s.ts takes on top of it on an ESP32", async (name, page, most) => {
    const bytes = async (sketch: string) => (await build(join(root, sketch), loadBoard("esp32"))).code.length;
    const [plain, more] = [await bytes("examples/smallest.ts"), await bytes(`tests/fixtures/${name}.ts`)];
    expect(more - plain).toBeLessThanOrEqual(most);
    expect(readFileSync(join(root, `docs/${page}.md`), "utf8")).toMatch(new RegExp(`\\b${most}\\b`));
  });
});

describe("the budget of tagwire/wifi", () => {
  it.each([
    ["esp32", 400],
    ["esp8266", 400],
    ["espruinowifi", 400],
  ])(
    "on %s: what it takes beyond a sketch that calls Wifi.connect itself, and does nothing about a loss",
    async (id, more) => {
      const bytes = async (name: string) =>
        (await build(join(root, `tests/fixtures/${name}.ts`), loadBoard(id))).code.length;
      expect((await bytes("smallest-wifi")) - (await bytes("smallest-wifi-by-hand"))).toBeLessThanOrEqual(more);
    },
  );
});

describe("README", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const between = (name: string) => readme.split(`<!-- ${name} -->`)[1]?.split(`<!-- /${name} -->`)[0];

  it("shows the figures that npm run sizes prints", async () => {
    const { figures } = (await import("../tools/sizes.mjs")) as { figures(): Promise<Record<string, string>> };
    const shown = Object.entries(await figures());
    expect(shown.length).toBe(2);
    for (const [name, figure] of shown) expect(between(name)).toBe(figure);
  });

  it("has no link to a file that is not there", () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, target = ""]) => target);
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) expect(readdirSync(join(root, dirname(link)))).toContain(link.split("/").at(-1));
  });
});

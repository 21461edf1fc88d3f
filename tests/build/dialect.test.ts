/** The dialect: what the check refuses fails on the interpreter, and what it accepts runs there as in Node. */
import { describe, expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import type { TextRule } from "../../src/build/dialect/rule.js";
import { checkText, textRules } from "../../src/build/dialect/text.js";
import { Complaint } from "../../src/complaint.js";
import { agreed } from "./probes/agreed.js";
import { differences } from "./probes/differences.js";
import { refused } from "./probes/refused.js";
import { boards, printedOnBoard, printedOnNode } from "./probes/run.js";
import { bundleOf } from "./sketch.js";

/** What the check says of a snippet; undefined if it accepts it. */
async function refusalOf(snippet: string, { isText }: Partial<TextRule>, board: string): Promise<string | undefined> {
  try {
    if (isText) checkText({ code: snippet, map: "" }, loadBoard(board));
    else await bundleOf(snippet, board);
  } catch (error) {
    if (error instanceof Complaint) return error.sentence;
    throw error;
  }
  return undefined;
}

/** The script of a snippet, though the check refuse it. */
async function scriptOf(snippet: string, { isText }: Partial<TextRule>, board: string): Promise<string> {
  return isText ? snippet : (await bundleOf(snippet, board, {}, { dialect: false })).code;
}

/** The board that a rule is about, or one of all. */
const boardOf = ({ strings }: Pick<TextRule, "strings">) => (strings === "unicode" ? "linux" : "esp32");

const isAbout = ({ strings }: Pick<TextRule, "strings">, board: string) =>
  strings === undefined || strings === loadBoard(board).strings;

describe.each(textRules.map((rule) => [rule.name, rule] as const))("the rule %s", (name, rule) => {
  it("refuses its snippet at its place, and says why and what to write instead", async () => {
    const said = await refusalOf(rule.fails, rule, boardOf(rule));
    const before = rule.fails.slice(0, rule.fails.indexOf(rule.at)).split("\n");
    const file = rule.isText ? "the built text" : "sketch.ts";
    expect(said).toContain(`${file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}: `);
    expect(said).toContain(`${rule.instead} (${name})\n`);
    expect(said).toMatch(/\n {2}\d+ \| .*\n {2} *\| *\^+/);
  });

  it("accepts the way out", async () => {
    expect(await refusalOf(rule.works, rule, boardOf(rule))).toBeUndefined();
  });

  for (const { id, binary } of boards.filter((board) => isAbout(rule, board.id))) {
    it.skipIf(binary === "")(`is right on ${id}: its snippet fails there, and the way out works`, async () => {
      const fails = await scriptOf(rule.fails, rule, id);
      expect(await printedOnBoard(binary, fails)).not.toEqual(printedOnNode(fails));
      const works = await scriptOf(rule.works, rule, id);
      const printed = printedOnNode(works);
      expect(printed.length).toBeGreaterThan(0);
      expect(await printedOnBoard(binary, works)).toEqual(printed);
    });
  }
});

describe("a place", () => {
  it("is told in the file and line that it came from, each once, with the line and a mark", async () => {
    const other = `export function f(n: number) {
  switch (n) {
    case 2: return "two";
    default: return "other";
    case 1: return "one";
  }
}`;
    const said = bundleOf('import { f } from "./other";\nprint(f(1), f(2), /a?/.test("a"));', "esp32", {
      "other.ts": other,
    });
    const { sentence } = await said.then(
      () => expect.fail("It was accepted."),
      (error: Complaint) => error,
    );
    const places = [...sentence.matchAll(/(\w+\.ts:\d+:\d+): .*\((.*)\)$/gm)].map(([, place, name]) => [place, name]);
    expect(places).toEqual([
      ["other.ts:5:5", "case-after-default"],
      ["sketch.ts:2:19", "regexp-optional"],
    ]);
    expect(sentence).toContain('  5 |     case 1: return "one";\n    |     ^^^^');
  });

  it("of no file is shown in the text itself, with the names of the text", () => {
    const check = () => checkText({ code: "var a=1;\nprint(f());function f(){}\n", map: "" }, loadBoard("linux"));
    expect(check).toThrow(/^the built text:2:7: f may be used here before its function is there: /);
  });
});

describe("what is refused too", () => {
  it.each(refused)("by %s: %s", async (name, script) => {
    const said = await Promise.all(["esp32", "linux"].map((id) => refusalOf(script, { isText: true }, id)));
    expect(said.join("\n")).toContain(`(${name})\n`);
  });

  for (const { id, binary } of boards) {
    it.skipIf(binary === "").each(refused)(
      `fails on ${id}, if it is refused for that, by %s: %s`,
      async (_, script) => {
        if ((await refusalOf(script, { isText: true }, id)) === undefined) return;
        expect(await printedOnBoard(binary, script)).not.toEqual(printedOnNode(script));
      },
    );
  }
});

describe("what is accepted", () => {
  // One sketch of all, for each build takes as long as its whole.
  const sketch = agreed.map((body, index) => `print("#${index}"); (function () { ${body} })();`).join("\n");

  /** The lines of each piece. */
  const pieces = (lines: readonly string[]): string[] =>
    lines
      .join("\n")
      .split(/^#\d+$/m)
      .slice(1);

  it("is built, and prints in Node", async () => {
    const printed = pieces(printedOnNode((await bundleOf(sketch)).code));
    expect(printed.length).toBe(agreed.length);
    expect(printed.filter((lines) => lines.trim() === "")).toEqual([]);
  });

  for (const { id, binary } of boards) {
    it.skipIf(binary === "")(`prints the same on ${id}`, async () => {
      const { code } = await bundleOf(sketch, id);
      const printed = pieces(await printedOnBoard(binary, code));
      const wanted = pieces(printedOnNode(code));
      for (const [index, body] of agreed.entries()) expect(printed[index], body).toBe(wanted[index]);
    });
  }
});

describe("what only run time shows", () => {
  it.each(differences.map(({ title, script, node }) => [title, script, node]))("in Node: %s", (_, script, node) => {
    expect(printedOnNode(script).join("\n")).toBe(node);
  });

  for (const { id, binary } of boards) {
    const seen = differences.filter((difference) => isAbout(difference, id));
    it.skipIf(binary === "").each(seen.map(({ title, script, board }) => [title, script, board]))(
      `on ${id}: %s`,
      async (_, script, wanted) => {
        expect((await printedOnBoard(binary, script)).join("\n")).toBe(wanted);
      },
    );
  }
});

it("mistakes in one text are told in the order of their places, and a secret in it is blotted out", () => {
  const text = 'switch(f()){default:g();case 1:h()}print("hush-hush",/a?/.test(k))';
  const hide = (shown: string) => shown.replaceAll("hush-hush", "*********");
  const check = () => checkText({ code: text, map: "" }, loadBoard("esp32"), () => undefined, hide);
  expect(check).toThrow(/built text:1:25: .*case-after-default[\s\S]*built text:1:54: .*regexp-optional/);
  expect(check).not.toThrow(/hush/);
});

it("there are 60 probes at least, and no two rules of a name", () => {
  expect(textRules.length + refused.length + agreed.length + differences.length).toBeGreaterThan(60);
  expect(new Set(textRules.map(({ name }) => name)).size).toBe(textRules.length);
});

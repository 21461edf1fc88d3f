import { describe, expect, it } from "vitest";
import { bytesOfLiteral, charactersBack, regularExpression } from "../../src/build/literals.js";
import { interpreters, runOnInterpreter } from "../espruino/interpreter.js";
import { bundleOf, printedInV8 } from "./sketch.js";

const { plain, board } = interpreters();
const codes = (text: string) => [...text].map((char) => char.charCodeAt(0).toString(16)).join(" ");

describe("a literal where strings are bytes", () => {
  it.each([
    ["a character is its UTF-8 bytes", "é", "c3 a9"],
    ["a character written as \\u is one too", String.raw`\u00e9`, "c3 a9"],
    ["a byte written as \\x stays", String.raw`\xe9`, "e9"],
    ["an octal byte stays", String.raw`\0`, "0"],
    ["two halves of a pair are one character", String.raw`\ud83d\ude00`, "f0 9f 98 80"],
    ["a pair in the text is one character", "😀", "f0 9f 98 80"],
    ["a code point in braces is one character", String.raw`\u{1F600}`, "f0 9f 98 80"],
    ["a byte between characters parts them", String.raw`é\xe9é`, "c3 a9 e9 c3 a9"],
    ["an escaped backslash makes no escape of what follows", String.raw`\\xe9`, "5c 78 65 39"],
    ["short escapes are control characters", String.raw`\n\t\b\f\v\r`, "a 9 8 c b d"],
    ["an escaped character is itself", String.raw`\é\'`, "c3 a9 27"],
    ["a joined line leaves nothing", "a\\\nb", "61 62"],
  ])("%s", (_, raw, bytes) => {
    expect(codes(bytesOfLiteral(raw))).toBe(bytes);
  });
});

describe("a regular expression", () => {
  it("has its slashes in classes escaped, for the interpreter ends it at the first", () => {
    expect(regularExpression("/[/+#]a\\/[^\\]/]/g", "bytes")).toBe("/[\\/+#]a\\/[^\\]\\/]/g");
  });

  it("has its characters as bytes where strings are bytes", () => {
    expect(regularExpression("/é+/", "bytes")).toBe("/\\xc3\\xa9+/");
    expect(regularExpression("/é+/", "unicode")).toBe("/é+/");
  });
});

const said = `
const o = { "é": 1 };
const t = 5;
print(JSON.stringify([codes("é"), codes("\\u00e9"), codes("\\xe9"), codes(\`é\${t}é\`), codes(Object.keys(o)[0])]));
function codes(text: string) {
  const all: number[] = [];
  for (let i = 0; i < text.length; i++) all.push(text.charCodeAt(i));
  return all.join(" ");
}`;
const asBytes = ['["195 169","195 169","233","195 169 53 195 169","195 169"]'];
const asUnicode = ['["233","233","233","233 53 233","233"]'];

describe("text in a sketch", () => {
  it("is bytes for a board with byte strings", async () => {
    expect(printedInV8((await bundleOf(said, "esp32")).code)).toEqual(asBytes);
  });

  it("is characters for a board with Unicode strings", async () => {
    expect(printedInV8((await bundleOf(said, "linux")).code)).toEqual(asUnicode);
  });

  it("is marked as characters for a board with Unicode strings, but for the author's own bytes", async () => {
    const { code } = await bundleOf(`print("é\u00e9", "\\xe9", "💀", \`ü\${1}\`, "\\\\udce9");`, "linux");
    expect(code).toBe(`${String.raw`print("\u00e9\u00e9","\xe9","\ud83d\udc80","\u00fc1","\\udce9");`}\n`);
  });

  it.skipIf(!plain)("goes out of the interpreter as UTF-8 where strings are Unicode", async () => {
    const out = `print(codes(E.fromUTF8("é€")), codes(E.fromUTF8("ÿ\u0080")));${said.slice(said.indexOf("function codes"))}`;
    const { lines } = await runOnInterpreter(plain ?? "", (await bundleOf(out, "linux")).code);
    expect(lines).toEqual(["195 169 226 130 172 195 191 194 128"]);
  });

  it.skipIf(!board)("is bytes on the interpreter with byte strings", async () => {
    const { lines } = await runOnInterpreter(board ?? "", (await bundleOf(said, "esp32")).code);
    expect(lines).toEqual(asBytes);
  });

  it.skipIf(!plain)("is characters on the interpreter with Unicode strings", async () => {
    const { lines } = await runOnInterpreter(plain ?? "", (await bundleOf(said, "linux")).code);
    expect(lines).toEqual(asUnicode);
  });
});

describe("a character that was set aside", () => {
  it.each([
    ["comes back", String.raw`"\udce9"`, String.raw`"\u00e9"`],
    ["is no half of a pair", String.raw`"\ud83d\udc80\udc80"`, String.raw`"\ud83d\udc80\u0080"`],
    ["is no text that looks like it", String.raw`"\\udce9"`, String.raw`"\\udce9"`],
    ["is none beyond the bytes", String.raw`"\udc7f\udd80"`, String.raw`"\udc7f\udd80"`],
  ])("%s", (_, code, back) => {
    expect(charactersBack(code)).toBe(back);
  });
});

/** Every char of one byte, as raw text where a source may hold it. */
const everyByte = Array.from({ length: 256 }, (_, code) => `\\x${code.toString(16).padStart(2, "0")}`).join("");

describe("the text of a bundle", () => {
  it("is printable ASCII whatever the sketch holds, for a control character acts at the console", async () => {
    const { code } = await bundleOf(`print("${everyByte}\x03\x7f"); print(/\x03\x7f[\x1b]/.test("\x03"));`);
    expect(code).toMatch(/^[ -~]*\n$/);
  });

  it.skipIf(!board)("holds every byte as the interpreter reads it", async () => {
    const sum = `let sum = 0; const all = "${everyByte}0"; for (let i = 0; i < 256; i++) sum += +(all.charCodeAt(i) === i); print(sum, all.length);`;
    const { lines } = await runOnInterpreter(board ?? "", (await bundleOf(sum)).code);
    expect(lines).toEqual(["256 257"]);
  });
});

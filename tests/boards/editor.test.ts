/** What an editor says of a sketch whose tsconfig.json extends the board's: the same as the build. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { boardIds } from "../../src/boards.js";
import { packageFolder } from "../../src/build/entries.js";

/** What TypeScript says of all files of a tsconfig.json, as an editor would. */
function messages(config: string): string[] {
  const host: ts.ParseConfigFileHost = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, "\n"));
    },
  };
  const parsed = ts.getParsedCommandLineOfConfigFile(config, {}, host);
  if (parsed === undefined) throw new Error(`There is no ${config}.`);
  const program = ts.createProgram({ rootNames: parsed.fileNames, options: parsed.options });
  return [...parsed.errors, ...ts.getPreEmitDiagnostics(program)].map(
    ({ messageText, file }) =>
      `${file?.fileName.split("/").at(-1)}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
  );
}

/** What it says of a sketch elsewhere on the disk, in a project that depends on tagwire, with a tsconfig.json for the board. */
function messagesFor(sketch: string, board = "esp32"): string[] {
  const folder = mkdtempSync(join(tmpdir(), "editor-"));
  try {
    writeFileSync(join(folder, "sketch.ts"), sketch);
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(packageFolder, join(folder, "node_modules/tagwire"));
    const config = { extends: `tagwire/boards/${board}.tsconfig.json`, include: ["."] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    return messages(join(folder, "tsconfig.json"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("an editor", () => {
  it("has nothing to say of the examples", () => {
    expect(messages(join(packageFolder, "examples/tsconfig.json"))).toEqual([]);
  });

  it.each(boardIds())("knows %s", (board) => {
    const sketch =
      "import { publishValue, status, type Status } from 'tagwire'; const s: Status = status(); print(publishValue('a', 1), s.waiting, 'abc'.includes('a')); setInterval(() => {}, 5);";
    expect(messagesFor(sketch, board)).toEqual([]);
  });

  it.each([
    ["a method that boards lack", "print([1].lastIndexOf(1));", /^sketch\.ts: Property 'lastIndexOf' does not exist/],
    ["a name of Node's", "print(Buffer);", /^sketch\.ts: Cannot find name 'Buffer'/],
    ["a name of the browser's", "document.title = 'a';", /^sketch\.ts: Cannot find name 'document'/],
    ["a pin that can't do it, with our sentence", "digitalWrite(D34, 1);", /"D34 is input only; outputs are D0, D1, /],
    ["what the board lacks", "Puck.light();", /There is no Puck on an ESP32/],
  ])("refuses %s", (_, sketch, message) => {
    expect(messagesFor(sketch)).toEqual([expect.stringMatching(message)]);
  });
});

#!/usr/bin/env node
/**
 * Writes what editors need: `boards/ID.d.ts`, a board's pins and what it lacks; `boards/ID.tsconfig.json`, which a
 * sketch's tsconfig.json extends; and `boards/tagwire.d.ts`, the SDK's calls. Run after a change of a board's file, of
 * `boards/sketch.d.ts`, of the SDK's calls or of the version of `@types/espruino`; a test tells when.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { boardIds, loadBoard } from "../dist/boards.js";
import { typesFolder } from "../dist/build/entries.js";
import { boardTypes, declaredValues, head } from "../dist/build/pins.js";
import { asked } from "./asked.mjs";

const boards = new URL("../boards/", import.meta.url);

/** What the SDK exports, as declarations: an editor need not read its source, some of whose names are the build's. */
function sdkTypes(entry, sources, isMeant) {
  const lines = [];
  for (const name of sources) {
    const text = readFileSync(new URL(`../src/device/${name}.ts`, import.meta.url), "utf8");
    let declared;
    for (const statement of ts.createSourceFile(name, text, ts.ScriptTarget.ES5, true).statements) {
      // Behind the signatures of a function that has several stands one that nobody calls.
      if (statement.body && statement.name?.text === declared) continue;
      declared = statement.body ? undefined : statement.name?.text;
      const isExported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
      if (!isExported || (name !== entry && !isMeant(statement))) continue;
      const [comment] = ts.getLeadingCommentRanges(text, statement.pos)?.slice(-1) ?? [];
      const [{ name: called, type } = {}] = statement.declarationList?.declarations ?? [];
      if (type && ts.isFunctionTypeNode(type)) {
        const parameters = type.parameters.map((one) => one.getText()).join(", ");
        const declaration = `export declare function ${called.text}(${parameters}): ${type.type.getText()};`;
        lines.push("", text.slice(comment?.pos ?? statement.getStart(), statement.getStart()) + declaration);
      }
      if (
        ts.isInterfaceDeclaration(statement) ||
        ts.isTypeAliasDeclaration(statement) ||
        ts.isFunctionDeclaration(statement)
      ) {
        const start = statement.getStart();
        const end = statement.body?.pos ?? statement.end;
        const declaration = text
          .slice(start, end)
          .trimEnd()
          .replace(/^export function/, "export declare function");
        lines.push("", text.slice(comment?.pos ?? start, start) + declaration + (statement.body ? ";" : ""));
      }
    }
  }
  return `${head(`src/device/${entry}.ts`)}${lines.join("\n")}\n`;
}

/** Texts by file name, all of `boards/`. */
export function boardFiles() {
  const values = declaredValues(
    [fileURLToPath(new URL("sketch.d.ts", boards)), join(typesFolder, "espruino/index.d.ts")].map((name) => ({
      name,
      text: readFileSync(name, "utf8"),
    })),
  );
  const files = {
    "tagwire.d.ts": sdkTypes(
      "publish",
      ["options", "publish", "flush"],
      (statement) => ts.isInterfaceDeclaration(statement) || statement.name?.text === "flush",
    ),
    "tagwire-sleep.d.ts": sdkTypes("sleep", ["sleep"], () => false),
    "tagwire-subscribe.d.ts": sdkTypes(
      "subscribe",
      ["listeners", "frame", "subscribe"],
      (statement) => ts.isTypeAliasDeclaration(statement) || statement.name?.text === "limitMessage",
    ),
    "tagwire-wifi.d.ts": sdkTypes("wifi", ["wifi", "clock"], ts.isFunctionDeclaration),
    "tagwire-spool.d.ts": sdkTypes("spool", ["storage-buffer"], ({ name }) => /^spool(ed)?$/i.test(name?.text)),
    "tagwire-report.d.ts": sdkTypes("report", ["report"], () => true),
    "tagwire-tls.d.ts": sdkTypes("tls", ["options", "tls"], (statement) => statement.name?.text === "Connection"),
  };
  for (const id of boardIds()) {
    files[`${id}.d.ts`] = boardTypes(loadBoard(id), values);
    const list = ["lib.espruino", id, "sketch", "espruino"].map((name) => `"./${name}.d.ts"`).join(", ");
    files[`${id}.tsconfig.json`] = `{\n  "extends": "./sketch.tsconfig.json",\n  "files": [${list}]\n}\n`;
  }
  return files;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  asked(`npm run board-types   writes boards/*.d.ts anew, which is what editors see of a board`);
  for (const [name, text] of Object.entries(boardFiles())) writeFileSync(new URL(name, boards), text);
}

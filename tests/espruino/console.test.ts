/** The consoles of the virtual board and of the real interpreter answer the same bytes; and they run the same bundle. */
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { build } from "../../src/build/build.js";
import { startVirtualBoard } from "../../src/sim/console-host.js";
import { comparable, greeting, play } from "../sim/exchanges.js";
import { type ConsoleClient, connectConsole, interpreterConsole } from "../support/console.js";
import { interpreters } from "./interpreter.js";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function virtual(): Promise<ConsoleClient> {
  const board = await startVirtualBoard({ board: loadBoard("linux") });
  closing.push(() => board.close());
  const console = await connectConsole(board.port);
  closing.push(() => console.close());
  await console.until(/^>$/);
  return console;
}

async function real(binary = ""): Promise<ConsoleClient> {
  const console = await interpreterConsole(binary);
  closing.push(() => console.close());
  await console.until((said) => comparable(said) === greeting);
  return console;
}

/** As uploaders do: silent lines that fill a file piece by piece, then `load()`. */
async function uploadAndBoot(console: ConsoleClient, code: string): Promise<string> {
  const pieceChars = 100;
  const bytes = Buffer.from(code, "utf8").toString("latin1");
  for (let at = 0; at < bytes.length; at += pieceChars) {
    const piece = Buffer.from(bytes.slice(at, at + pieceChars), "latin1").toString("base64");
    const size = at === 0 ? `,0,${bytes.length}` : `,${at}`;
    console.send(`\x10require("Storage").write(".bootcde",atob("${piece}")${size});print("w")\n`);
    await console.until(/w\r\n>$/);
  }
  console.send("\x10load();\n");
  return console.until(/sum \d+\r\n/);
}

const sketch = fileURLToPath(new URL("../fixtures/console-sketch.ts", import.meta.url));

describe("the virtual board's console", () => {
  it("answers as the table of exchanges has it", async () => {
    expect(await play(await virtual(), 2_000)).toEqual([]);
  });

  it("boots the bundle that was uploaded", async () => {
    const { code } = await build(sketch, loadBoard("linux"));
    expect(await uploadAndBoot(await virtual(), code)).toContain("sum 500500");
  });
});

describe.skipIf(!interpreters().plain)("the real interpreter's console", () => {
  it("answers as the same table has it", async () => {
    expect(await play(await real(interpreters().plain), 2_000)).toEqual([]);
  });

  it("boots the same bundle", async () => {
    const { code } = await build(sketch, loadBoard("linux"));
    expect(await uploadAndBoot(await real(interpreters().plain), code)).toContain("sum 500500");
  });
});

describe("the table", () => {
  it("is found to differ where an answer does", async () => {
    const console = await virtual();
    const wrong: ConsoleClient = { ...console, send: (bytes) => console.send(bytes.replace("1+1", "1+2")) };
    const [difference] = await play(wrong, 2_000);
    expect(difference).toContain("=3");
  });
});

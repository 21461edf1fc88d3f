/** A virtual board on TCP: what goes wrong on purpose, and what must not go wrong at all. */
import { spawn, spawnSync } from "node:child_process";
import { createReadStream, existsSync } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { type RunningBoard, startVirtualBoard, type VirtualBoardOptions } from "../../src/sim/console-host.js";
import { type ConsoleClient, connectConsole } from "../support/console.js";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function started(options: Partial<VirtualBoardOptions> = {}): Promise<RunningBoard> {
  const running = await startVirtualBoard({ board: loadBoard("esp32"), longestRunMs: 300, ...options });
  closing.push(() => running.close());
  return running;
}

async function connected(running: RunningBoard): Promise<ConsoleClient> {
  const console = await connectConsole(running.port);
  closing.push(() => console.close());
  return console;
}

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "virtual-board-"));
  closing.push(() => rm(made, { recursive: true, force: true }));
  return made;
}

/** Asks until the board answers; the way back from whatever state it is in. */
async function answers(console: ConsoleClient, question: string): Promise<string> {
  console.send(`\x10print("<"+(${question})+">")\n`);
  const said = await console.until(/<[^"]*>\r\n/);
  return /<([^"]*)>\r\n/.exec(said)?.[1] ?? "";
}

describe("a virtual board's console", () => {
  it("says in process.env which board it is, and that its console is Telnet or the board's port", async () => {
    const question = '[process.env.BOARD,process.env.CONSOLE,process.env.MODULES.indexOf("Wifi")>=0]';
    expect(await answers(await connected(await started()), question)).toBe("ESP32,Telnet,true");
    expect(await answers(await connected(await started({ serial: {} })), question)).toBe("ESP32,Serial1,true");
  });

  it("boots .bootcde after power came back, and after load(), but not after reset()", async () => {
    const running = await started({ files: { ".bootcde": "var n=1" } });
    const console = await connected(running);
    expect(await answers(console, "typeof n")).toBe("number");
    console.send("\x10reset()\n");
    await console.until(/Donate\r\n\r\n>$/);
    expect(await answers(console, "typeof n")).toBe("undefined");
    console.send("\x10load()\n");
    await expect.poll(() => running.board.evaluate("typeof n")).toBe("number");
    running.board.reset();
    await console.until(/Donate\r\n\r\n>$/);
    expect(await answers(console, "typeof n")).toBe("number");
  });

  it("gives the console to who connects last", async () => {
    const running = await started();
    const first = await connected(running);
    await first.until(/>$/);
    const second = await connected(running);
    await first.closed;
    expect(await answers(second, "1+1")).toBe("2");
  });

  it("stands still under code that never returns, and Ctrl-C brings it back with all its variables", async () => {
    const console = await connected(await started());
    console.send("\x10var kept=5\n\x10while(1);\n");
    console.send("\x10print('too early')\n");
    console.send("\x03");
    const said = await console.until(/Interrupted\r\n/);
    expect(said).not.toContain("too early");
    expect(await answers(console, "kept")).toBe("5");
  });

  it.each([
    ["at boot", "while(1);"],
    ["in a timer", "setTimeout(function(){while(1);},0)"],
    ["printing", "while(1)print('flood')"],
  ])(
    "is not lost to a sketch that hangs %s: Ctrl-C, once more in the debugger, and reset() reach it",
    async (_, sketch) => {
      const running = await started({ files: { ".bootcde": sketch } });
      await expect.poll(() => running.board.hangs()).toBe(true);
      const console = await connected(running);
      console.send("\x03");
      await console.until(/debug>$/);
      console.send("1+1\n");
      await console.until(/In debug mode: Expected a simple ID, type 'help' for more info\.\r\ndebug>$/);
      expect(running.board.hangs()).toBe(true);
      console.send("\x03");
      await console.until(/Interrupted\r\n/);
      console.send('\x10require("Storage").erase(".bootcde")\n');
      console.send("\x10reset()\n");
      await console.until(/Donate\r\n\r\n>$/);
      expect(await answers(console, "1+1")).toBe("2");
    },
  );

  it("lets code go on by the debugger's quit, as the firmware does against its word", async () => {
    const running = await started({ files: { ".bootcde": "while(1);" } });
    await expect.poll(() => running.board.hangs()).toBe(true);
    const console = await connected(running);
    console.send("\x03");
    await console.until(/debug>$/);
    console.send("q\n");
    console.send("\x03");
    await console.until(/debug>$/);
    expect(running.board.hangs()).toBe(true);
  });

  it("ends code at once where there is no debugger", async () => {
    const files = { ".bootcde": "while(1);" };
    const running = await started({ files, board: loadBoard("esp8266") });
    await expect.poll(() => running.board.hangs()).toBe(true);
    const console = await connected(running);
    console.send("\x03");
    expect(await console.until(/Interrupted\r\n/)).not.toContain("debug>");
  });

  it("answers while a sketch floods it", async () => {
    const running = await started({
      serial: {},
      files: { ".bootcde": 'setInterval(function(){print("flood flood flood flood")},1)' },
    });
    expect(await answers(await connected(running), "6*7")).toBe("42");
  });

  it("closes the connection at the byte where the cable is pulled, once", async () => {
    const running = await started({ faults: { cutAtByte: 20 } });
    const console = await connected(running);
    await console.until(/>$/);
    console.send("\x10var whole=1\n\x10var half=2\n");
    await console.closed;
    const again = await connected(running);
    again.send("\n");
    expect(await answers(again, "typeof half")).toBe("undefined");
    expect(await answers(again, "typeof whole")).toBe("number");
  });

  it("loses RAM, but not Storage, at the byte where its power fails", async () => {
    const line = '\x10var ram=1;require("Storage").write("f","kept")\n';
    const running = await started({ faults: { resetAtByte: line.length + 5 } });
    const console = await connected(running);
    await console.until(/>$/);
    console.send(line);
    await expect.poll(() => running.board.evaluate("typeof ram")).toBe("number");
    console.send("\x10print('never said')\n");
    const said = await console.until(/Donate\r\n\r\n>$/);
    expect(said).not.toContain("never said");
    expect(await answers(console, 'typeof ram+require("Storage").read("f")')).toBe("undefinedkept");
  });

  it("spoils bytes by a seed: the same ones in every run, none without", async () => {
    async function heard(noise?: { oneOf: number; seed: number }): Promise<string> {
      const running = await started({ faults: { ...(noise && { noise }) } });
      const console = await connected(running);
      console.send(`${"\x10".repeat(5)}${"abcdefghij".repeat(5)}`);
      await expect.poll(() => running.counters().bytesFromHost).toBe(55);
      console.send("\n");
      return console.until(/^.{20,}>$/s);
    }
    const clean = await heard();
    expect(clean).toContain("abcdefghij".repeat(5));
    const worn = await heard({ oneOf: 20, seed: 2 });
    expect(worn).not.toBe(clean);
    expect(await heard({ oneOf: 20, seed: 2 })).toBe(worn);
    expect(await heard({ oneOf: 20, seed: 3 })).not.toBe(worn);
  });

  it("refuses what Storage has no room for, and keeps a wrong byte where that is wanted", async () => {
    const full = await connected(await started({ faults: { storageBytes: 1000 } }));
    const write = (bytes: number) =>
      `(function(){try{return require("Storage").write("f","x".repeat(${bytes}))}catch(e){return e.message}})()`;
    expect(await answers(full, write(900))).toBe("true");
    expect(await answers(full, write(1000))).toBe("Unable to find or create file");
    const wrong = await connected(await started({ faults: { wrongWrite: 1 } }));
    expect(await answers(wrong, `${write(4)}+require("Storage").read("f")`)).toBe("trueyxxx");
  });

  it("finds its Storage corrupt, and starts with none", async () => {
    const running = await started({ files: { ".bootcde": "var n=1" }, faults: { storageCorrupt: true } });
    expect(await answers(await connected(running), 'typeof n+require("Storage").list().length')).toBe("undefined0");
  });

  it("keeps Storage in a file of the host, with every byte as it was", async () => {
    const storageFile = join(await folder(), "esp32.flash");
    const first = await started({ storageFile });
    await answers(await connected(first), 'require("Storage").write(".bootcde","var t=\\"\\xff\\x00\\xe9\\"")');
    await first.close();
    const second = await started({ storageFile });
    expect(await answers(await connected(second), "[t.length,t.charCodeAt(0),t.charCodeAt(2)]")).toBe("3,255,233");
  });

  it("takes binary packets: a file in pieces, a value, and a file back", async () => {
    const console = await connected(await started());
    const packet = (type: number, data: string) =>
      console.send(`\x10\x01${String.fromCharCode((type >> 8) | (data.length >> 8), data.length & 255)}${data}`);
    await console.until(/>$/);
    packet(0x6000, '{"fn":"f","s":6}');
    await console.until(/^\x06$/);
    packet(0x8000, "ab\x03");
    await console.until(/^\x06$/);
    packet(0x8000, "\xff\n\x10");
    await console.until(/^\x06$/);
    packet(0x8000, "x");
    await console.until(/^\x15$/);
    packet(0x2000, '{a:require("Storage").read("f").length}');
    await console.until(/^\x06\x10\x01\x00\x05\{a:6\}$/);
    packet(0xa000, '{"fn":"f"}');
    await console.until(/^\x06\x10\x01\x80\x06ab\x03\xff\n\x10\x10\x01\x80\x00$/);
    packet(0x2000, "nothing.there");
    await console.until(/^\x15/);
  });

  it("loses characters of a host that heeds no XOFF while the board is busy", async () => {
    const running = await started({ board: loadBoard("esp8266"), serial: { baud: 921_600 } });
    const console = await connected(running);
    const line = `\x10${"x".repeat(40)}=1\n`;
    console.send("\x10while(1);\n");
    await expect.poll(() => running.board.hangs()).toBe(true);
    console.send(line.repeat(20));
    await console.until(/\x13/);
    await expect.poll(() => running.counters().bytesLost).toBeGreaterThan(300);
    console.send("\x03");
  });
});

describe.skipIf(spawnSync("socat", ["-V"]).status !== 0)("a virtual board on a pseudo terminal", () => {
  it("answers there as a board on a serial port does", async () => {
    const running = await started({ serial: {} });
    const link = join(await folder(), "tty");
    const socat = spawn("socat", [`pty,raw,echo=0,link=${link}`, `tcp:127.0.0.1:${running.port}`]);
    const ended = new Promise((resolve) => socat.once("close", resolve));
    await expect.poll(() => existsSync(link)).toBe(true);
    const tty = await open(link, "r+");
    let said = "";
    const reading = createReadStream(link, { encoding: "latin1" });
    reading.on("data", (bytes) => {
      said += bytes;
    });
    reading.on("error", () => {});
    await tty.write("1+1\n");
    await expect.poll(() => said, { timeout: 5_000 }).toMatch(/1\+1\r\n=2\r\n>$/);
    socat.kill("SIGKILL");
    await ended;
    reading.destroy();
    await tty.close();
  });
});

/**
 * The same flash, cut at the same byte, under the interpreter and under a virtual board: what both find there, what both
 * do with it, and the bytes that both leave. `ESPRUINO` names the interpreter for Linux.
 */
import { describe, expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { createFlash, type Flash, PowerLoss } from "../../src/sim/flash.js";
import { type Storage, storageIn } from "../../src/sim/storage.js";
import { bench } from "../sim/fakes.js";
import { interpreters, runOnInterpreter } from "./interpreter.js";

const linux = loadBoard("linux");
const { plain } = interpreters();

/** Lists, reads, writes, compacts and erases, and tells what came of it. */
const looks = `
var s = require("Storage");
function tried(f) { try { return JSON.stringify(f()); } catch (e) { return e.message; } }
function seen(name) { var t = s.read(name); return t && [t.length, t.substr(0, 9), E.CRC32(t)]; }
function all() {
  print("#", JSON.stringify(s.list()), JSON.stringify(s.getStats()));
  s.list().forEach(function (name) { print("#", JSON.stringify(name), tried(function () { return seen(name); })); });
}
function write(name, data, offset, size) {
  print("#", name, tried(function () { return s.write(name, data, offset, size); }), tried(function () { return seen(name); }));
}
all();
write("state", "after"); write("12345678", "x"); write("state", "after that"); all();
s.compact(); all();
write("long", "begins", 0, 3000); all();
s.erase("first"); s.compact(); all();
print("#done");`;

function filled(flash: Flash): Storage {
  const storage = storageIn(flash, () => {});
  storage.write("first", "stays where it is");
  storage.write("trash", "", 0, 1500);
  storage.write("pages", "p".repeat(2500));
  storage.write("state", "before");
  storage.write("last", "behind it", 0, 700);
  return storage;
}

/** A flash on which that was under way when the power went at that byte; undefined if it was over by then. */
function torn(byte: number, act: (storage: Storage) => void): Flash | undefined {
  const flash = createFlash(linux.storage);
  const storage = filled(flash);
  flash.failAt(byte, () => {});
  try {
    act(storage);
  } catch (error) {
    if (error instanceof PowerLoss) return flash;
    throw error;
  }
  return undefined;
}

const image = (flash: Flash) => Buffer.from(flash.read(0, flash.bytes), "latin1");

async function compare(flash: Flash): Promise<void> {
  const before = image(flash);
  const { lines, files } = await runOnInterpreter(plain ?? "", looks, {
    until: (line) => line.endsWith("#done"),
    files: { "espruino.flash": before },
  });
  const virtual = bench(linux, looks, { storage: storageIn(flash, () => {}) });
  // What the firmware says of corrupt Storage comes ahead of its greeting; that it erased all of it shows here.
  const telling = (line: string) => line.startsWith("#") && line !== "#done";
  expect(virtual.lines.filter(telling)).toEqual(lines.filter(telling));
  expect(image(flash).equals(files["espruino.flash"] ?? before)).toBe(true);
}

describe.skipIf(!plain)("a write that was cut", () => {
  const rewrite = (storage: Storage) => void storage.write("state", "anew");
  it.each([1, 2, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 30, 36, 37, 38, 40])(
    "is found so: rewriting, byte %d",
    async (byte) => {
      const flash = torn(byte, rewrite);
      if (!flash) throw new Error("The write was over.");
      await compare(flash);
    },
  );

  it.each([1, 2, 500, 1024, 1025, 1026, 1030, 1057, 1500, 2048, 2049, 2100, 3000, 3072, 4000, 5000, 6000])(
    "is found so: compacting, byte %d",
    async (byte) => {
      const flash = torn(byte, (storage) => {
        storage.erase("trash");
        storage.compact();
      });
      if (!flash) throw new Error("It was over.");
      await compare(flash);
    },
  );

  it.each([1, 1000, 1024, 1025, 5000, 200_000])("is found so: erasing everything, byte %d", async (byte) => {
    const flash = torn(byte, (storage) => storage.eraseAll());
    if (!flash) throw new Error("It was over.");
    await compare(flash);
  });
});

/** Flash and the log of files in it, held against a plain map; and what a power cut leaves at each byte of a write. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFlash, type Flash, PowerLoss } from "../../src/sim/flash.js";
import { type Storage, storageIn } from "../../src/sim/storage.js";
import { flags } from "../../src/sim/storage-log.js";

const size = { bytes: 4096, pageBytes: 512 };
const made = (of = size): Storage => storageIn(createFlash(of), () => {});

describe("flash", () => {
  it("turns bits off when it is written, and on when its page is erased, which wears that page", () => {
    const flash = createFlash(size);
    expect(flash.read(510, 4)).toBe("\xff\xff\xff\xff");
    flash.write(511, "\xf0\x0f");
    flash.write(511, "\x3c");
    expect(flash.read(510, 4)).toBe("\xff\x30\x0f\xff");
    flash.erasePage(512);
    expect(flash.read(510, 4)).toBe("\xff\x30\xff\xff");
    expect([...flash.wear]).toEqual([0, 1, 0, 0, 0, 0, 0, 0]);
    expect(flash.word(511)).toBe(0xffffff30);
    expect(flash.read(4094, 4)).toBe("\xff\xff\xff\xff");
  });

  it("loses its power at the byte that was named, once, be it written or erased", () => {
    const flash = createFlash(size);
    let cuts = 0;
    flash.failAt(3, () => cuts++);
    expect(() => flash.write(0, "abcd")).toThrow(PowerLoss);
    expect([flash.read(0, 4), cuts]).toEqual(["ab\xff\xff", 1]);
    flash.write(2, "cd");
    flash.failAt(3, () => cuts++);
    expect(() => flash.erasePage(0)).toThrow(PowerLoss);
    expect([flash.read(0, 4), cuts]).toEqual(["\xff\xffcd", 2]);
    flash.failAt(1, () => cuts++)();
    flash.write(8, "x");
    expect(cuts).toBe(2);
  });
});

type Act =
  | { readonly act: "write"; readonly name: string; readonly bytes: string; readonly room: number }
  | { readonly act: "fill"; readonly name: string; readonly bytes: string; readonly offset: number }
  | { readonly act: "erase"; readonly name: string }
  | { readonly act: "compact" };

const name = fc.constantFrom("a", "b", "longer name", "log\x01", "0123456789012345678901234567");
const bytes = fc.string({ unit: fc.constantFrom("x", "y", "\0", "\xfe"), minLength: 1, maxLength: 900 });
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ act: fc.constant("write" as const), name, bytes, room: fc.nat(900) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("fill" as const), name, bytes, offset: fc.nat(900) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("erase" as const), name }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("compact" as const) }) },
);

const room = (length: number) => 32 + Math.ceil(length / 4) * 4;

/** Does it to a map, given what the log answered; the map has no room to run out of. */
function perform(one: Act, storage: Storage, files: Map<string, string>): void {
  if (one.act === "compact") {
    storage.compact();
  } else if (one.act === "erase") {
    expect(storage.erase(one.name)).toBe(files.delete(one.name));
  } else if (one.act === "write") {
    const fits = storage.stats().freeBytes >= room(Math.max(one.room, one.bytes.length));
    const wanted = Math.max(one.room, one.bytes.length);
    const error = storage.write(one.name, one.bytes, 0, wanted);
    files.delete(one.name);
    if (error === "") files.set(one.name, one.bytes.padEnd(wanted, "\xff"));
    else expect([error, fits]).toEqual(["Unable to find or create file", false]);
  } else {
    const before = files.get(one.name);
    const offset = one.offset + 1;
    const error = storage.write(one.name, one.bytes, offset);
    if (before === undefined) expect(error).toBe("Unable to find or create file");
    else if (offset + one.bytes.length > before.length) expect(error).toBe("Too much data for file size");
    else if (/[^\xff]/.test(before.slice(offset, offset + one.bytes.length)))
      expect(error).toBe("File already written with different data");
    else {
      expect(error).toBe("");
      files.set(one.name, before.slice(0, offset) + one.bytes + before.slice(offset + one.bytes.length));
    }
  }
}

function contents(storage: Storage): Record<string, string | undefined> {
  return Object.fromEntries(storage.list().map((file) => [file, storage.read(file)]));
}

describe("the log of files", () => {
  it.each([512, 4096])(
    "keeps what a map keeps, whatever is written, erased and compacted, in pages of %d",
    (pageBytes) => {
      fc.assert(
        fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
          const storage = made({ bytes: 4096, pageBytes });
          const files = new Map<string, string>();
          for (const one of acts) {
            perform(one, storage, files);
            expect(contents(storage)).toEqual(Object.fromEntries(files));
            const { totalBytes, freeBytes, fileBytes, fileCount, trashBytes } = storage.stats();
            expect(freeBytes + fileBytes + trashBytes).toBe(totalBytes);
            expect(fileCount).toBe(files.size);
            expect(storage.isValid()).toBe(true);
          }
        }),
        { numRuns: 150 },
      );
    },
  );

  it("leaves no file out of sight when a write is cut, at any byte, but the one that is written and what is compacted", () => {
    fc.assert(
      fc.property(
        fc.array(act, { maxLength: 12 }),
        act,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (acts, last, at) => {
          const storage = made();
          const files = new Map<string, string>();
          for (const one of acts) perform(one, storage, files);
          const worn = () => storage.flash.wear.reduce((sum, erases) => sum + erases, 0);
          const wornBefore = worn();
          // How many bytes it takes is seen on a copy.
          const byte = 1 + Math.floor(at * Math.max(0, bytesOf(copy(storage.flash), last, new Map(files)) - 1));
          let isCut = false;
          storage.flash.failAt(byte, () => {
            isCut = true;
          });
          try {
            perform(last, storage, new Map(files));
          } catch (error) {
            if (!(error instanceof PowerLoss)) throw error;
          }
          if (!isCut || worn() > wornBefore) return;
          for (const [file, text] of files)
            if (!("name" in last) || last.name !== file) expect(storage.read(file)).toBe(text);
          // What the cut file is left as: as it was, gone, or with a tail that is still erased.
          if (last.act !== "write") return;
          const left = storage.read(last.name);
          const wanted = last.bytes.padEnd(Math.max(last.room, last.bytes.length), "\xff");
          const isTorn = left !== undefined && wanted.startsWith(left.replace(/\xff*$/, ""));
          expect(left === undefined || left === files.get(last.name) || isTorn).toBe(true);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("after any cut, and the boot that follows, files can be written again, at worst after all are erased", () => {
    fc.assert(
      fc.property(fc.array(act, { minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 9_000 }), (acts, byte) => {
        const storage = made();
        const callOff = storage.flash.failAt(byte, () => {});
        const files = new Map<string, string>();
        try {
          for (const one of acts) perform(one, storage, files);
        } catch (error) {
          if (!(error instanceof PowerLoss)) throw error;
        }
        callOff();
        if (!storage.isValid()) storage.eraseAll();
        contents(storage);
        storage.stats();
        storage.compact();
        if (storage.write("a", "anew") !== "" || storage.read("a") !== "anew") storage.eraseAll();
        expect(storage.write("a", "anew")).toBe("");
        expect(storage.read("a")).toBe("anew");
      }),
      { numRuns: 300 },
    );
  });

  it("does not notice a header that was cut in the middle of a page: the next is written over it, and lost", () => {
    const storage = made();
    storage.write("a", "one");
    storage.flash.failAt(2, () => {});
    expect(() => storage.write("bbbb", "torn")).toThrow(PowerLoss);
    expect(storage.isValid()).toBe(true);
    // Its size, 8, shares no bit with 4, which was torn: 0 is none.
    expect(storage.write("cccc", "12345678")).toBe("");
    expect(storage.read("cccc")).toBeUndefined();
    expect(storage.write("cccc", "once more")).toBe("File already written with different data");
    expect(storage.read("a")).toBe("one");
  });

  it("erases each page that it moves files into, and counts what was written", () => {
    const storage = made();
    for (let n = 0; n < 31; n++) storage.write("state", `${n}`.repeat(100).slice(0, 100));
    expect(storage.writes()).toBe(31);
    expect([...storage.flash.wear]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    storage.write("state", "2".repeat(100));
    const worn = [...storage.flash.wear];
    expect(worn).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    // The same once more is no write.
    storage.write("state", "2".repeat(100));
    expect(storage.writes()).toBe(32);
    expect([...storage.flash.wear]).toEqual(worn);
  });

  it("is corrupt where a page begins with what is no header, or where bytes are left in what should be empty", () => {
    expect(made().isValid()).toBe(true);
    const first = made();
    first.flash.write(0, "garbage");
    expect(first.isValid()).toBe(false);
    const far = made();
    far.flash.write(3000, "x");
    expect(far.isValid()).toBe(false);
    const next = made();
    next.write("a", "one");
    next.flash.write(512, "garbage");
    expect(next.isValid()).toBe(false);
    const full = made();
    full.write("a", "x", 0, 4096 - 32, flags.none);
    expect(full.isValid()).toBe(true);
  });
});

function copy(flash: Flash): Flash {
  const other = createFlash(flash);
  other.write(0, flash.read(0, flash.bytes));
  return other;
}

/** How many bytes of flash an act writes and erases. */
function bytesOf(flash: Flash, one: Act, files: Map<string, string>): number {
  let count = 0;
  const counting: Flash = {
    ...flash,
    write(at, text) {
      count += text.length;
      flash.write(at, text);
    },
    erasePage(at) {
      count += flash.pageBytes;
      flash.erasePage(at);
    },
  };
  perform(
    one,
    storageIn(counting, () => {}),
    files,
  );
  return count;
}

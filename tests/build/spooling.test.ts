/** What the build sees of `spool`: a size that the board has no room for is refused, and the buffer gives way to the file. */
import { describe, expect, it } from "vitest";
import { Complaint } from "../../src/complaint.js";
import { bundleOf } from "./sketch.js";

const sketch = (given: string) => `import { connect, publishValue } from "tagwire";
import { spool } from "tagwire/spool";
const size = 1024;
connect({ host: "h", key: "k", device: "d", spool: spool(${given}) });
publishValue("t", size);
`;

describe("the build", () => {
  it.each([
    ["esp32", '{ file: "q", bytes: 70000 }', "spool's bytes is 70000; wanted is a whole number from 256 to 60000"],
    ["esp8266", '{ file: "q", bytes: 60000 }', "from 256 to 49152: ESP8266 with 4 MB of flash has a Storage of 196608"],
    ["espruinowifi", '{ file: "q", bytes: 16385 }', "from 256 to 16384: Espruino WiFi has a Storage of 65536"],
    ["esp32", '{ file: "q", bytes: 255 }', "spool's bytes is 255"],
    ["esp32", '{ file: "q", bytes: 300.5 }', "spool's bytes is 300.5"],
    ["esp32", '{ file: "", bytes: 1024 }', 'spool\'s file is ""; wanted is a name of 1 to 28 ASCII characters'],
    ["esp32", '{ file: ".bootcde", bytes: 1024 }', 'spool\'s file is ".bootcde"'],
    ["esp32", '{ file: "a:b", bytes: 1024 }', 'spool\'s file is "a:b"'],
    ["esp32", `{ file: "${"q".repeat(29)}", bytes: 1024 }`, "spool's file is"],
  ] as const)("on %s refuses %s", async (board, given, sentence) => {
    const complaint = await bundleOf(sketch(given), board).catch((error: unknown) => error);
    expect(complaint).toBeInstanceOf(Complaint);
    expect((complaint as Complaint).sentence).toContain(sentence);
  });

  it.each([
    ["without tagwire/spool", 'import { connect, publishValue } from "tagwire";\n'],
    [
      "beside a call of spool",
      'import { connect, publishValue } from "tagwire";\nimport { spool } from "tagwire/spool";\nspool({ file: "q", bytes: 512 });\n',
    ],
  ])("refuses an object of the sketch's own, %s", async (_, head) => {
    const option = '{ file: "q", bytes: 1024 }';
    const text = `${head}connect({ host: "h", key: "k", device: "d", spool: ${option} });\npublishValue("t", 1);\n`;
    const complaint = await bundleOf(text, "esp32").catch((error: unknown) => error);
    expect((complaint as Complaint).sentence).toContain("the option spool is an object of the sketch's own");
  });

  it("takes what it can't see, for a few bytes more, which check it", async () => {
    const bytesOf = async (given: string) => (await bundleOf(sketch(given), "esp32")).code.length;
    const seen = await bytesOf('{ file: "q", bytes: 1024 }');
    expect(await bytesOf('{ file: "q", bytes: size }')).toBeGreaterThan(seen);
    expect(await bytesOf('{ file: "q", bytes: size }')).toBeLessThan(seen + 160);
    const { code } = await bundleOf(sketch('{ file: "q", bytes: size }'), "esp32");
    expect(code).toContain('"bytes: "');
    expect((await bundleOf(sketch('{ file: "q", bytes: 1024 }'), "esp32")).code).not.toContain('"bytes: "');
  });

  it("puts the file in the place of the buffer in RAM, of which nothing is left", async () => {
    const { code, parts } = await bundleOf(sketch('{ file: "q", bytes: 1024 }'), "esp32");
    expect(code).not.toContain("Uint8Array");
    expect(parts.map(({ file }) => file).filter((file) => /(buffer|spool)\.ts$/.test(file))).toEqual([
      expect.stringMatching(/storage-buffer\.ts$/),
    ]);
  });
});

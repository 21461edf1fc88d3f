import { rollup } from "rollup";
import { beforeAll, describe, expect, it } from "vitest";
import { modules } from "../../src/build/entries.js";
import { espruinoModule } from "../../src/build/module.js";
import { interpreters, runOnInterpreter } from "../espruino/interpreter.js";

const { plain, board } = interpreters();

describe("the SDK as an Espruino module", () => {
  let text = "";

  beforeAll(async () => {
    const build = await rollup({ input: modules.tagwire ?? "", plugins: espruinoModule("tagwire") });
    text = (await build.generate({ format: "cjs" })).output[0].code;
  });

  it("is a script that assigns to exports, printable ASCII, without a name that only the build knows", () => {
    for (const name of ["connect", "publishValue", "publish", "status", "end"])
      expect(text).toContain(`exports.${name}=`);
    expect(text).toMatch(/^[ -~]*\n$/);
    expect(text).not.toMatch(
      /__esModule|use strict|BOARD_|HAS_|UNCHECKED|UNTYPED|NAMES_DEVICES|LANE|SEVERAL_HOSTS|SUBSCRIBES|WILDCARDS|REPORTS_|TLS_/,
    );
  });

  const use = `
    print(Object.keys(sdk).sort().join());
    try { sdk.connect({ host: "h", key: "k", device: "d", port: 70000 }); } catch (e) { print(e); }
    try { sdk.connect({ host: "h", key: 5, device: "d" }); } catch (e) { print(e); }
    print(sdk.publishValue("t", 1), sdk.status().state);
    quit();`;
  const seen = ["connect,end,flush,publish,publishValue,status", "port: 70000", "key: number", "false idle"];

  for (const [where, binary] of [
    ["byte strings", board],
    ["Unicode strings", plain],
  ] as const) {
    it.skipIf(!binary)(`is loaded by require from the cache of modules, with ${where}`, async () => {
      const script = `Modules.addCached("tagwire", ${JSON.stringify(text)}); var sdk = require("tagwire");${use}`;
      expect((await runOnInterpreter(binary ?? "", script)).lines).toEqual(seen);
    });

    it.skipIf(!binary)(`is loaded by require from Storage, with ${where}`, async () => {
      const script = `require("Storage").write("tagwire", ${JSON.stringify(text)}); var sdk = require("tagwire");${use}`;
      expect((await runOnInterpreter(binary ?? "", script)).lines).toEqual(seen);
    });
  }
});

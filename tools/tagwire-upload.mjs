/** One upload by this package, of a script as it is: `node tools/tagwire-upload.mjs PORT FILE`. For tools/upload-compare.mjs. */
import { readFileSync } from "node:fs";
import { flash } from "../dist/upload/flash.js";
import { opener } from "../dist/upload/ports.js";

const [port, file] = process.argv.slice(2);
const { uploadMs } = await flash({
  open: opener(port, undefined),
  nonce: () =>
    Math.random()
      .toString(36)
      .replace(/[^a-z]/g, "")
      .padEnd(6, "x")
      .slice(0, 6),
  scriptFor: async () => readFileSync(file, "latin1"),
  upWithinMs: 15_000,
  showMs: 0,
});
console.log((uploadMs / 1000).toFixed(2));

/** Terser, held to what the interpreter runs. */
import { minify as terser } from "terser";
import type { Text } from "./bundle.js";
import { front } from "./front.js";
import { charactersBack } from "./literals.js";
import { mend } from "./mend.js";

/**
 * The shortest text that means the same on the interpreter, which knows a function only once its declaration has run:
 * so functions go first. It knows a variable likewise, and terser's inlining does not mind that: mend.ts does. The
 * map leads back to the text that was given.
 */
export async function minify(code: string, reserved: readonly string[]): Promise<Text> {
  const result = await terser(code, {
    ecma: 5,
    compress: {
      ecma: 5,
      toplevel: true,
      passes: 4,
      hoist_funs: true,
      reduce_funcs: false,
      keep_fargs: false,
      // `Array.prototype.slice` is undefined there, `[].slice` is not.
      unsafe_proto: true,
    },
    mangle: { toplevel: true, reserved: [...reserved] },
    format: {
      ecma: 5,
      // A control character that is typed at the console acts there: \x03 is Ctrl-C.
      ascii_only: true,
      comments: false,
      inline_script: false,
    },
    sourceMap: { asObject: false },
  });
  return front(mend({ code: `${charactersBack(result.code ?? "")}\n`, map: String(result.map) }));
}

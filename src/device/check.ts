/**
 * The check of the options. It throws the option's name and the value seen, `port: 70000`; the sentence behind each
 * stands in docs/errors.md, and the build says it where it can see the mistake.
 *
 * On a board it finds what would fail there without a word. The build, which is not short of bytes, also finds what
 * would only be unwise; and it has checked the types, so only those who `require` the module need that done here.
 */
import { type Options, options } from "./options";

/** The options that are texts. */
const TEXTS = "key device clientId username password";
/** Those of which only the type is told. */
const SECRETS = "key password";

/** Bytes that a free JsVar is counted as: it has 12 to 16, not all of them lie side by side, and work wants some. */
const FREE_BYTES = 9;

/** Throws a string at the first mistake; what the key and the password are is not told. */
export function check(): void {
  if (UNTYPED && !(options.host && options.key && options.device)) throw "host, key, device: missing";
  for (const name in options) {
    let seen = options[name as keyof Options] as string | number | number[];
    if (
      seen === "" ||
      (typeof seen == "number" && seen != (seen & 65535)) ||
      (UNTYPED && seen != null && name != "host" && !!(seen as string).charCodeAt == TEXTS.indexOf(name) < 0) ||
      // bufferBytes, and birth, which is no number; told are the bytes that are wanted and those that there are
      (name < "c" && (seen = [+(seen as number), process.memory().free * FREE_BYTES])[0] > seen[1])
    ) {
      throw name + ": " + (UNTYPED && SECRETS.indexOf(name) >= 0 ? typeof seen : seen);
    }
  }
  if (/[/+#]/.test(options.key + options.device)) throw "key, device";
}

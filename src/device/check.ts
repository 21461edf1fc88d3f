/**
 * The check of the options. It throws the option's name and the value seen, `port: 70000`; the sentence behind each
 * stands in docs/errors.md, and the build says it where it can see the mistake.
 *
 * On a board it finds what would fail there without a word. The build, which is not short of bytes, also finds what
 * would only be unwise; and it has checked the types, so only those who `require` the module need that done here.
 */
import type { Options } from "./options";

/** The options that are texts. */
const TEXTS = "key device clientId username password";
/** Those of which only the type is told. */
const SECRETS = "key password";

/** Throws a string at the first mistake; what the key and the password are is not told. */
export function check(given: Options): void {
  if (UNTYPED && !(given.host && given.key && given.device)) throw "host, key, device: missing";
  for (const name in given) {
    const seen = given[name as keyof Options] as unknown;
    if (
      seen === "" ||
      (typeof seen == "number" && seen != (seen & 65535)) ||
      (UNTYPED && seen != null && name != "host" && !!(seen as string).charCodeAt == TEXTS.indexOf(name) < 0)
    ) {
      throw name + ": " + (UNTYPED && SECRETS.indexOf(name) >= 0 ? typeof seen : seen);
    }
  }
  if (/[/+#]/.test(given.key + given.device)) throw "key, device";
}

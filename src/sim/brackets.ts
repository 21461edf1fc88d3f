/**
 * Whether what was typed is complete: the console runs a line when no bracket is open (the firmware's
 * jsiCountBracketsInInput). Strings, comments, templates and regular expressions are skipped.
 */

/** After one of these a `/` divides; anywhere else it begins a regular expression. */
const endsValue = /[\w$)\]}"'`.]$/;
const wordBeforeRegExp = /(?:^|[^\w$.])(?:return|typeof|case|in|of|delete|void|throw|new|instanceof)$/;

/** Whether another line has to come. A closing bracket too many or an open string does not wait: it runs, and fails. */
export function isIncomplete(text: string): boolean {
  let open = 0;
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const char = text.charAt(at);
    const skipped = skip(rest, text.slice(0, at));
    if (skipped === "waits") return true;
    if (skipped === "fails") return false;
    if (skipped > 0) {
      at += skipped;
      continue;
    }
    if ("{[(".includes(char)) open++;
    if ("}])".includes(char) && --open < 0) return false;
    at++;
  }
  return open > 0;
}

/** How many chars at the beginning of `rest` hold no bracket that counts; or that the text ends within them. */
function skip(rest: string, before: string): number | "waits" | "fails" {
  if (rest.startsWith("//")) return /^.*/.exec(rest)?.[0].length ?? 0;
  if (rest.startsWith("/*")) return closed(/^\/\*[\s\S]*?\*\//, rest) ?? "waits";
  if (rest.startsWith("`")) return closed(/^`(?:[^\\`]|\\[\s\S])*`/, rest) ?? "waits";
  if (rest.startsWith('"')) return closed(/^"(?:[^\\"\n]|\\[\s\S])*"/, rest) ?? "fails";
  if (rest.startsWith("'")) return closed(/^'(?:[^\\'\n]|\\[\s\S])*'/, rest) ?? "fails";
  if (rest.startsWith("/")) {
    const value = before.trimEnd();
    if (endsValue.test(value) && !wordBeforeRegExp.test(value)) return 1;
    // A slash ends it even within [], unlike in JavaScript.
    return closed(/^\/(?:[^\\/\n]|\\.)+\/\w*/, rest) ?? "fails";
  }
  return /^(?:[^{}()[\]"'`/]+)?/.exec(rest)?.[0].length ?? 0;
}

function closed(pattern: RegExp, text: string): number | undefined {
  return pattern.exec(text)?.[0].length;
}

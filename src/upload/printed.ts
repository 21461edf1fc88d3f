/** What a board printed, as lines for people: without the prompts, the redrawing of the input line and the greeting. */

/** The input line is taken back before something is printed, and comes again after it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the console erases its line so
const redrawn = /^(?:>?\r?\x1b\[J)+|^>?\r?$/;
const greeting =
  /^(?: ____ {17}_ |\| {2}__\|___ ___ .*|\| {2}__\|_ -\| .*|\|____\|___\| .*| {9}\|_\| espruino\.com| \d+v\S+ \(c\) \d+ G\.Williams|Espruino is Open Source\. Our work is supported|only by sales of official boards and donations:|http:\/\/espruino\.com\/Donate)$/;

/** Boards print bytes; what is UTF-8 among them was meant so. */
function decoded(bytes: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(bytes, "latin1"));
  } catch {
    return bytes;
  }
}

/** The line as the sketch meant it; undefined if the console made it. */
export function printedLine(raw: string): string | undefined {
  const line = raw
    .replace(/[\r\n]+$/, "")
    .replace(redrawn, "")
    .replace(/^>(?=Uncaught )/, "");
  return line === "" || greeting.test(line) ? undefined : decoded(line);
}

/** Makes lines of what comes in pieces. */
export function printedLines(take: (line: string) => void): (text: string) => void {
  return (text) => {
    for (const raw of text.split("\n").slice(0, -1)) {
      const line = printedLine(raw);
      if (line !== undefined) take(line);
    }
  };
}

/**
 * Keys in texts, put in place of others: wherever `key/` stands before one, and, if it has four characters or more,
 * wherever it stands; a shorter one is part of too much. All in one go, so that what was put is not taken for a key.
 */

const LONG_KEY = 4;

/** @param table what to put for each key */
export function keyReplacer(table: ReadonlyMap<string, string>): (text: string) => string {
  // Longest first: one key may begin with another.
  const keys = [...table.keys()].filter((key) => key !== "").sort((a, b) => b.length - a.length);
  if (keys.length === 0) return (text) => text;
  const long = keys.filter(({ length }) => length >= LONG_KEY);
  const anywhere = long.length === 0 ? "" : `|(?:${oneOf(long)})`;
  const finder = new RegExp(`(?<=key/)(?:${oneOf(keys)})${anywhere}`, "g");
  return (text) => text.replace(finder, (key) => table.get(key) ?? key);
}

function oneOf(keys: readonly string[]): string {
  return keys.map((key) => key.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&")).join("|");
}

/** UTF-8, one char per byte, as keys are looked for in bytes. */
export function latin1(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** The words that the interpreter's lexer keeps for itself (src/jslex.h), wherever they stand. */
const keywords: ReadonlySet<string> = new Set(
  (
    "if else do while for return break continue function throw try catch finally new in instanceof typeof void delete " +
    "switch case default debugger class extends super static of let var const this true false null undefined"
  ).split(" "),
);

export function isKeyword(name: string): boolean {
  return keywords.has(name);
}

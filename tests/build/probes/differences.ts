/**
 * What no check can see, for only the values at run time show it: a title, a script, what it prints in Node, and what on
 * the interpreter (both kinds of strings, where there is one answer). docs/dialect.md has this table, and the tests run it.
 */
export interface Difference {
  readonly title: string;
  readonly script: string;
  readonly node: string;
  readonly board: string;
  /** The kind of strings that it is about. */
  readonly strings?: "bytes" | "unicode";
}

export const differences: readonly Difference[] = [
  {
    title: "a number's text has 12 digits",
    script: "print(1 / 3);",
    node: "0.3333333333333333",
    board: "0.33333333333",
  },
  { title: "so sums look rounder", script: "print(0.1 + 0.7);", node: "0.7999999999999999", board: "0.8" },
  {
    title: "a text of 20 digits may end in noise",
    script: "print(123456789.123);",
    node: "123456789.123",
    board: "123456789.12299999594",
  },
  { title: "great numbers have another exponent", script: "print(1e21);", node: "1e+21", board: "10e+20" },
  {
    title: "a literal may miss its value by the last bit",
    script: "print(0.30000000000000004 === 0.1 * 3);",
    node: "true",
    board: "false",
  },
  { title: "so 0.1 + 0.2 is 0.3", script: "print(0.1 + 0.2 === 0.3);", node: "false", board: "true" },
  { title: "minus zero is zero", script: "print(1 / -0);", node: "-Infinity", board: "Infinity" },
  { title: "halves below zero are rounded down", script: "print(Math.round(-2.5));", node: "-2", board: "-3" },
  { title: "toFixed cuts a half", script: "print((12.5).toFixed(0));", node: "13", board: "12" },
  { title: "a text with blanks is no number", script: 'print(Number(" 5 "));', node: "5", board: "NaN" },
  {
    title: "keys stay in the order in which they were set",
    script: "print(Object.keys({ b: 1, 2: 1, 1: 1 }).join());",
    node: "1,2,b",
    board: "b,2,1",
  },
  {
    title: "JSON reads up to the value's end",
    script: 'print(JSON.parse("[1] and more").length);',
    node: "(threw)",
    board: "1",
  },
  { title: "JSON takes other quotes", script: `print(JSON.parse("'a'"));`, node: "(threw)", board: "a" },
  {
    title: "of two keys alike in JSON the first stays",
    script: `print(JSON.parse('{"a":1,"a":2}').a);`,
    node: "2",
    board: "1",
  },
  {
    title: "JSON has typed arrays as arrays",
    script: "print(JSON.stringify(new Uint8Array([1, 2])));",
    node: '{"0":1,"1":2}',
    board: "[1,2]",
  },
  {
    title: "JSON breaks off where an object holds itself",
    script: "var o = {}; o.o = o; print(JSON.stringify(o));",
    node: "(threw)",
    board: '{"o": ... }',
  },
  {
    title: "JSON has escapes for what is no ASCII",
    script: 'print(JSON.stringify("\\x7f").length);',
    node: "3",
    board: "8",
  },
  { title: "JSON has bytes as characters", script: 'print(JSON.stringify("\\xc3"));', node: '"Ã"', board: '"\\u00C3"' },
  { title: "replace knows no $&", script: 'print("ab".replace(/b/, "$&$&"));', node: "abb", board: "a$&$&" },
  { title: "a dot matches a line's end", script: 'print(/a.b/.test("a\\nb"));', node: "false", board: "true" },
  { title: "\\s is ASCII's blanks", script: 'print(/\\s/.test("\\xa0"));', node: "true", board: "false" },
  {
    title: "a method is missing where Node has a newer one",
    script: "print(typeof [].flat, typeof Math.trunc);",
    node: "function function",
    board: "undefined undefined",
  },
  {
    title: "a listener is a property",
    script: 'var o = {}; if (o.on) o.on("x", function () {}); print(Object.keys(o).length);',
    node: "0",
    board: "1",
  },
  {
    title: "sort does not keep what is equal in order",
    script: "print([3, 1, 2, 5, 4, 9, 8, 7, 6, 0, 11, 12].sort(function () { return 0; }).join());",
    node: "3,1,2,5,4,9,8,7,6,0,11,12",
    board: "1,2,5,4,9,3,7,6,0,11,12,8",
  },
  {
    title: "a timer's id is given again",
    script: "var id = setTimeout(print, 1); clearTimeout(id); print(id === setTimeout(print, 1));",
    node: "false",
    board: "true",
  },
  {
    title: "the time has parts of milliseconds",
    script: "var part = 0; for (var i = 0; i < 9; i++) part += Date.now() % 1; print(part === 0);",
    node: "true",
    board: "false",
  },
  {
    title: "length counts bytes",
    script: 'print("\\xc3\\xa9".length, String.fromCharCode(0x141).length, String.fromCharCode(0x141) === "A");',
    node: "2 1 false",
    board: "2 1 true",
    strings: "bytes",
  },
  {
    title: "a character beyond U+FFFF is one",
    script: 'print("\\ud83d\\ude00".length);',
    node: "2",
    board: "1",
    strings: "unicode",
  },
];

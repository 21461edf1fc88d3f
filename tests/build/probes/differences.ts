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
  {
    title: "indexOf finds what is only begun at the end",
    script: 'print("hello w".indexOf("world"), "hello w".lastIndexOf("world"));',
    node: "-1 -1",
    board: "6 -1",
  },
  {
    title: "so do includes and replace",
    script: 'print("hello w".includes("world"), "hello w".replace("world", "!"));',
    node: "false hello w",
    board: "true hello !",
  },
  {
    title: "a text splits into nothing by one longer by two",
    script: 'print("a".split(" - ").length);',
    node: "1",
    board: "0",
  },
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
    title: "a comparison of sort may answer true and false",
    script: "print([3, 1, 2].sort(function (a, b) { return a > b; }).join());",
    node: "3,1,2",
    board: "1,2,3",
  },
  {
    title: "to set what can't be written throws",
    script: 'var o = {}; Object.defineProperty(o, "a", { value: 1, writable: false }); o.a = 2; print(o.a);',
    node: "1",
    board: "(threw)",
  },
  {
    title: "a getter of defineProperty is walked",
    script:
      'var o = {}; Object.defineProperty(o, "a", { get: function () { return 1; } }); var n = 0; for (var k in o) n++; print(n);',
    node: "0",
    board: "1",
  },
  {
    title: "null has no keys",
    script: "print(Object.keys(null).length);",
    node: "(threw)",
    board: "0",
  },
  {
    title: "every object has methods under these names",
    script: "print(typeof {}.on, typeof {}.emit, typeof {}.constructor);",
    node: "undefined undefined function",
    board: "function function undefined",
  },
  {
    title: "emit runs the listeners after the running code",
    script:
      'var heard = 0; function on() { heard = 1; } var o = {}; if (o.on) { o.on("x", on); o.emit("x"); } else on(); print(heard);',
    node: "1",
    board: "0",
  },
  {
    title: "a call with a list takes at most 256",
    script: "var list = []; for (var i = 0; i < 300; i++) list.push(i); print(Math.max.apply(null, list));",
    node: "299",
    board: "(threw)",
  },
  {
    title: "apply takes every key of what is no list",
    script: "print((function () { return arguments.length; }).apply(null, { length: 2, 0: 1, 1: 2 }));",
    node: "2",
    board: "3",
  },
  {
    title: "a bound function has as many parameters as before",
    script: "print((function (a, b) { return a + b; }).bind(null, 1).length);",
    node: "1",
    board: "2",
  },
  {
    title: "arguments is a copy",
    script: "print((function (a) { arguments[0] = 2; return a; })(1));",
    node: "2",
    board: "1",
  },
  {
    title: "a plain call has the global object for this",
    script: 'print((function () { "use strict"; return typeof this; })());',
    node: "undefined",
    board: "object",
  },
  {
    title: "an object is not equal to its text",
    script: 'print({ toString: function () { return "a"; } } == "a");',
    node: "true",
    board: "false",
  },
  {
    title: "what is no date is 1970",
    script: 'print(new Date("nonsense").getTime());',
    node: "NaN",
    board: "0",
  },
  {
    title: "a date's text has a day of one digit",
    script: "print(String(new Date(0)).slice(0, 14));",
    node: "Thu Jan 01 197",
    board: "Thu Jan 1 1970",
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

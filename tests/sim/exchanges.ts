/**
 * What is typed on a console and what comes back, on Espruino for Linux. The virtual board and the real interpreter are
 * held to the same table, in this order, each on one board.
 */
import type { ConsoleClient } from "../support/console.js";

export const greeting = `\r
 ____                 _ \r
|  __|___ ___ ___ _ _|_|___ ___ \r
|  __|_ -| . |  _| | | |   | . |\r
|____|___|  _|_| |___|_|_|_|___|\r
         |_| espruino.com\r
 2v29 (c) 2026 G.Williams\r
\r
Espruino is Open Source. Our work is supported\r
only by sales of official boards and donations:\r
http://espruino.com/Donate\r
\r
>`;

/** A line that is echoed, with what follows. */
const echoed = (line: string, answer: string): [string, string] => [`${line}\n`, `${line}\r\n${answer}\r\n>`];

/** What is sent, and what comes back. */
export const exchanges: readonly (readonly [sent: string, said: string])[] = [
  ["\n", "\r\n>"],
  [" \n", " \r\n>"],
  ["\r", "\r\n>"],
  echoed("1+1", "=2"),
  echoed("var a=1", "=1"),
  echoed("function f(){return 1}", "=function () { ... }"),
  echoed("(function(a,b){return a+b})", "=function (a,b) { ... }"),
  echoed('"abc"', '="abc"'),
  echoed("'a\"b'", '="a\\"b"'),
  echoed('"ab\\x01\\n"', '="ab\\1\\n"'),
  echoed("undefined", "=undefined"),
  echoed("0.1+0.2", "=0.3"),
  echoed("-0", "=0"),
  echoed("[1,2,3]", "=[ 1, 2, 3 ]"),
  echoed("[]", "=[  ]"),
  echoed("({})", "={  }"),
  echoed("[undefined,null,,1]", "=[ undefined, null, undefined, 1 ]"),
  echoed('({a:1,b:"x",c:[1,2],"d-e":null})', '={ a: 1, \r\n  b: "x", \r\n  c: [ 1, 2 ], \r\n  "d-e": null }'),
  echoed("({a:{b:{c:1}}})", "={ \r\n  a: { \r\n    b: { c: 1 }\r\n   }\r\n }"),
  echoed("({a:1,b:2,c:3,d:4,e:5,f:6})", "={ a: 1, b: 2, c: 3, d: 4, \r\n  e: 5, f: 6 }"),
  echoed("new Uint8Array([1,2,3])", "=new Uint8Array([1, 2, 3])"),
  echoed("new ArrayBuffer(3)", "=new ArrayBuffer(3)"),
  echoed("new Array(300)", `=[ ${"undefined, ".repeat(5)} ... ${Array(5).fill("undefined").join(", ")} ]`),
  echoed('"x".repeat(70)', `="${"x".repeat(27)}" ... "${"x".repeat(27)}"`),
  echoed('new Error("q")', "=Error: Error: q"),
  echoed("new Date(0)", "=Date: Thu Jan 1 1970 00:00:00 GMT+0000"),
  echoed("[1,2,3].map", "=function () { [native code] }"),
  // What is printed takes the place of the prompt.
  echoed('print("a\\nb")', "a\r\nb\r\n=undefined"),
  [
    'setTimeout(function(){print("late")},30)\n',
    'setTimeout(function(){print("late")},30)\r\n=1\r\n>\r\x1b[Jlate\r\n>',
  ],
  // Errors: `said` has no columns, which count differently (see `comparable`).
  echoed('throw "x"', "Uncaught x"),
  echoed('throw new Error("bad")', "Uncaught Error: bad\r\n    at REPL (:1:)\r\n\r\n^"),
  // More lines: a bracket, a comment or a template is open.
  ["f(\n", "f(\r\n:"],
  [")\n", ")\r\n=1\r\n>"],
  ["`abc\n", "`abc\r\n:"],
  ["def`\n", 'def`\r\n="abc\\ndef"\r\n>'],
  ["/* x\n", "/* x\r\n:"],
  ["*/ 4\n", "*/ 4\r\n=4\r\n>"],
  echoed('"(" + /[(]/.source', '="([(]"'),
  // ESC LF: a line that is not run yet.
  ["1+\x1b\n", "1+\r\n:"],
  ["2\n", "2\r\n=3\r\n>"],
  // Editing.
  ['"a\bb"\n', '"a\b \bb"\r\n="b"\r\n>'],
  ["13\x1b[D", "13\x1b[D"],
  ["2", "23 \b\b\b2"],
  ["\x1b[C\n", "\x1b[C\r\n=123\r\n>"],
  ["abc\x1b[H", "abc\b\b\b"],
  ["\x1b[3~", "bc \b\b\b"],
  ["\x1b[F", "bc"],
  // Ctrl-C clears the line.
  ["\x03", "\x1b[D\x1b[D\r\x1b[J>"],
  ["\x1b[A", "\x1b[J123"],
  ["\n", "\r\n=123\r\n>"],
  // DLE: nothing is echoed, no value, and no prompt but after what is printed.
  ["\x10var q=7;\n", ""],
  ['\x10print("hi",q)\n', "hi 7\r\n>"],
  ["\x10function g(x){\n  return x+1;\n}\n", ""],
  ["\x10print(g(1))\n", "2\r\n>"],
  ['\x10print("1");\nprint("2");\n', "1\r\n2\r\n=undefined\r\n>"],
  ['\x10\x1b[5dfunction h(){\x1b\n  return "in h";\x1b\n}\n', ""],
  echoed("h()", '="in h"'),
  // echo(0)
  ["echo(0)\n", "echo(0)\r\n"],
  ["1+1\n", ""],
  ["print(3)\n", "3\r\n"],
  ["echo(1)\n", "=undefined\r\n>"],
  // ENQ
  ["\x05", "Espruino 2v29 LINUX\r\n"],
  // UTF-8, where strings are Unicode.
  echoed('"\xc3\xa9".length', "=1"),
  echoed('print("\xc3\xa9")', "\xc3\xa9\r\n=undefined"),
  // Storage: what it refuses, and what boots.
  echoed('E.CRC32("hello")', "=907060870"),
  echoed('E.toJS({a:1,b:["x"]})', '="{a:1,b:[\\"x\\"]}"'),
  ['\x10var s=require("Storage");s.write("a","one",0,6);s.write("a","two",3);print(s.read("a"))\n', "onetwo\r\n>"],
  ['\x10try{s.write("a","x",6)}catch(e){print(e.message)}\n', "Too much data for file size\r\n>"],
  ['\x10try{s.write("a","x",0,0)}catch(e){print(e.message)};print(s.read("a"))\n', "x\r\n>"],
  [
    '\x10try{s.write("a","y",0,4);s.write("a","z",0,4);s.write("a","q",1);s.write("a","q",1)}catch(e){print(e.message)}\n',
    "File already written with different data\r\n>",
  ],
  ['\x10s.write(".boot0","print(\'first\')");s.write(".bootcde","print(\'boot\');var bb=1;")\n', ""],
  ["load()\n", "load()\r\n=undefined\r\nfirst\r\nboot\r\n>"],
  echoed("bb", "=1"),
  ["reset()\n", `reset()\r\n=undefined\r\nfirst\r\n${greeting}`],
  echoed("typeof bb", '="undefined"'),
  ['\x10require("Storage").erase(".boot0")\n', ""],
  ["\x10reset(true);\n", `Erasing saved code.\r\nDone!\r\n${greeting}`],
  ['\x10print(require("Storage").read(".bootcde"))\n', "undefined\r\n>"],
  ['\x10require("Storage").write("app.js","print(\'app\',__FILE__)")\n', ""],
  ['\x10load("app.js")\n', `${greeting.slice(0, -1)}app app.js\r\n>`],
];

/** Without what differs for a reason: the build number, and columns, which V8 counts from the beginning of an expression. */
export function comparable(said: string): string {
  return said
    .replace(/2v29\.\d+/, "2v29")
    .replace(/(\(:\d+:)\d+\)/g, "$1)")
    .replace(/\r\n +\^\r\n/g, "\r\n^\r\n");
}

/** Plays the table on a console whose greeting or first prompt has been seen. Answers what differs from it. */
export async function play(console: ConsoleClient, deadlineMs: number): Promise<string[]> {
  const differences: string[] = [];
  for (const [sent, wanted] of exchanges) {
    console.send(sent);
    let said = "";
    await console
      .until((now) => {
        said = comparable(now);
        return said === wanted;
      }, deadlineMs)
      .catch(() =>
        differences.push(`${JSON.stringify(sent)}: ${JSON.stringify(said)}, wanted ${JSON.stringify(wanted)}`),
      );
    // One that went wrong would spoil all that follow.
    if (differences.length > 0) break;
  }
  return differences;
}

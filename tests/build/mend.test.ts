import { describe, expect, it } from "vitest";
import { mend } from "../../src/build/mend.js";
import { boards, printedOnBoard, printedOnNode } from "./probes/run.js";

/** What it is, as it is, and mended. */
const mended: [string, string, string][] = [
  [
    "a return of nothing at a function's end",
    "function f(n){for(;n;)return}f(1);print(1);",
    "function f(n){for(;n;)return;}f(1);print(1);",
  ],
  ["a comma in an index", "var n=0;print([5,6][n++,1]);", "var n=0;print([5,6][(n++,1)]);"],
  ["a comma in a case", "switch(2){case 1,2:print(1)}", "switch(2){case (1,2):print(1)}"],
  ["a division behind ++", "var i=8;print(i++/2/1);", "var i=8;print((i++)/2/1);"],
  ["a division of this", "print(function(){return this/2}.call(8));", "print(function(){return (this)/2}.call(8));"],
  [
    "a pattern behind a head",
    'var s="x";while(s)/x/.test(s)&&print(s),s="";',
    'var s="x";while(s)(/x/).test(s)&&print(s),s="";',
  ],
  [
    "a function in a head",
    "for(function(){print(1)}(),i=0;i<1;i++)print(i);",
    "for((function(){print(1)})(),i=0;i<1;i++)print(i);",
  ],
  [
    "an in in a head",
    'for(var o={},i=("a"in o?1:0);i<1;i++)print(i);',
    'var o={},i=("a"in o?1:0);for(;i<1;i++)print(i);',
  ],
  [
    "an in in a head in a branch",
    'var o={};if(o)for(var i=("a"in o?1:0);i<1;i++)print(i);',
    'var o={};if(o){var i=("a"in o?1:0);for(;i<1;i++)print(i);}',
  ],
];

describe("what terser may write and the interpreter reads otherwise", () => {
  it.each(mended)("is mended: %s", (_, code, text) => {
    expect(mend({ code, map: "" }).code).toBe(text);
    expect(printedOnNode(text)).toEqual(printedOnNode(code));
  });

  for (const { id, binary } of boards) {
    it.skipIf(binary === "").each(mended)(`is wrong on ${id} until it is mended: %s`, async (_, code, text) => {
      expect(await printedOnBoard(binary, text)).toEqual(printedOnNode(code));
      expect(await printedOnBoard(binary, code)).not.toEqual(printedOnNode(code));
    });
  }
});

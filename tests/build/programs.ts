/**
 * Small random programs about one question: is a variable or a function there when it is used? They print every value
 * that they read, and end, for each function and each round of a loop counts down what is left.
 * No two timers are due at once, for these may swap on the interpreter.
 */
import fc from "fast-check";

const variables = ["a", "b", "c"];
const functions = ["p", "q", "r"];

/** A statement, with the depth that is left for what may stand within it. */
function statement(depth: number, inFunction: boolean, inBlock: boolean): fc.Arbitrary<string> {
  const variable = fc.constantFrom(...variables);
  const name = fc.constantFrom(...functions);
  const digit = fc.integer({ min: 0, max: 9 });
  const simple = [
    fc.tuple(variable, digit).map(([v, n]) => `var ${v} = ${n};`),
    variable.map((v) => `var ${v};`),
    fc.tuple(variable, digit).map(([v, n]) => `${v} = ${n};`),
    variable.map((v) => `${v} += 1;`),
    variable.map((v) => `print("${v}", String(${v}));`),
    variable.map((v) => `print("${v}", typeof ${v});`),
    name.map((f) => `${f}();`),
    name.map((f) => `print("${f}", typeof ${f});`),
    name.map((f) => `setTimeout(${f}, due += 2);`),
    name.map((f) => `[1].forEach(${f});`),
    ...(inFunction ? [fc.constant("return;")] : []),
  ];
  if (depth === 0) return fc.oneof(...simple);
  const body = block(depth - 1, true, false);
  const part = block(depth - 1, inFunction, true);
  const nested = [
    // TypeScript has no function declarations in blocks.
    ...(inBlock
      ? []
      : [fc.tuple(name, body).map(([f, within]) => `function ${f}() { if (fuel-- < 0) return; ${within} }`)]),
    fc.tuple(name, body).map(([f, within]) => `var ${f} = function () { if (fuel-- < 0) return; ${within} };`),
    fc.tuple(name, body).map(([f, within]) => `${f} = function () { if (fuel-- < 0) return; ${within} };`),
    body.map((within) => `(function () { ${within} })();`),
    body.map((within) => `setTimeout(function () { ${within} }, due += 2);`),
    body.map((within) => `[1].forEach(function () { ${within} });`),
    body.map((within) => `keep.m = function () { if (fuel-- < 0) return; ${within} };`),
    fc.constant("if (keep.m) keep.m();"),
    fc.tuple(digit, part).map(([n, within]) => `if (ask(${n})) { ${within} }`),
    fc.tuple(digit, part, part).map(([n, within, other]) => `if (ask(${n})) { ${within} } else { ${other} }`),
    fc.tuple(digit, part).map(([n, within]) => `for (var i = 0; i < ${n % 3} && fuel-- > 0; i++) { ${within} }`),
    fc
      .tuple(digit, part, part)
      .map(
        ([n, within, other]) => `for (var k in ask(${n}) ? { x: 1 } : {}) { ${within} if (ask(1)) continue; ${other} }`,
      ),
    fc
      .tuple(digit, part, part)
      .map(([n, one, two]) => `switch (${n % 3}) { case 0: ${one} case 1: ${two} break; default: ${one} }`),
    fc.tuple(digit, part).map(([n, within]) => `try { if (ask(${n})) throw 1; ${within} } catch (e) { print("e"); }`),
  ];
  return fc.oneof(...simple, ...nested, ...nested);
}

function block(depth: number, inFunction: boolean, inBlock: boolean): fc.Arbitrary<string> {
  return fc.array(statement(depth, inFunction, inBlock), { minLength: 1, maxLength: 5 }).map((all) => all.join(" "));
}

/** A whole program. */
export const program: fc.Arbitrary<string> = fc
  .array(statement(3, false, false), { minLength: 2, maxLength: 8 })
  .map((all) => `var fuel = 30, due = 0, keep = {}; function ask(n) { return n > 4; }\n${all.join("\n")}\n`);

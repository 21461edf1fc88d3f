import type { TextRule } from "../rule.js";

export const objectClass: TextRule = {
  name: "object-class",
  reason: 'Espruino\'s toString of an object knows no classes: it gives "" for an array, not "[object Array]".',
  instead: "Use Array.isArray, typeof or instanceof.",
  fails: "print(Object.prototype.toString.call([]));",
  at: "Object.prototype.toString",
  works: 'print(Array.isArray([]) ? "[object Array]" : "");',
  find: ({ all, code }) =>
    all("MemberExpression").filter(({ start, end }) =>
      /^(?:\{\}|\(\{\}\)|Object\.prototype)\.toString\.(?:call|apply)$/.test(code.slice(start, end)),
    ),
};

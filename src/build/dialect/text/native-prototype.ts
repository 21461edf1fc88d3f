import type { Parsed, TextRule } from "../rule.js";

const natives =
  /^(?:Array|ArrayBuffer|Boolean|DataView|Date|Function|Number|Promise|RegExp|String|(?:Int|Uint|Float)\d+(?:Clamped)?Array)$/;

export const nativePrototype: TextRule = {
  name: "native-prototype",
  reason: "Espruino's own methods are not to be found by way of a prototype: Array.prototype.map is undefined.",
  instead: "Take the method of a value, as [].map; a method of your own may be added.",
  fails: "const own = Array.prototype; print(typeof own.map);",
  at: "Array",
  works: "print(typeof [].map);",
  find: ({ all, parent }) =>
    all("MemberExpression").filter((node) => {
      const { object, property, computed } = node;
      if (computed || property.type !== "Identifier" || property.name !== "prototype") return false;
      if (object.type !== "Identifier" || !natives.test(object.name)) return false;
      const member = parent(node);
      if (member?.type !== "MemberExpression") return true;
      const around: Parsed | undefined = parent(member);
      return !(around?.type === "AssignmentExpression" && around.left === member);
    }),
};

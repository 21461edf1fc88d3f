import type { TextRule } from "../rule.js";
import { readScopes } from "../scopes.js";

export const loopVariable: TextRule = {
  name: "loop-variable",
  reason: "Espruino has one let for all rounds of a for: functions that are made in them see its last value.",
  instead: "Make the functions in a function that is given the value.",
  isText: true,
  fails: "var all = []; for (let i = 0; i < 3; i++) all.push(function () { return i; }); print(all[0]());",
  at: "let i",
  works:
    "var all = []; function add(i) { all.push(function () { return i; }); } for (let i = 0; i < 3; i++) add(i); print(all[0]());",
  find: (text) => {
    const heads = text.all("VariableDeclaration").filter(({ kind }) => kind !== "var");
    if (heads.length === 0) return [];
    const { references } = readScopes(text);
    return heads.filter((head) => {
      const loop = text.parent(head);
      if (loop === undefined || !/^For/.test(loop.type)) return false;
      const names = head.declarations.map(({ id }) => (id.type === "Identifier" ? id.name : ""));
      return references.some(
        ({ node, name, from, of }) =>
          from !== of &&
          names.includes(name) &&
          node.start > loop.start &&
          node.end <= loop.end &&
          from.node.start > loop.start,
      );
    });
  },
};

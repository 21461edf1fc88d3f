import ts from "typescript";
import type { SourceRule } from "../rule.js";

export const finallyLeaves: SourceRule = {
  name: "finally-leaves",
  reason: "On Espruino a jump out of finally does not undo what try returned or threw.",
  instead: "Put the return, break or continue behind the try.",
  fails: `
function read(): number { try { throw new Error("no"); } finally { return 2; } }
try { print(read()); } catch (e) { print("thrown"); }`,
  at: "return 2;",
  works: `
function read(): number { try { throw new Error("no"); } catch (e) { print("caught"); } finally { print("end"); } return 2; }
print(read());`,
  *find({ all }) {
    for (const { finallyBlock } of all(ts.SyntaxKind.TryStatement)) {
      const node = finallyBlock && jumpIn(finallyBlock, false, false);
      if (node) yield { node };
    }
  },
};

/** The first jump that leaves a node; a loop or switch within may be left, and continued. */
function jumpIn(node: ts.Node, inLoop: boolean, inSwitch: boolean): ts.Node | undefined {
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return undefined;
  if (ts.isReturnStatement(node)) return node;
  if (ts.isBreakStatement(node)) return inLoop || inSwitch ? undefined : node;
  if (ts.isContinueStatement(node)) return inLoop ? undefined : node;
  const loop = inLoop || ts.isIterationStatement(node, false);
  return ts.forEachChild(node, (child) => jumpIn(child, loop, inSwitch || ts.isSwitchStatement(node)));
}

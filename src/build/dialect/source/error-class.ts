import ts from "typescript";
import type { SourceRule } from "../rule.js";
import { isNamed } from "./reading.js";

const errors: ReadonlySet<string> = new Set(
  ["Error", "TypeError", "ReferenceError", "SyntaxError", "RangeError", "EvalError", "URIError"].flatMap((name) => [
    name,
    `${name}Constructor`,
  ]),
);

export const errorClass: SourceRule = {
  name: "error-class",
  reason:
    "What Espruino throws (TypeError, ReferenceError, InternalError) is no instance of Error, nor is what a class makes that extends Error.",
  instead: "Ask for what is used, `typeof (e as Error).message`; give errors of your own a class that extends nothing.",
  fails: `
try { (undefined as unknown as string[]).pop(); } catch (e) { print(e instanceof TypeError ? "mistake" : "unknown"); }`,
  at: "e instanceof TypeError",
  works: `
class Refusal { constructor(readonly message: string) {} }
function say(e: unknown): void { print(e instanceof Refusal ? "refused" : typeof (e as Error).message); }
try { (undefined as unknown as string[]).pop(); } catch (e) { say(e); }
try { throw new Refusal("no"); } catch (e) { say(e); }`,
  *find({ all, checker }) {
    for (const node of all(ts.SyntaxKind.BinaryExpression)) {
      if (node.operatorToken.kind !== ts.SyntaxKind.InstanceOfKeyword) continue;
      const type = checker.getTypeAtLocation(node.right);
      const instance = type.getProperty("prototype");
      const of = instance ? checker.getTypeOfSymbolAtLocation(instance, node.right) : type;
      if (isNamed(type, errors, checker) || isNamed(of, errors, checker)) yield { node };
    }
  },
};

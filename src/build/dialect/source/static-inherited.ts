import ts from "typescript";
import type { SourceRule } from "../rule.js";

export const staticInherited: SourceRule = {
  name: "static-inherited",
  reason: "On Espruino a class does not have the static members of the class that it extends.",
  instead: "Name the class that declares it.",
  fails: `
class Sensor { static count() { return 2; } }
class Probe extends Sensor {}
print(Probe.count());`,
  at: "count());",
  works: `
class Sensor { static count() { return 2; } }
class Probe extends Sensor { static twice() { return super.count() + Sensor.count(); } }
print(Probe.twice(), Sensor.count());`,
  *find({ all, checker }) {
    for (const { expression, name } of all(ts.SyntaxKind.PropertyAccessExpression)) {
      if (expression.kind === ts.SyntaxKind.SuperKeyword) continue;
      const member = checker.getSymbolAtLocation(name)?.valueDeclaration;
      if (!member || !ts.isClassLike(member.parent) || !ts.canHaveModifiers(member)) continue;
      if (!ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword)) continue;
      const named = checker.getTypeAtLocation(expression).getSymbol()?.valueDeclaration;
      if (named && ts.isClassLike(named) && named !== member.parent) yield { node: name };
    }
  },
};

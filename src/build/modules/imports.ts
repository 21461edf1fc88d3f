/** `require("NAME")` of a module that goes into the bundle becomes an import: rollup then orders and joins the texts. */
import ts from "typescript";
import type { RequiredModules } from "../modules.js";
import { type Meaning, type Use, usesIn } from "./uses.js";

const prefix = "tagwire:module/";

/** The module that an import made here means. */
export function moduleNameOf(specifier: string): string | undefined {
  return specifier.startsWith(prefix) ? specifier.slice(prefix.length) : undefined;
}

/** A module whose exports are single is imported as a namespace, any other as its `default`, the `exports` object. */
export function withImports(
  modules: RequiredModules,
  meaningOf: (file: ts.SourceFile) => Meaning,
): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    const { factory } = context;
    const uses = usesIn(file, meaningOf(file), new Set()).uses.filter(({ name }) => modules.has(name));
    if (uses.length === 0) return file;
    const imports: ts.Statement[] = [];
    const byCall = new Map<ts.Node, ts.Identifier>();
    const holders = new Set<ts.Node | undefined>();
    const added = new Map<string, ts.Identifier>();
    const add = ({ name }: Use, local: ts.Identifier): ts.Identifier => {
      const clause = modules.get(name)?.single
        ? factory.createImportClause(undefined, undefined, factory.createNamespaceImport(local))
        : factory.createImportClause(undefined, local, undefined);
      imports.push(factory.createImportDeclaration(undefined, clause, factory.createStringLiteral(`${prefix}${name}`)));
      return local;
    };
    for (const use of uses) {
      if (use.holder) {
        holders.add(use.holder);
        add(use, factory.createIdentifier((use.holder.name as ts.Identifier).text));
      } else {
        let local = added.get(use.name);
        if (local === undefined) {
          local = add(use, factory.createUniqueName(use.name.replace(/\W/g, "_")));
          added.set(use.name, local);
        }
        byCall.set(use.call, local);
      }
    }
    const visit = (node: ts.Node): ts.Node | undefined => {
      if (ts.isVariableStatement(node)) {
        const { declarations } = node.declarationList;
        if (declarations.every((declaration) => holders.has(declaration))) return undefined;
      }
      if (holders.has(node)) return undefined;
      return byCall.get(node) ?? ts.visitEachChild(node, visit, context);
    };
    const changed = ts.visitEachChild(file, visit, context);
    return factory.updateSourceFile(changed, [...imports, ...changed.statements]);
  };
}

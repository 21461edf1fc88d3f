/** `require("NAME")` of a module that goes into the bundle becomes an import: rollup then orders and joins the texts. */
import ts from "typescript";
import type { RequiredModules } from "../modules.js";
import { type Meaning, type Use, usesIn } from "./uses.js";

const prefix = "tagwire:module/";

/** The module that an import made here means. */
export function moduleNameOf(specifier: string): string | undefined {
  return specifier.startsWith(prefix) ? specifier.slice(prefix.length) : undefined;
}

/** What takes the place of a file's requires. */
export interface Replaced {
  /** The imports, for the file's start. */
  readonly imports: readonly ts.Statement[];
  /** What stands for a node: nothing for a declaration whose name an import now declares. */
  readonly nodes: ReadonlyMap<ts.Node, ts.Identifier | undefined>;
}

/** A module whose exports are single is imported as a namespace, any other as its `default`, the `exports` object. */
export function replaced(
  file: ts.SourceFile,
  modules: RequiredModules,
  meaning: Meaning,
  factory: ts.NodeFactory,
): Replaced {
  const imports: ts.Statement[] = [];
  const nodes = new Map<ts.Node, ts.Identifier | undefined>();
  const locals = new Map<string, ts.Identifier>();
  const add = ({ name }: Use, local: ts.Identifier): ts.Identifier => {
    const clause = modules.get(name)?.single
      ? factory.createImportClause(undefined, undefined, factory.createNamespaceImport(local))
      : factory.createImportClause(undefined, local, undefined);
    imports.push(factory.createImportDeclaration(undefined, clause, factory.createStringLiteral(`${prefix}${name}`)));
    return local;
  };
  for (const use of usesIn(file, meaning, new Set()).uses) {
    const { name, call, holder } = use;
    if (!modules.has(name)) continue;
    if (holder) {
      add(use, factory.createIdentifier((holder.name as ts.Identifier).text));
      nodes.set(holder, undefined);
      const { declarations, parent } = holder.parent as ts.VariableDeclarationList;
      if (declarations.every((declaration) => nodes.has(declaration))) nodes.set(parent, undefined);
      continue;
    }
    const local = locals.get(name) ?? add(use, factory.createUniqueName(`m_${name.replace(/\W/g, "_")}`));
    locals.set(name, local);
    nodes.set(call, local);
  }
  return { imports, nodes };
}

/** Puts the imports into the sketch's own files. */
export function withImports(modules: RequiredModules, meaning: Meaning): ts.TransformerFactory<ts.SourceFile> {
  return (context) => (file) => {
    const { imports, nodes } = replaced(file, modules, meaning, context.factory);
    if (imports.length === 0) return file;
    const visit = (node: ts.Node): ts.Node | undefined =>
      nodes.has(node) ? nodes.get(node) : ts.visitEachChild(node, visit, context);
    const changed = ts.visitEachChild(file, visit, context);
    return context.factory.updateSourceFile(changed, [...imports, ...changed.statements]);
  };
}

/**
 * The names that the bundle must leave alone: the board's globals and pins, and what the sketch declares but does not
 * define. Espruino keeps its globals where a script's top-level names go: `var E = 5` would replace the board's `E`.
 */
import ts from "typescript";
import type { Board } from "../boards.js";

export function boardNames(board: Board): string[] {
  // A word that the interpreter keeps for itself wherever it stands, and terser takes for a name like any other.
  return [...board.globals, ...board.pins, "of"];
}

/** What the files say is there without defining it: `declare const HOST: string`, and so on. */
export function declaredNames(files: readonly ts.SourceFile[]): string[] {
  const names = new Set<string>();
  for (const file of files) collect(file.statements, file.isDeclarationFile, names);
  return [...names];
}

function collect(statements: readonly ts.Statement[], ambient: boolean, names: Set<string>): void {
  for (const statement of statements) {
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    const declared = ambient || modifiers.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword);
    if (!declared) continue;
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) if (ts.isIdentifier(name)) names.add(name.text);
    } else if (ts.isModuleDeclaration(statement)) {
      if (statement.flags & ts.NodeFlags.GlobalAugmentation) {
        if (statement.body && ts.isModuleBlock(statement.body)) collect(statement.body.statements, true, names);
      } else if (ts.isIdentifier(statement.name)) names.add(statement.name.text);
    } else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      if (statement.name) names.add(statement.name.text);
    }
  }
}

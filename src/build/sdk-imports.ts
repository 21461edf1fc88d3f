/** From which of the SDK's entries a sketch takes its calls: there is one client on a board, so QoS 0 or QoS 1. */
import ts from "typescript";
import { complaintAbout } from "./mistake.js";
import type { Program } from "./program.js";

const plain = "tagwire";
const acknowledged = "tagwire/qos1";

/** Whether a module is one of those that have `connect` and the calls beside it. */
export function hasCalls(specifier: string): boolean {
  return specifier === plain || specifier === acknowledged;
}

/** Whether the sketch publishes with QoS 1. Throws a Complaint if it also takes a call from `tagwire`. */
export function publishesWithQos1(program: Program): boolean {
  const [first] = importsFrom(acknowledged, program);
  const [other] = importsFrom(plain, program);
  if (first === undefined || other === undefined) return first !== undefined;
  const mistake = {
    file: other.getSourceFile(),
    start: other.getStart(),
    length: other.getWidth(),
    sentence: `"${plain}" and "${acknowledged}" are both imported; there is one client on a board, and wanted is one of them`,
  };
  throw complaintAbout(
    [mistake],
    `Import all from "${acknowledged}", in every file of the sketch, or all from "${plain}".`,
  );
}

/** The names of the modules where values, not only types, are imported from that one. */
function importsFrom(wanted: string, { sketchFiles }: Program): ts.Expression[] {
  return sketchFiles
    .flatMap(({ statements }) => [...statements])
    .flatMap((statement) => {
      const takesValues = ts.isImportDeclaration(statement)
        ? !statement.importClause?.isTypeOnly
        : ts.isExportDeclaration(statement) && !statement.isTypeOnly;
      if (!takesValues) return [];
      const { moduleSpecifier } = statement as ts.ImportDeclaration | ts.ExportDeclaration;
      if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return [];
      return moduleSpecifier.text === wanted ? [moduleSpecifier] : [];
    });
}

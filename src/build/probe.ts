/**
 * A module ahead of the sketch that hands the SDK's calls, as they are in the script, to who looks on: the simulator
 * (src/sim/probe.ts). It is in no script for a board.
 */
import { dirname, join } from "node:path";
import ts from "typescript";
import type { Source } from "./bundle.js";
import { entries } from "./entries.js";
import type { Program } from "./program.js";
import { hasCalls, publishesWithQos1 } from "./sdk-imports.js";

/** The global function that gets the calls by their names, `options`, which answers those of `connect`, and the QoS. */
export const PROBE = "tagwireProbe";

export const probeId = "\0tagwire-probe";

/** What is looked at though the sketch does not import it. That changes nothing of what the others do; `end` would. */
const always = ["connect", "publishValue", "publish", "status"];
/** What is looked at where the sketch imports it. */
const besides = ["end", "flush"];
const ofSubscribe = ["subscribe", "unsubscribe", "limitMessage", "subscriptions"];

/** Gives rollup the module; an empty one where the sketch has no use for the SDK. */
export function probeModule(program: Program): Source {
  const usesSdk = program.sourceFile(entries.tagwire as string) !== undefined;
  const imported = importedNames(program, hasCalls);
  const names = [...always, ...besides.filter((name) => imported.has(name))];
  const subscribed = importedNames(program, (specifier) => specifier === "tagwire/subscribe");
  const listened = ofSubscribe.filter((name) => subscribed.has(name));
  const given = [...names, ...listened].map((name) => `${name}: ${name}`).join(", ");
  // What the build has put in place of an option is given to `connect` no more.
  const options = JSON.stringify(join(dirname(entries.tagwire as string), "options.ts"));
  const code = [
    `import { ${names.join(", ")} } from "tagwire";`,
    ...(listened.length > 0 ? [`import { ${listened.join(", ")} } from "tagwire/subscribe";`] : []),
    `import { options } from ${options};`,
    `${PROBE}({ ${given}, options: function () { return options; }, qos: ${publishesWithQos1(program) ? 1 : 0} });`,
    "",
  ].join("\n");
  return {
    name: "tagwire-probe",
    resolveId: (specifier) => (specifier === probeId ? specifier : null),
    load: (id) => (id === probeId ? { code: usesSdk ? code : "", moduleSideEffects: true } : null),
  };
}

/** What the sketch imports from such modules, as it is called there; all that is looked at where it takes all. */
function importedNames({ sketchFiles }: Program, isMeant: (specifier: string) => boolean): Set<string> {
  const names = sketchFiles
    .flatMap(({ statements }) => [...statements])
    .flatMap((statement) => {
      if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
      const bindings = statement.importClause?.namedBindings;
      if (!isMeant(statement.moduleSpecifier.text) || statement.importClause?.isTypeOnly || !bindings) return [];
      if (ts.isNamespaceImport(bindings)) return [...besides, ...ofSubscribe];
      return bindings.elements.flatMap(({ isTypeOnly, propertyName, name }) =>
        isTypeOnly ? [] : [(propertyName ?? name).text],
      );
    });
  return new Set(names);
}

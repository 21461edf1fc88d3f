/** The settings as a module of the bundle. */
import ts from "typescript";
import type { Source } from "../bundle.js";
import { compilerOptions } from "../program.js";
import { SETTINGS, type Settings } from "../settings.js";

/** Gives rollup the settings as constants; `transformers` write its literals for the board. It has no source map. */
export function settingsPlugin(
  { values }: Settings,
  transformers: readonly ts.TransformerFactory<ts.SourceFile>[],
): Source {
  // Rollup leaves a module whose id starts with NUL out of its source maps.
  const id = `\0${SETTINGS}`;
  return {
    name: "tagwire-settings",
    resolveId: (specifier) => (specifier === SETTINGS ? { id, moduleSideEffects: false } : null),
    load: (path) => {
      if (path !== id) return null;
      const lines = [...values].map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`);
      const { outputText } = ts.transpileModule(lines.join("\n"), {
        fileName: "settings.ts",
        compilerOptions: { ...compilerOptions, sourceMap: false },
        transformers: { before: [...transformers] },
      });
      return outputText;
    },
  };
}

/**
 * `tagwire-env.d.ts`: what the type checker knows of a sketch's settings and modules, names and no values. The build
 * writes it beside them, so that an editor knows the same.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { foldersOf } from "../project.js";
import { SETTINGS, type Settings } from "../settings.js";

export interface Ambient {
  readonly path: string;
  readonly text: string;
  /** The declarations of modules that it refers to. */
  readonly modules: readonly string[];
}

export function ambientOf(sketch: string, { folder, values }: Settings): Ambient {
  const types = new Map<string, string>();
  for (const place of foldersOf(sketch).reverse()) {
    const modules = join(place, "modules");
    for (const file of existsSync(modules) ? readdirSync(modules) : []) {
      if (/^[\w@][\w@.+-]*\.d\.ts$/.test(file)) types.set(file.slice(0, -".d.ts".length), join(modules, file));
    }
  }
  const constants = [...values.keys()].map((name) => `  export const ${name}: string;\n`);
  const requires = [...types].map(([name, file]) => {
    const path = relative(folder, file)
      .replaceAll("\\", "/")
      .replace(/\.d\.ts$/, "");
    const specifier = path.startsWith(".") ? path : `./${path}`;
    return `interface FirmwareModules {\n  ${JSON.stringify(name)}: typeof import(${JSON.stringify(specifier)});\n}\n`;
  });
  const text = [
    "// Written by tagwire build: the names in .env and .env.local, and the modules that have types.\n",
    `declare module ${JSON.stringify(SETTINGS)} {\n${constants.join("")}}\n`,
    ...requires,
  ];
  return { path: join(folder, "tagwire-env.d.ts"), text: text.join(""), modules: [...types.values()] };
}

/** Writes the file if it has changed; one that can't be written is missed by editors only. */
export function writeAmbient({ path, text }: Ambient): void {
  try {
    if (existsSync(path) && readFileSync(path, "utf8") === text) return;
    writeFileSync(path, text);
  } catch {
    // A folder that is only for reading.
  }
}

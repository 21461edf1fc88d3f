/** Where this package's own sources are, and what a sketch may import from it. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The package's folder; this file is two folders below it as source and as compiled. */
export const packageFolder: string = fileURLToPath(new URL("../..", import.meta.url));

/** What a sketch imports, and the file behind it. */
export const entries: Readonly<Record<string, string>> = {
  tagwire: join(packageFolder, "src/device/publish.ts"),
  "tagwire/qos1": join(packageFolder, "src/device/qos1.ts"),
  "tagwire/sleep": join(packageFolder, "src/device/sleep.ts"),
  "tagwire/subscribe": join(packageFolder, "src/device/subscribe.ts"),
  "tagwire/wifi": join(packageFolder, "src/device/wifi.ts"),
  "tagwire/spool": join(packageFolder, "src/device/spool.ts"),
  "tagwire/report": join(packageFolder, "src/device/report.ts"),
  "tagwire/tls": join(packageFolder, "src/device/tls.ts"),
};

/**
 * The Espruino modules that `npm run build` writes. Each has all that is in `tagwire`, for it has a session of its own: a
 * board has one of them.
 */
export const modules: Readonly<Record<string, string>> = {
  ...entries,
  "tagwire/sleep": join(packageFolder, "src/device/sleep-module.ts"),
  "tagwire/subscribe": join(packageFolder, "src/device/subscribe-module.ts"),
  "tagwire/wifi": join(packageFolder, "src/device/wifi-module.ts"),
  "tagwire/spool": join(packageFolder, "src/device/spool-module.ts"),
  "tagwire/report": join(packageFolder, "src/device/report-module.ts"),
  "tagwire/tls": join(packageFolder, "src/device/tls-module.ts"),
};

/** The folder that holds `@types/espruino`, wherever npm has put it. */
export const typesFolder: string = dirname(
  dirname(createRequire(import.meta.url).resolve("@types/espruino/package.json")),
);

/** Whether a file is the SDK's own: it gets the build's constants, and has been checked by its own tsconfig.json. */
export function isOfSdk(file: string): boolean {
  return file.startsWith(join(packageFolder, "src/device/")) || file === join(packageFolder, "src/spec.ts");
}

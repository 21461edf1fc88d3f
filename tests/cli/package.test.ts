/** The package as npm packs and unpacks it: what is missing in it, or works in the repository only, shows here. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";

it("builds what the repository builds, from within node_modules", () => {
  const folder = mkdtempSync(join(tmpdir(), "package-"));
  try {
    const modules = join(folder, "node_modules");
    mkdirSync(join(modules, "tagwire"), { recursive: true });
    for (const name of readdirSync("node_modules")) {
      if (!name.startsWith(".")) symlinkSync(resolve("node_modules", name), join(modules, name), "junction");
    }
    const words = ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder];
    const archive = execFileSync("npm", words, { encoding: "utf8", shell: process.platform === "win32" }).trim();
    execFileSync("tar", ["-xzf", join(folder, archive), "-C", join(modules, "tagwire"), "--strip-components=1"]);
    writeFileSync(join(folder, "sketch.ts"), readFileSync("examples/smallest.ts"));

    // Each with a cache of its own: one would serve what the other has built.
    const script = (tool: string, cache: string) => {
      const env = { ...process.env, TAGWIRE_CACHE: join(folder, cache) };
      execFileSync(process.execPath, [tool, "build", "sketch.ts", "--board", "esp32"], { cwd: folder, env });
      return readFileSync(join(folder, "dist/sketch/sketch.js"), "utf8");
    };
    const installed = script(join(modules, "tagwire/dist/cli/main.js"), "installed");
    expect(installed).toBe(script(resolve("dist/cli/main.js"), "own"));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

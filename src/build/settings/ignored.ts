/**
 * Whether git leaves a file alone. Settings hold keys: once they are in somebody's history they are everybody's. Git
 * itself is asked; where it is not installed, or does not answer, the files of patterns are read plainly.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { Complaint } from "../../complaint.js";
import { shown } from "../shown.js";

/** Throws a Complaint about the first of the files that lies in a git work tree and is not ignored there. */
export function mustBeIgnored(files: readonly string[]): void {
  for (const file of files) {
    const state = asked(file) ?? (ignoredByReading(file) ? "ignored" : "exposed");
    if (state === "ignored") continue;
    const name = basename(file);
    const line = `Add the line ${name} to ${shown(join(dirname(file), ".gitignore"))}`;
    throw new Complaint(
      "setting-exposed",
      state === "tracked"
        ? `${shown(file)} is in git; wanted is that git never has what may hold a key.`
        : `${shown(file)} is not ignored by git, and may hold a key.`,
      state === "tracked"
        ? `${line}, then: git rm --cached ${shown(file)}  (and change the keys that were pushed)`
        : `${line}, then build again.`,
    );
  }
}

/** What git says; undefined where there is no git, no work tree, or one that git does not trust. */
function asked(file: string): "ignored" | "exposed" | "tracked" | undefined {
  // Within a hook, git's variables name the repository of the hook.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_")));
  const git = (...words: string[]) =>
    spawnSync("git", [...words, "--", basename(file)], { cwd: dirname(file), env, stdio: "ignore", timeout: 5000 })
      .status;
  const status = git("check-ignore", "-q");
  if (status === 0) return "ignored";
  if (status !== 1) return undefined;
  return git("ls-files", "--error-unmatch") === 0 ? "tracked" : "exposed";
}

/** Whether the file is ignored as far as .gitignore and info/exclude say; true where there is no work tree. */
export function ignoredByReading(file: string): boolean {
  const folders: string[] = [];
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    folders.unshift(folder);
    if (existsSync(join(folder, ".git"))) break;
    if (folder === dirname(folder)) return true;
  }
  let ignored = false;
  const [root = ""] = folders;
  for (const [patterns, folder] of [
    [join(root, ".git", "info", "exclude"), root],
    ...folders.map((folder) => [join(folder, ".gitignore"), folder]),
  ] as [string, string][]) {
    for (const line of linesOf(patterns)) {
      if (matches(line.replace(/^!/, ""), relative(folder, file).replaceAll("\\", "/")))
        ignored = !line.startsWith("!");
    }
  }
  return ignored;
}

function linesOf(file: string): string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

/** Whether a pattern means a path below its folder, or a folder on the way to it. */
function matches(pattern: string, path: string): boolean {
  const body = pattern.replace(/^\/|\/$/g, "");
  const isAnchored = pattern.startsWith("/") || body.includes("/");
  const source = body.replace(/\*\*\/|\/\*\*|\*|\?|[.+^${}()|\\]/g, (piece) => {
    if (piece === "**/") return "(?:.*/)?";
    if (piece === "/**") return "/.*";
    if (piece === "*") return "[^/]*";
    return piece === "?" ? "[^/]" : `\\${piece}`;
  });
  const end = pattern.endsWith("/") ? "/" : "(?:/|$)";
  try {
    return new RegExp(`${isAnchored ? "^" : "(?:^|/)"}${source}${end}`).test(path);
  } catch {
    // A bracket that is not closed: git takes it for no pattern.
    return false;
  }
}

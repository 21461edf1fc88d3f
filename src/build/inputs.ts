/**
 * What a build asks the disk, and what it was answered. A build that asks through here leaves a record of all that went
 * in: the texts that it read and the paths where it found nothing. As long as each question has the same answer the
 * result is the same, so the record decides when a result may be used again, and what is watched.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, realpathSync, type Stats, statSync } from "node:fs";

/** Questions with their answers, as they were. A question is its kind, a blank and a path. */
export type Answers = Readonly<Record<string, string>>;

export interface Inputs {
  /** The text of a file without its byte order mark; undefined if there is none to read. */
  text(path: string): string | undefined;
  isFile(path: string): boolean;
  isFolder(path: string): boolean;
  /** The names in a folder, sorted; none if there is no folder. */
  files(path: string): string[];
  /** The path without links; the path itself if there is nothing. */
  realPath(path: string): string;
  /** Says that more went in than is recorded, such as what git said: the result is not used again. */
  onlyOnce(): void;
  readonly isOnlyOnce: boolean;
  /** All that was asked so far. */
  readonly answers: Answers;
}

/** Answers questions about the disk, and remembers them. */
export function recordInputs(): Inputs {
  const answers: Record<string, string> = {};
  let isOnlyOnce = false;
  const ask = (kind: Kind, path: string) => {
    const answer = kinds[kind](path);
    // What was answered first is what the build has used.
    answers[`${kind} ${path}`] ??= answer;
    return answer;
  };
  return {
    text: (path) => {
      const bytes = bytesOf(path);
      answers[`text ${path}`] ??= hashOf(bytes);
      return bytes && decoded(bytes);
    },
    isFile: (path) => ask("file", path) === "yes",
    isFolder: (path) => ask("folder", path) === "yes",
    files: (path) => JSON.parse(ask("files", path)) as string[],
    realPath: (path) => ask("real", path) || path,
    onlyOnce: () => {
      isOnlyOnce = true;
    },
    get isOnlyOnce() {
      return isOnlyOnce;
    },
    answers,
  };
}

/** Whether the disk still gives all these answers. */
export function stillTrue(answers: Answers): boolean {
  return Object.entries(answers).every(([question, answer]) => {
    const [kind, path] = splitQuestion(question);
    return kinds[kind]?.(path) === answer;
  });
}

/** The paths that were asked about, each once. */
export function pathsOf(answers: Answers): string[] {
  return [...new Set(Object.keys(answers).map((question) => splitQuestion(question)[1]))].filter((path) => path !== "");
}

type Kind = keyof typeof kinds;

const kinds = {
  text: (path: string) => hashOf(bytesOf(path)),
  file: (path: string) => (statOf(path)?.isFile() ? "yes" : "no"),
  folder: (path: string) => (statOf(path)?.isDirectory() ? "yes" : "no"),
  files: (path: string) => JSON.stringify(filesIn(path)),
  real: realPathOf,
};

function splitQuestion(question: string): [Kind, string] {
  const blank = question.indexOf(" ");
  return [question.slice(0, blank) as Kind, question.slice(blank + 1)];
}

function bytesOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // Below a file, or not for us to see: not there.
    return undefined;
  }
}

function filesIn(path: string): string[] {
  try {
    return readdirSync(path).sort();
  } catch {
    return [];
  }
}

function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return "";
  }
}

/** The SHA-256 of bytes as 64 hexadecimal digits; "none" of nothing. */
export function hashOf(bytes: string | Buffer | undefined): string {
  return bytes === undefined ? "none" : createHash("sha256").update(bytes).digest("hex");
}

/** As TypeScript reads a file: UTF-8, unless its first two bytes say UTF-16. */
function decoded(bytes: Buffer): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  return new TextDecoder().decode(bytes);
}

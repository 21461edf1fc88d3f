/** Paths as people read them. */
import { relative } from "node:path";

/** The path as a person would type it here. */
export function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("../..") ? path : short;
}

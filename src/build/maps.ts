/**
 * The source maps of what was built, by the hash of the script. The script itself names no map, for that would cost the
 * board bytes; whoever has the script, or its hash, finds the map again, whatever became of the sketch meanwhile.
 */
import { hashOf } from "./inputs.js";
import { find, keep, type Shelf } from "./kept.js";

/** The map of an example takes some 5 KB. */
const maps: Shelf = { folder: "maps", most: 200 };

/** What a script's map is kept by: the SHA-256 of its bytes, as 64 hexadecimal digits. */
export function scriptHash(code: string): string {
  return hashOf(code);
}

/** Keeps the map of a script. Its sources are absolute paths. */
export function keepMap(code: string, map: string): void {
  keep(maps, `${scriptHash(code)}.json`, map);
}

/** The map of a script, which is given as its text or as its hash; undefined if it is not there, or no longer. */
export function findMap(script: string): string | undefined {
  const hash = /^[0-9a-f]{64}$/.test(script) ? script : scriptHash(script);
  return find(maps, `${hash}.json`);
}

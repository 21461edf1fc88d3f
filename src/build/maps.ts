/**
 * The source maps of what was built, by the hash of the script. The script itself names no map, for that would cost the
 * board bytes; whoever has the script, or its hash, finds the map again, whatever became of the sketch meanwhile. A board
 * has no SHA-256 but a CRC-32: with the script's length that leads to the hash.
 */
import { crc32 } from "node:zlib";
import { hashOf } from "./inputs.js";
import { find, keep, type Shelf } from "./kept.js";

/** The map of an example takes some 5 KB. */
const maps: Shelf = { folder: "maps", most: 200 };

/** From a script's CRC-32 and length to its hash. */
const hashes: Shelf = { folder: "digests", most: maps.most };

/** A script as a board tells it. */
export interface Digest {
  readonly crc32: number;
  readonly bytes: number;
}

/** What a script's map is kept by: the SHA-256 of its bytes, as 64 hexadecimal digits. */
export function scriptHash(code: string): string {
  return hashOf(code);
}

/** Keeps the map of a script. Its sources are absolute paths. */
export function keepMap(code: string, map: string): void {
  const hash = scriptHash(code);
  keep(maps, `${hash}.json`, map);
  keep(hashes, digestName({ crc32: crc32(code), bytes: code.length }), hash);
}

/** The map of a script, which is given as its text or as its hash; undefined if it is not there, or no longer. */
export function findMap(script: string): string | undefined {
  const hash = /^[0-9a-f]{64}$/.test(script) ? script : scriptHash(script);
  return find(maps, `${hash}.json`);
}

/** The map of the script with that digest; undefined if it is not there, or no longer. */
export function findMapByDigest(digest: Digest): string | undefined {
  const hash = find(hashes, digestName(digest));
  return hash === undefined ? undefined : findMap(hash);
}

function digestName({ crc32, bytes }: Digest): string {
  return `${crc32}-${bytes}`;
}

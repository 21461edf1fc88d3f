/** Which file the bytes of a bundle come from, by its source map. */
import { decodedMappings, TraceMap } from "@jridgewell/trace-mapping";
import type { Text } from "./bundle.js";

/** Bytes by source as the map calls it; what comes from no source is under "". All of them add up to the text. */
export function bytesBySource({ code, map }: Text): Map<string, number> {
  const trace = new TraceMap(map);
  const bytes = new Map<string, number>();
  const add = (source: string, count: number) => {
    if (count > 0) bytes.set(source, (bytes.get(source) ?? 0) + count);
  };
  const lines = code.split("\n");
  for (const [index, segments] of decodedMappings(trace).entries()) {
    const length = lines[index]?.length ?? 0;
    let column = 0;
    let owner = "";
    for (const [start, source] of segments) {
      add(owner, start - column);
      column = start;
      owner = source === undefined ? "" : (trace.sources[source] ?? "");
    }
    add(owner, length - column);
  }
  const mapped = [...bytes.values()].reduce((sum, count) => sum + count, 0);
  add("", code.length - mapped);
  return bytes;
}

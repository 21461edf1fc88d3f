/** Which file the bytes of a bundle come from, by its source map. */
import type { Text } from "./bundle.js";
import { numbers } from "./mapping.js";

/** Bytes by source as the map calls it; what comes from no source is under "". All of them add up to the text. */
export function bytesBySource({ code, map }: Text): Map<string, number> {
  const { sources, mappings } = JSON.parse(map) as { sources: string[]; mappings: string };
  const bytes = new Map<string, number>();
  const add = (source: string, count: number) => {
    if (count > 0) bytes.set(source, (bytes.get(source) ?? 0) + count);
  };
  const lines = code.split("\n");
  let source = 0;
  for (const [index, line] of mappings.split(";").entries()) {
    const length = lines[index]?.length ?? 0;
    let column = 0;
    let owner = "";
    for (const mapping of line === "" ? [] : line.split(",")) {
      const [step = 0, sourceStep] = numbers(mapping);
      add(owner, step);
      column += step;
      if (sourceStep === undefined) owner = "";
      else {
        source += sourceStep;
        owner = sources[source] ?? "";
      }
    }
    add(owner, length - column);
  }
  const mapped = [...bytes.values()].reduce((sum, count) => sum + count, 0);
  add("", code.length - mapped);
  return bytes;
}

/** From a place in a script to the place in the TypeScript, by the script's source map. */
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import type { Place } from "../complaint.js";

/** Answers places of the sketch; undefined for what comes from no line of it. Throws for what is no source map. */
export function placesBy(map: string): (line: number, column: number) => Place | undefined {
  const traced = new TraceMap(map);
  return (line, column) => {
    const { source, line: ofLine, column: ofColumn } = originalPositionFor(traced, { line, column: column - 1 });
    return source === null ? undefined : { file: source, line: ofLine, column: ofColumn + 1 };
  };
}

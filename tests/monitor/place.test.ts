/** Places of a script, led back by its map. */
import { describe, expect, it } from "vitest";
import { placesBy } from "../../src/monitor/place.js";
import { bundleOf } from "../build/sketch.js";

describe("a place in a script", () => {
  it("leads to the line and column of what begins there or before", async () => {
    const { code, map } = await bundleOf("print(1);\n  print(2);\n");
    expect(code).toBe("print(1),print(2);\n");
    const places = placesBy(map);
    const at = (column: number) => {
      const { line, column: found } = places(1, column) ?? {};
      return [line, found];
    };
    expect([1, 7, 10, 15, 16].map(at)).toEqual([
      [1, 1],
      [1, 7],
      [2, 3],
      [2, 3],
      [2, 9],
    ]);
    expect(places(2, 1)).toBeUndefined();
  });
});

import type { SourceRule } from "../rule.js";
import { isGlobal, methodCalls } from "./reading.js";

const names: ReadonlySet<string> = new Set(["create"]);

export const createProperties: SourceRule = {
  name: "create-properties",
  reason: "Espruino's Object.create takes no properties: it throws.",
  instead: "Set them afterwards.",
  fails: `
const pump = Object.create({ unit: "l" }, { rate: { value: 5, enumerable: true } }); print(pump.rate, pump.unit);`,
  at: "{ rate",
  works: `
const pump = Object.create({ unit: "l" }); pump.rate = 5; print(pump.rate, pump.unit);`,
  *find(source) {
    for (const { call, on } of methodCalls(source, names)) {
      const [, properties] = call.arguments;
      if (properties && isGlobal(on, "Object", source.checker)) yield { node: properties };
    }
  },
};

import type { SourceRule } from "../rule.js";
import { methodCalls } from "./reading.js";

const names: ReadonlySet<string> = new Set(["emit"]);

export const emitMany: SourceRule = {
  name: "emit-many",
  reason: "Espruino's emit takes an event and at most four values: it throws beyond.",
  instead: "Put them into one object.",
  fails: `
const probe: any = {}; probe.on("read", (reading: { e: number }) => print("read", typeof reading));
probe.emit("read", 1, 2, 3, 4, 5);`,
  at: "5",
  works: `
const probe: any = {}; probe.on("read", (reading: { e: number }) => print("read", reading.e));
probe.emit("read", { a: 1, b: 2, c: 3, d: 4, e: 5 });`,
  *find(source) {
    for (const { call, name } of methodCalls(source, names)) {
      const node = call.arguments[5];
      const declared = source.checker.getSymbolAtLocation(name)?.valueDeclaration;
      // A method that the sketch has itself may take as many as it likes.
      if (node && (declared === undefined || declared.getSourceFile().isDeclarationFile)) yield { node };
    }
  },
};

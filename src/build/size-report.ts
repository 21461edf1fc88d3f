/**
 * All that is to be said of a bundle's size: bytes by file, JsVars estimated and measured, what changed since the last
 * report of this sketch for this board, and what its budget says.
 */
import { resolve } from "node:path";
import * as v from "valibot";
import type { Board } from "../boards.js";
import { Complaint } from "../complaint.js";
import { type Budget, budgetOf } from "./budgets.js";
import type { Bundle } from "./build.js";
import { type Estimate, estimate } from "./estimate.js";
import { hashOf } from "./inputs.js";
import { find, keep, type Shelf } from "./kept.js";
import { type Measured, measure } from "./measure.js";

export interface SizeReport {
  readonly bytes: number;
  /** As the bundle has them; `change` in bytes since the last report. */
  readonly parts: readonly {
    readonly file: string;
    readonly ofSdk: boolean;
    readonly bytes: number;
    readonly change?: number;
  }[];
  readonly estimated: Estimate;
  /** Undefined where no interpreter is named. */
  readonly measured?: Measured;
  /** Since the last report; undefined where there is none. */
  readonly change?: { readonly bytes: number; readonly jsVars: number };
  readonly budget?: Budget;
  /** What exceeds the budget. */
  readonly over: readonly (keyof Budget)[];
}

/** The figures of a sketch for a board take some 500 bytes. */
const reports: Shelf = { folder: "sizes", most: 200 };

/** A report as the next one finds it. */
const kept = v.object({ bytes: v.number(), jsVars: v.number(), parts: v.record(v.string(), v.number()) });

/**
 * Reports on a bundle, and keeps the figures for the next time. `interpreter` is the program to measure with, if there
 * is one. Throws a Complaint for a mistake in the budgets.
 */
export async function reportSize(
  sketch: string,
  bundle: Bundle,
  board: Board,
  interpreter: string | undefined,
): Promise<SizeReport> {
  const budget = budgetOf(sketch);
  const estimated = estimate(bundle.code, board);
  const measured = interpreter ? await measure(interpreter, bundle.code, board) : undefined;
  const figures = { bytes: bundle.code.length, jsVars: estimated.ram };
  const last = exchange(sketch, board, {
    ...figures,
    parts: Object.fromEntries(bundle.parts.map(({ file, bytes }) => [file, bytes])),
  });
  return {
    bytes: figures.bytes,
    parts: bundle.parts.map((part) => ({
      ...part,
      ...(last && { change: part.bytes - (last.parts[part.file] ?? 0) }),
    })),
    estimated,
    ...(measured && { measured }),
    ...(last && { change: { bytes: figures.bytes - last.bytes, jsVars: figures.jsVars - last.jsVars } }),
    ...(budget && { budget }),
    over: (["bytes", "jsVars"] as const).filter((figure) => figures[figure] > (budget?.[figure] ?? Infinity)),
  };
}

/** Percent that the estimate is above the measurement, below 0 if it is under; undefined where nothing was measured. */
export function errorPercent({ estimated, measured }: SizeReport): { ram: number; flash: number } | undefined {
  if (measured === undefined || "reason" in measured) return undefined;
  const off = (guessed: number, seen: number) => (seen === 0 ? 0 : ((guessed - seen) / seen) * 100);
  return { ram: off(estimated.ram, measured.ram), flash: off(estimated.flash, measured.flash) };
}

/** Complains where a sketch is over its budget. */
export function holdBudget(sketch: string, { bytes, estimated, budget, over }: SizeReport): void {
  if (budget === undefined || over.length === 0) return;
  const number = (count: number) => count.toLocaleString("en-US");
  const seen = { bytes: `${number(bytes)} bytes`, jsVars: `${number(estimated.ram)} JsVars` };
  const clauses = over.map((figure) => `${seen[figure]}, its budget is ${number(budget[figure] ?? 0)}`);
  throw new Complaint(
    "over-budget",
    `${sketch} takes ${clauses.join("; and ")}.`,
    "Make it smaller, or raise tagwire.budgets in its package.json.",
  );
}

/** Keeps a report in place of the last one, which it answers. */
function exchange(
  sketch: string,
  board: Board,
  report: v.InferOutput<typeof kept>,
): v.InferOutput<typeof kept> | undefined {
  const name = `${hashOf(`${resolve(sketch)}\0${board.id}`)}.json`;
  const text = find(reports, name);
  keep(reports, name, JSON.stringify(report));
  try {
    const last = v.safeParse(kept, JSON.parse(text ?? ""));
    return last.success ? last.output : undefined;
  } catch {
    // Broken, or of another version: it is as if there was none.
    return undefined;
  }
}

/** What the build can see of a sketch's reports: options that are literals are checked here, what no report uses is left out. */
import ts from "typescript";
import type { Board } from "../boards.js";
import { entries } from "./entries.js";
import { complaintAt } from "./mistake.js";
import { paceSentence, reportRules, sentenceFor } from "./option-rules.js";
import type { Program } from "./program.js";
import { type OptionValue, type SpelledOption, spelledIn, usesOf } from "./spelled.js";

export interface Reporting {
  /** Whether an `everyS` is no literal. */
  readonly reportsUnchecked: boolean;
  /** Whether a `read` takes `done`. */
  readonly reportsLate: boolean;
  /** Whether a report has that option, or may have it. */
  readonly reportsAverage: boolean;
  readonly reportsDelta: boolean;
  readonly reportsHeartbeat: boolean;
  /** Whether the sketch asks what became of them. */
  readonly reportsCounted: boolean;
}

const REMEDY = "Mend the option, then build again; docs/report.md says what each of them does.";

type Options = ReadonlyMap<string, SpelledOption>;

/**
 * Throws a Complaint at an option that can't be, and at reports that come to more values than the sketch's pace lets go.
 * @param paceMs that of `connect`, if it is a literal
 */
export function reporting(program: Program, paceMs: OptionValue | undefined, board: Board): Reporting {
  const [uses = [], counts = []] = ["report", "reports"].map((name) =>
    usesOf(name, program, entries["tagwire/report"] as string),
  );
  const all = uses.map((use) => optionsOf(use, program, board));
  const seen = all.filter((options) => options !== undefined);
  for (const options of seen) checkRules(options, board);
  checkPace(seen, Number(paceMs ?? 0) / 1000);
  const isHidden = seen.length < all.length;
  const isSpelled = (name: string) => isHidden || seen.some((options) => options.has(name));
  return {
    reportsUnchecked: isHidden || seen.some((options) => options.get("everyS")?.value === undefined),
    reportsLate: uses.some((use) => takesDone(use, program)),
    reportsAverage: isSpelled("average"),
    reportsDelta: isSpelled("delta"),
    reportsHeartbeat: isSpelled("heartbeatS"),
    reportsCounted: counts.length > 0,
  };
}

function optionsOf(use: ts.Node, program: Program, board: Board): Options | undefined {
  const literal = ts.isCallExpression(use) ? use.arguments[2] : undefined;
  if (literal === undefined || !ts.isObjectLiteralExpression(literal)) return undefined;
  const options = spelledIn(literal, "report", program, board.strings);
  return typeof options === "string" ? undefined : options;
}

function takesDone(use: ts.Node, { checker }: Program): boolean {
  const read = ts.isCallExpression(use) ? use.arguments[1] : undefined;
  const calls = read === undefined ? [] : checker.getTypeAtLocation(read).getCallSignatures();
  return calls.length === 0 || calls.some(({ parameters }) => parameters.length > 0);
}

function checkRules(options: Options, board: Board): void {
  const values = Object.fromEntries([...options].map(([name, { value }]) => [name, value]));
  for (const [name, rule] of Object.entries(reportRules)) {
    const { node, value } = options.get(name) ?? {};
    if (node === undefined || value === undefined || rule.isGood(value, values, board)) continue;
    throw complaintAt(node, sentenceFor(name, node.getText(), reportRules), REMEDY);
  }
}

/** Of reports with a `delta` nobody knows how many values they come to; the buffer is there for when it is many. */
function checkPace(reports: readonly Options[], paceS: number): void {
  let perSecond = 0;
  for (const options of reports) {
    const every = options.get("everyS");
    if (every?.value === undefined || options.has("delta")) continue;
    const average = options.get("average");
    if (average && average.value === undefined) continue;
    perSecond += 1 / (Number(every.value) * Number(average?.value ?? 1));
    // 1e-9: what is equal stays equal
    if (perSecond * paceS > 1 + 1e-9)
      throw complaintAt(every.node, paceSentence(every.node.getText(), 1 / perSecond, paceS), REMEDY);
  }
}

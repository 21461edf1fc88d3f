/** `tagwire build --size`: what a script weighs, as a picture for people or as a line of JSON for programs. */
import type { Board } from "../boards.js";
import type { Bundle } from "../build/build.js";
import { shown } from "../build/shown.js";
import { errorPercent, holdBudget, reportSize, type SizeReport } from "../build/size-report.js";
import { painted, showsColour } from "./colour.js";

/** What the verb has said of the script already. */
export interface SizeSubject {
  readonly sketch: string;
  readonly out: string;
  readonly sketchBytes: number;
  readonly sdkBytes: number;
}

/** Prints the size of a bundle. Throws a Complaint where it is over its budget: after it has said by how much. */
export async function saySize(subject: SizeSubject, bundle: Bundle, board: Board, asJson: boolean): Promise<void> {
  // The one is Espruino for Linux as it is, the other has a board's strings and JsVars.
  const interpreter = board.id === "linux" ? process.env.ESPRUINO : process.env.ESPRUINO_BOARD;
  const report = await reportSize(subject.sketch, bundle, board, interpreter);
  if (asJson) process.stdout.write(`${JSON.stringify(sizeJson(subject, report, board))}\n`);
  else {
    const colour = showsColour(process.stdout, process.env);
    const width = process.stdout.columns ?? 80;
    process.stdout.write(`${picture(subject, report, board, { width, colour })}\n`);
  }
  holdBudget(subject.sketch, report);
}

/** The report as programs read it; docs/sizes.md has its shape. */
export function sizeJson(
  { sketch, out, sketchBytes, sdkBytes }: SizeSubject,
  report: SizeReport,
  board: Board,
): object {
  const { estimated, measured } = report;
  return {
    sketch,
    out,
    board: board.id,
    bytes: report.bytes,
    sketchBytes,
    sdkBytes,
    parts: report.parts.map(({ file, ofSdk, bytes, change }) => ({
      file: file === "" ? null : shown(file),
      ofSdk,
      bytes,
      change: change ?? null,
    })),
    jsVars: {
      ofBoard: board.jsVars,
      estimated,
      measured: measured && !("reason" in measured) ? measured : null,
      notMeasured: measured && "reason" in measured ? measured.reason : null,
      errorPercent: errorPercent(report) ?? null,
    },
    change: report.change ?? null,
    budget: report.budget ?? null,
    over: report.over,
  };
}

interface Look {
  /** Characters in a line. */
  readonly width: number;
  readonly colour: boolean;
}

/** The report as people read it. */
export function picture({ sketch, out }: SizeSubject, report: SizeReport, board: Board, look: Look): string {
  const { bytes, change } = report;
  const since = change ? `, ${changes(change)}` : "";
  return [
    `${sketch} -> ${out}  ${number(bytes)} bytes for ${board.name}${since}`,
    "",
    ...bars(report, look),
    "",
    ...jsVarLines(report, board),
    ...budgetLines(report),
  ].join("\n");
}

function changes({ bytes, jsVars }: { bytes: number; jsVars: number }): string {
  return bytes === 0 && jsVars === 0
    ? "as in the last report"
    : `${signed(bytes)} bytes and ${signed(jsVars)} JsVars since the last report`;
}

/** A line for each file: its name, a bar, bytes, share, change. */
function bars({ bytes, parts }: SizeReport, { width, colour }: Look): string[] {
  const rows = parts.map(({ file, ofSdk, bytes: own, change }) => ({
    name: file === "" ? "between the files" : shown(file),
    style: file === "" ? ("dim" as const) : ofSdk ? ("cyan" as const) : ("green" as const),
    own,
    figures: [number(own), `${Math.round((own / bytes) * 100)} %`, change ? signed(change) : ""],
  }));
  const columns = [0, 1, 2].map((column) => Math.max(...rows.map(({ figures }) => figures[column]?.length ?? 0)));
  const figureWidth = columns.reduce((sum, own) => sum + (own > 0 ? own + 2 : 0), 0);
  const longest = Math.max(...rows.map(({ name }) => name.length));
  // A bar of some length, whatever the names: these are cut at the front, where they say least.
  const nameWidth = Math.min(longest, Math.max(12, width - figureWidth - 4 - 10));
  const barWidth = Math.max(0, width - figureWidth - nameWidth - 4);
  const most = Math.max(...rows.map(({ own }) => own));
  return rows.map(({ name, style, own, figures }) => {
    const bar = "█".repeat(Math.max(1, Math.round((own / most) * barWidth))).slice(0, barWidth);
    const short = name.length > nameWidth ? `…${name.slice(1 - nameWidth)}` : name;
    const right = figures.map((figure, column) =>
      columns[column] ? `  ${figure.padStart(columns[column] ?? 0)}` : "",
    );
    const drawn = bar.padEnd(barWidth);
    return `  ${short.padEnd(nameWidth)}  ${colour ? painted(style, drawn) : drawn}${right.join("")}`.trimEnd();
  });
}

function jsVarLines(report: SizeReport, board: Board): string[] {
  const { estimated, measured } = report;
  const share = (vars: number) => `${Math.round((vars / board.jsVars) * 100)} %`;
  const rows: string[][] = [["JsVars", "code in RAM", "code in flash", ""]];
  const guessed = estimated.guesses > 0 ? `${estimated.guesses} ${estimated.guesses === 1 ? "guess" : "guesses"}` : "";
  const note = estimated.complete ? guessed : "at least: the script runs too long to be followed";
  rows.push(["estimated", number(estimated.ram), number(estimated.flash), note]);
  if (measured && !("reason" in measured)) {
    const error = errorPercent(report) ?? { ram: 0, flash: 0 };
    rows.push(["measured", number(measured.ram), number(measured.flash), ""]);
    rows.push(["estimate is off by", percent(error.ram), percent(error.flash), ""]);
  }
  rows.push([`of ${number(board.jsVars)}`, share(estimated.ram), share(estimated.flash), ""]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map(([first = "", ram = "", flash = "", last = ""]) =>
    `  ${first.padEnd(widths[0] ?? 0)}  ${ram.padStart(widths[1] ?? 0)}  ${flash.padStart(widths[2] ?? 0)}  ${last}`.trimEnd(),
  );
  return measured && "reason" in measured ? [...lines, `  not measured: ${measured.reason}`] : lines;
}

function budgetLines({ bytes, estimated, budget, over }: SizeReport): string[] {
  if (budget === undefined) return [];
  const seen = { bytes, jsVars: estimated.ram };
  return [
    "",
    ...(["bytes", "jsVars"] as const).flatMap((figure) => {
      const most = budget[figure];
      if (most === undefined) return [];
      const what = figure === "bytes" ? "bytes" : "JsVars";
      const verdict = over.includes(figure) ? "OVER" : `${number(most - seen[figure])} left`;
      return [`  budget  ${number(seen[figure])} of ${number(most)} ${what}, ${verdict}`];
    }),
  ];
}

const number = (count: number): string => count.toLocaleString("en-US");
const signed = (count: number): string => (count > 0 ? `+${number(count)}` : number(count));
const percent = (of: number): string => `${of > 0 ? "+" : ""}${of.toFixed(1)} %`;

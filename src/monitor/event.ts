/** What a monitor tells, and how it reads: as a line for people, or as one of JSON for programs. */
import type { Place } from "../complaint.js";
import type { Heard } from "./heard.js";
import { isCaret } from "./trace.js";

/** What happened. */
export type Told =
  | { readonly event: "opened"; readonly port: string }
  | { readonly event: "printed"; readonly text: string }
  /** A frame of a trace, as the board printed it, and where that is in the TypeScript. */
  | { readonly event: "frame"; readonly text: string; readonly place: Place }
  | { readonly event: "restarted"; readonly version: string }
  | { readonly event: "lost"; readonly reason: string }
  /** Another command has the port for a while. */
  | { readonly event: "lent"; readonly to: string }
  /** The board printed more than could be told. */
  | { readonly event: "skipped"; readonly lines: number };

/** What happened, and when. */
export type MonitorEvent = { readonly at: Date } & Told;

/** What is told of a frame whose place is known, or is not. */
export function frameEvents({ text, below }: Extract<Heard, { heard: "frame" }>, place: Place | undefined): Told[] {
  const printed = (line: string): Told => ({ event: "printed", text: line });
  if (place === undefined) return [text, ...below].map(printed);
  // A script is one long line: what stands below the frame says nothing that the TypeScript does not say better.
  const rest = isCaret(below.at(-1) ?? "") ? [] : below;
  return [{ event: "frame", text, place }, ...rest.map(printed)];
}

/** Whether it is the board that says it, and not the monitor. */
export function isOfBoard({ event }: MonitorEvent): boolean {
  return event === "printed" || event === "frame";
}

/**
 * A line for people, without its end.
 * @param shown spells a path as they would
 */
export function monitorLine(told: MonitorEvent, shown: (path: string) => string): string {
  return `${clockTime(told.at)}  ${monitorWords(told, shown)}`;
}

/** The same without the time. */
export function monitorWords(told: Told, shown: (path: string) => string): string {
  switch (told.event) {
    case "opened":
      return `-- ${told.port} is open; Ctrl-C ends`;
    case "printed":
      return told.text;
    case "frame":
      return `    at ${shown(told.place.file)}:${told.place.line}:${told.place.column}`;
    case "restarted":
      return `-- the board has restarted, Espruino ${told.version}`;
    case "lost":
      return `-- ${told.reason}; trying again until it is back`;
    case "lent":
      return `-- tagwire ${told.to} has the port`;
    case "skipped":
      return `-- ${told.lines} lines came too fast to be shown`;
  }
}

/** Of this place, to the millisecond: 09:05:07.031. */
export function clockTime(at: Date): string {
  const digits = (value: number, width: number) => String(value).padStart(width, "0");
  const [hours, minutes, seconds] = [at.getHours(), at.getMinutes(), at.getSeconds()];
  return `${[hours, minutes, seconds].map((value) => digits(value, 2)).join(":")}.${digits(at.getMilliseconds(), 3)}`;
}

/** Which schedules explain that the SDK gives up a value as poison. */
import { readFault } from "../../broker/faults/spelling.js";
import type { Fault } from "./schedule.js";

/**
 * Whether the schedule may have made the SDK give up a value: the broker does not bear it, or connections end over and over.
 * It takes three ends under a batch, and three under the value alone.
 */
export function explainsPoison(faults: readonly Fault[], name: string): boolean {
  const poison = faults.flatMap((fault) => (fault.fault === "broker" ? forbidden(fault.does) : []));
  const ends = faults.filter(({ fault }) => /^(reset|close|broker-down)$/.test(fault)).length;
  return (
    poison.includes(name.replace(/^.*\/tag\//, "")) ||
    (name === "" && poison.length > 0) ||
    ends >= 6 ||
    faults.some(canCut)
  );
}

/** Whether it ends connections as often as there are some. */
function canCut(fault: Fault): boolean {
  return (
    (fault.fault === "cut" && fault.how !== "silence") ||
    (fault.fault === "broker" && /^(cut|restart|twice|swap)/.test(fault.does))
  );
}

/** The tag that a fault of the broker's does not bear. */
function forbidden(does: string): string[] {
  const fault = readFault(does);
  return fault.kind === "forbid" ? [fault.filter.replace(/^.*\/tag\//, "")] : [];
}

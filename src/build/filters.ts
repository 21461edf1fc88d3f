/** What the build can see of the filters that a sketch subscribes to: those that are literals are checked here. */
import ts from "typescript";
import { topicFilterFlaw } from "../broker/topics.js";
import { entries } from "./entries.js";
import { complaintAt } from "./mistake.js";
import type { Program } from "./program.js";
import { usesOf } from "./spelled.js";

export interface Subscribing {
  /** Whether it subscribes to anything. */
  readonly subscribes: boolean;
  /** Whether one of its filters may have a wildcard: not if all are literals without. */
  readonly wildcards: boolean;
  /** Whether it subscribes in one place only, to a literal, and stays so: then there is one filter. */
  readonly oneFilter: boolean;
  /** Whether it ends a subscription. */
  readonly unsubscribes: boolean;
  /** Whether it asks for what is counted. */
  readonly counts: boolean;
}

/** Throws a Complaint at a filter that no broker takes: it would end each connection. */
export function subscribing(program: Program): Subscribing {
  const [subscribe = [], unsubscribe = [], subscriptions = []] = ["subscribe", "unsubscribe", "subscriptions"].map(
    (name) => usesOf(name, program, entries["tagwire/subscribe"] as string),
  );
  let wildcards = false;
  let literals = 0;
  for (const use of [...subscribe, ...unsubscribe]) {
    const filter = ts.isCallExpression(use) ? use.arguments[0] : undefined;
    if (filter === undefined || !ts.isStringLiteralLike(filter)) wildcards = true;
    else {
      checkFilter(filter);
      literals++;
      wildcards ||= /[+#]/.test(filter.text);
    }
  }
  return {
    subscribes: subscribe.length + unsubscribe.length > 0,
    wildcards,
    oneFilter: subscribe.length === 1 && literals === 1 && unsubscribe.length === 0,
    unsubscribes: unsubscribe.length > 0,
    counts: subscriptions.length > 0,
  };
}

function checkFilter(filter: ts.StringLiteralLike): void {
  const flaw = topicFilterFlaw(filter.text);
  if (flaw === undefined) return;
  throw complaintAt(
    filter,
    `the filter is ${filter.getText()}: ${flaw.text}`,
    "Mend the filter, then build again; docs/subscribe.md says what filters are like.",
  );
}

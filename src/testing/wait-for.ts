/** A wait in virtual time: moves it on until a message arrives that is wanted, and says what arrived instead. */
import { matches, topicFilterFlaw } from "../broker/topics.js";
import type { VirtualClock } from "../sim/virtual-clock.js";
import type { Publication } from "./running-sketch.js";

/** A tag, a topic filter, or what answers whether a message is wanted; one that throws, as assertions do, says why not. */
export type Wanted = string | ((publication: Publication) => boolean);

/** Messages that an error tells, the last of them. */
const TOLD = 3;
const TOLD_CHARS = 60;

/**
 * @param published what has arrived; it grows as the time moves on
 * @param state how the device says things stand, for an error
 */
export function waiter(
  clock: VirtualClock,
  published: readonly Publication[],
  state: () => string,
): (wanted: Wanted, withinMs: number) => Publication {
  /** Each message serves one wait. */
  const taken = new Set<Publication>();

  return (wanted, withinMs) => {
    const name = typeof wanted === "string" ? JSON.stringify(wanted) : "a message by a function";
    const flaw = typeof wanted === "string" ? topicFilterFlaw(wanted) : undefined;
    if (flaw !== undefined) throw new Error(`waitFor of ${name}: ${flaw.text}`);
    if (!(withinMs >= 0 && withinMs < Number.POSITIVE_INFINITY)) {
      throw new Error(`waitFor of ${name} within ${withinMs}; wanted are milliseconds of virtual time, 60000 for one.`);
    }
    const already = published.length;
    let objection = "";
    let looked = 0;
    let found: Publication | undefined;
    const look = (): boolean => {
      for (; found === undefined && looked < published.length; looked++) {
        const one = published[looked] as Publication;
        if (taken.has(one)) continue;
        const why = whyNot(wanted, one);
        if (why === undefined) found = one;
        else objection = why;
      }
      return found !== undefined;
    };
    if (!look()) clock.advance(withinMs, look);
    if (found === undefined) throw new Error(inVain(name, withinMs, published.slice(already), objection, state()));
    taken.add(found);
    return found;
  };
}

/** Why it is not wanted; undefined if it is. */
function whyNot(wanted: Wanted, publication: Publication): string | undefined {
  const { topic } = publication;
  if (typeof wanted === "string") {
    return matches(`key/+/device/+/tag/${wanted}`, topic) || matches(wanted, topic) ? undefined : "";
  }
  try {
    return wanted(publication) ? undefined : "";
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).split("\n")[0];
  }
}

function inVain(
  name: string,
  withinMs: number,
  instead: readonly Publication[],
  objection: string,
  state: string,
): string {
  const told = instead.slice(-TOLD).map(({ topic, message, atMs }) => {
    const tag = topic.replace(/^key\/[^/]+\/device\/[^/]+\/tag\//, "");
    return `${tag} ${message.slice(0, TOLD_CHARS)} at ${(atMs / 1000).toFixed(1)} s`;
  });
  const count = instead.length > TOLD ? `${instead.length} others, the last of them ` : "";
  const arrived = told.length === 0 ? "nothing arrived" : `what arrived is ${count}${told.join(", ")}`;
  const reason = objection === "" ? "" : ` (the function says: ${objection})`;
  return `waitFor of ${name} found nothing within ${withinMs} ms: ${arrived}${reason}; ${state}.`;
}

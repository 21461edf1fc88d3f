/**
 * Topic names and topic filters (MQTT 3.1, appendix A; MQTT 3.1.1, section 4.7).
 *
 *   a/+/c    `+` stands for exactly one level           a/#   `#`, always last, for any number of levels, also none
 *   $SYS/x   topics that begin with `$` are met by no filter that begins with a wildcard
 */

import type { Flaw } from "./event.js";

/** A flaw that a clause decides. */
type NamedFlaw = Flaw & { readonly clause: string };

function flaw(text: string, clause: string): NamedFlaw {
  return { type: "flaw", text, clause };
}

/** What is wrong with the topic name of a PUBLISH. */
export function topicNameFlaw(topic: string): NamedFlaw | undefined {
  if (topic === "") return flaw("the topic name is empty, wanted at least one character", "MQTT-4.7.3-1");
  if (/[+#]/.test(topic)) return flaw("the topic name contains a wildcard, + or #", "MQTT-3.3.2-2");
  return undefined;
}

/** What is wrong with a topic filter. */
export function topicFilterFlaw(filter: string): NamedFlaw | undefined {
  if (filter === "") return flaw("the topic filter is empty, wanted at least one character", "MQTT-4.7.3-1");
  const levels = filter.split("/");
  for (const [index, level] of levels.entries()) {
    if (level.includes("#") && (level !== "#" || index < levels.length - 1)) {
      return flaw("the topic filter has a # that is not its whole last level", "MQTT-4.7.1-2");
    }
    if (level.includes("+") && level !== "+") {
      return flaw("the topic filter has a + that is not a whole level", "MQTT-4.7.1-3");
    }
  }
  return undefined;
}

/** How many levels a topic name or filter has: one more than it has slashes. */
export function levelCount(topic: string): number {
  let count = 1;
  for (let at = topic.indexOf("/"); at !== -1; at = topic.indexOf("/", at + 1)) count += 1;
  return count;
}

/** Whether a topic name is met by a filter; both must be without flaw. */
export function matches(filter: string, topic: string): boolean {
  if (topic.startsWith("$") && /^[+#]/.test(filter)) return false; // MQTT-4.7.2-1
  const wanted = filter.split("/");
  const seen = topic.split("/");
  for (const [index, level] of wanted.entries()) {
    if (level === "#") return true;
    if (index >= seen.length) return false;
    if (level !== "+" && level !== seen[index]) return false;
  }
  return wanted.length === seen.length;
}

/** Whether every topic that is met by the one filter is met by the other, too; both must be without flaw. */
export function covers(wide: string, narrow: string): boolean {
  if (/^[+#]/.test(wide) && narrow.startsWith("$")) return false; // MQTT-4.7.2-1
  const wanted = wide.split("/");
  const seen = narrow.split("/");
  for (const [index, level] of wanted.entries()) {
    if (level === "#") return true;
    if (index >= seen.length || seen[index] === "#") return false;
    if (level !== "+" && level !== seen[index]) return false;
  }
  return wanted.length === seen.length;
}

/**
 * Who wants which messages, by filter. A filter is matched here too, for a broker does not say which of several it was
 * that a message has come for.
 */

/** Gets each message whose topic its filter matches. */
export type Listener = (topic: string, message: string) => void;

export const listeners: { [filter: string]: Listener } = {};

/** Gives a message to all who want it, to each in a turn of its own: so none of them can disturb what called this. */
export function deliver(topic: string, message: string): void {
  let wanted: string | undefined;
  let level: string | undefined;
  let filterLevels: string[];
  let levels: string[];
  if (BOARD_UNICODE) {
    topic = E.asUTF8(topic);
    message = E.asUTF8(message);
  }
  if (!WILDCARDS) {
    if (listeners[topic]) setTimeout(listeners[topic], 0, topic, message);
    return;
  }
  for (const filter in listeners) {
    filterLevels = filter.split("/");
    levels = topic.split("/");
    do {
      wanted = filterLevels.shift();
      level = levels.shift();
    } while (wanted == level ? wanted != null : wanted == "+" && level != null);
    // both are at their end, or the filter wants all that follows: `a/#` means `a` too
    if (wanted == level || wanted == "#") setTimeout(listeners[filter], 0, topic, message);
  }
}

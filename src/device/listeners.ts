/** Who wants which messages, by filter. */

/** Gets each message whose topic its filter matches. */
export type Listener = (topic: string, message: string) => void;

export const listeners: { [filter: string]: Listener } = {};
/** Where the sketch has but one filter: who wants its messages. */
export let only: Listener;

/** From now on it is that one. */
export function listenAlone(one: Listener): void {
  only = one;
}

/** Calls of listeners that threw. */
export let thrown = 0;

/** Calls a listener and counts what it throws, which then is told as every error of a sketch. */
export function call(listener: Listener, topic: string, message: string): void {
  try {
    listener(topic, message);
  } catch (error) {
    thrown++;
    throw error;
  }
}

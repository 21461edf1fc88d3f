/**
 * The identifiers of PUBLISHes with QoS 1: never 0, never one in use, not again before a late acknowledgement must have
 * come; and DUP on what is said again, on nothing else (MQTT 3.1, sections 2.1 and 3.3).
 */
import type { Fail } from "./failures.js";
import { word } from "./stream.js";

/** An identifier is not used again on a connection before there were so many bytes of values. */
const AGAIN_BYTES = 16_384;

/** What is remembered of one connection. */
export interface Used {
  /** Identifiers that were not acknowledged yet. */
  readonly unacknowledged: Set<number>;
  /** Identifiers that were used, and after how many bytes. */
  readonly after: Map<number, number>;
  saidBytes: number;
}

export interface IdentifierCheck {
  /** A PUBLISH was said; its identifier is not acknowledged. */
  said(used: Used, body: string, topicBytes: number, isDup: boolean): void;
  /** Those arrived: they are not said again. */
  confirmed(bodies: readonly string[]): void;
  /** A batch may have been written to a socket, and never be seen here. */
  mayHaveSaidMore(): void;
  rebooted(): void;
}

export const noneUsed = (): Used => ({ unacknowledged: new Set(), after: new Map(), saidBytes: 0 });

export function identifierCheck(fail: Fail): IdentifierCheck {
  /** What was said since the last boot, and not confirmed: topic, identifier and message, as one text. */
  const repeats = new Set<string>();
  let isMorePossible = false;

  return {
    said(used, body, topicBytes, isDup) {
      const id = word(body, topicBytes + 2);
      if (!(id > 0)) fail("legal", "a PUBLISH with QoS 1 has no identifier, or 0");
      if (used.unacknowledged.has(id)) fail("legal", `the identifier ${id} is in use`);
      const sinceBytes = used.saidBytes - (used.after.get(id) ?? Number.NEGATIVE_INFINITY);
      if (sinceBytes < AGAIN_BYTES) {
        fail(
          "legal",
          `the identifier ${id} is used again ${sinceBytes} bytes later, and an acknowledgement may be late`,
        );
      }
      used.after.set(id, used.saidBytes);
      used.saidBytes += body.length;
      used.unacknowledged.add(id);
      const isRepeat = repeats.has(body);
      if (isRepeat && !isDup) fail("legal", "a PUBLISH that is a repeat has no DUP");
      if (isDup && !isRepeat && !isMorePossible) fail("legal", "a PUBLISH has DUP, and is no repeat");
      // What was said before goes ahead of what was not.
      if (!isDup) isMorePossible = false;
      repeats.add(body);
    },
    confirmed(bodies) {
      for (const body of bodies) repeats.delete(body);
    },
    mayHaveSaidMore() {
      isMorePossible = true;
    },
    rebooted() {
      repeats.clear();
      isMorePossible = false;
    },
  };
}

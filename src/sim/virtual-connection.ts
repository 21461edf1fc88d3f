/**
 * One connection of a virtual network, once it stands: two pipes, and what each side knows of its end.
 *
 *   board --[ up pipe ]--> peer        left: the board has let go of it, or was told that it is over
 *         <-[ down pipe ]-             gone: the peer has, or was
 */
import type { Link, LinkEnd, LinkEvents } from "./network.js";
import { type Pipe, pipe } from "./pipe.js";
import type { VirtualClock } from "./virtual-clock.js";
import type { Conversation, Peer, WireEars } from "./virtual-network.js";
import type { Direction, End, Weather } from "./weather.js";

/** Bytes under way at which a link takes no more: the TCP send buffer of an ESP32. */
const SEND_BUFFER_BYTES = 5744;

/** Where a connection stands. */
export interface Between {
  readonly clock: VirtualClock;
  readonly weather: Weather;
  readonly peerOf: () => Peer;
  readonly ears: WireEars | undefined;
  /** Told until when something is on its way. */
  readonly noteBusy: (untilMs: number) => void;
  /** Told that both sides have let go of it. */
  readonly over: () => void;
}

export interface VirtualConnection {
  /** The board's end. */
  readonly link: Link;
  readonly up: Pipe;
  readonly down: Pipe;
  readonly isLeft: () => boolean;
  readonly isGone: () => boolean;
  /** Ends it from the middle. */
  end(how: End): void;
  /** The peer closes: the board hears of it after all that was sent before. */
  hangUp(): void;
  /** Whether the peer reads; while it does not, the board finds no room for what it wants to send. */
  setReads(reads: boolean): void;
}

/** A connection that stands from now on. */
export function virtualConnection(
  conversation: Conversation,
  events: LinkEvents,
  { clock, weather, peerOf, ears, noteBusy, over }: Between,
): VirtualConnection {
  const id = conversation.connection;
  const cut = weather.cut();
  const carried = { up: 0, down: 0 };
  /** The board let go of it in order, or `aborted` without a word to the peer. */
  let left: "no" | "closed" | "aborted" = "no";
  let gone = false;
  let isRead = true;
  /** The board found no room. */
  let full = false;

  const up = pipe(clock, weather, "up", noteBusy, (parcel) => {
    if (typeof parcel !== "string") tellPeer();
    else through("up", parcel, (bytes) => !gone && peerOf().receive(id, bytes));
    makeRoom();
  });
  const down = pipe(clock, weather, "down", noteBusy, (parcel) => {
    // Bytes for a board that has forgotten the connection are answered by a reset.
    if (left === "aborted") clock.at(weather.latencyMs(), tellPeer);
    else if (left === "closed") return;
    else if (typeof parcel !== "string") tellBoard(parcel.end);
    else {
      through("down", parcel, (bytes) => {
        conversation.receivedBytes += bytes.length;
        ears?.received(conversation, bytes);
        events.received(bytes);
      });
    }
  });
  const hasRoom = () => isRead && up.underWay() < SEND_BUFFER_BYTES;

  function makeRoom(): void {
    if (!full || !hasRoom()) return;
    full = false;
    if (left === "no") events.drained();
  }

  /** Hands on what may come through yet; the connection may end by that. */
  function through(direction: Direction, bytes: string, hand: (bytes: string) => void): void {
    const room = cut?.direction === direction ? cut.bytes - carried[direction] : Number.POSITIVE_INFINITY;
    carried[direction] += bytes.length;
    if (room > 0) hand(bytes.slice(0, room));
    if (cut && bytes.length >= room) end(cut.how);
  }

  function forgetIfOver(): void {
    if (gone && left !== "no") over();
  }

  /** The peer hears that it is over. */
  function tellPeer(): void {
    if (gone) return;
    gone = true;
    up.dead = true;
    forgetIfOver();
    peerOf().closed(id);
  }

  /** The board hears that it is over. */
  function tellBoard(why: LinkEnd): void {
    if (left !== "no") return;
    left = "closed";
    down.dead = true;
    conversation.endedMs = clock.now();
    conversation.endedFromAfar = true;
    forgetIfOver();
    events.closed(why);
  }

  function end(how: End): void {
    up.dead = true;
    if (how === "silence") {
      down.dead = true;
      return;
    }
    if (how === "close" && !down.dead) down.put({ end: "closed" });
    else {
      down.dead = true;
      clock.at(weather.latencyMs(), () => tellBoard(how === "close" ? "closed" : "reset"));
    }
    tellPeer();
  }

  function leave(how: "closed" | "aborted"): void {
    if (left !== "no") return;
    left = how;
    conversation.endedMs = clock.now();
    if (how === "closed") up.put({ end: "closed" });
    forgetIfOver();
  }

  conversation.openedMs = clock.now();
  if (cut?.bytes === 0) clock.at(0, () => end(cut.how));
  return {
    link: {
      send(bytes) {
        conversation.isHeld = !hasRoom();
        if (conversation.isHeld) {
          full = true;
          return false;
        }
        conversation.first ??= bytes;
        conversation.sent += bytes;
        ears?.sent(conversation, bytes);
        up.put(bytes);
        return true;
      },
      pause() {
        down.paused = true;
      },
      resume() {
        down.paused = false;
        clock.at(0, down.flow);
      },
      close: () => leave("closed"),
      abort: () => leave("aborted"),
    },
    up,
    down,
    isLeft: () => left !== "no",
    isGone: () => gone,
    end,
    hangUp() {
      if (gone) return;
      gone = true;
      down.put({ end: "closed" });
      forgetIfOver();
    },
    setReads(reads) {
      isRead = reads;
      clock.at(weather.latencyMs(), makeRoom);
    },
  };
}

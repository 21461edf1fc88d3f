/** What must hold once the world has healed and been well for a while: the device says so, and waits for nothing. */
import type { Manners } from "../manners.js";
import type { Status } from "../probe.js";
import type { Conversation } from "../virtual-network.js";
import type { StationView } from "../wifi-station.js";
import { type Begin, mannersAt } from "./begins.js";
import type { Fail } from "./failures.js";
import type { WireCheck } from "./wire.js";

/** How long a value may wait on a connection that is free. */
export const PROMPT_MS = 1_000;
/** What a connection may take after the longest wait. */
const JUST_LOST_MS = 5_000;
/** A pass, after the time that a connection has to stand. */
const PASS_MS = 100;

/** How things stand at the end. */
export interface AtRest {
  readonly status: Status;
  /** Whether `end` was called. */
  readonly hasEnded: boolean;
  /** Whether DISCONNECT had to follow that. */
  readonly owesGoodbye: boolean;
  /** Since chance was asked last: a connection that went dead with nothing to say on it may be noticed only now. */
  readonly sinceLossMs: number;
  /** Since a value was put. */
  readonly sincePutMs: number;
  readonly manners: Manners;
  readonly wire: WireCheck;
}

/** The access point is there: a station that is not joined has been given up. Answers whether that is so. */
export function complainOfWifi(station: StationView | undefined, waiting: number, fail: Fail): boolean {
  if (station === "given-up") {
    fail(
      "joined",
      "the access point is there, and Wi-Fi is off: the firmware has given up to join it, and the sketch did not call Wifi.connect again",
    );
  } else if (station === "left" && waiting > 0) {
    fail("joined", `${waiting} values wait, and Wi-Fi is off: the sketch called Wifi.disconnect`);
  }
  return station === "given-up" || station === "left";
}

export function complainOfState(
  { status, hasEnded, owesGoodbye, sinceLossMs, sincePutMs, manners, wire }: AtRest,
  fail: Fail,
): void {
  const { state, waiting, reconnects } = status;
  if (hasEnded) {
    if (state !== "ended") fail("ends", `end was called, and the state is ${state}`);
    else if (waiting > 0) fail("ends", `it has ended, and ${waiting} values wait`);
    else if (owesGoodbye && !wire.saidGoodbye()) fail("ends", "it has ended without a DISCONNECT");
  } else if (state !== "connected" && sinceLossMs >= manners.longestWaitMs + JUST_LOST_MS) {
    fail("status", `all is well, and the state is ${state}`);
  }
  const most = wire.accepted() - 1;
  if (reconnects > Math.max(0, most) || reconnects < most - wire.doubted()) {
    fail("status", `reconnects is ${reconnects}, and ${wire.accepted()} connections were accepted`);
  }
  if (waiting > 0 && sincePutMs > PROMPT_MS + manners.paceMs && wire.isIdle(PROMPT_MS)) {
    fail("prompt", `${waiting} values wait, and nothing is under way`);
  }
}

/**
 * @param waits whether the SDK itself waits for a connection to stand; else the call blocks the board as long as it likes
 * @param endedMs when `end` was called; undefined if it was not
 */
export function complainOfConnections(
  conversations: readonly Conversation[],
  {
    waits,
    begins,
    endedMs = Number.POSITIVE_INFINITY,
    nowMs,
  }: { waits: boolean; begins: readonly Begin[]; endedMs: number | undefined; nowMs: number },
  fail: Fail,
): void {
  for (const { askedMs, openedMs, endedMs = nowMs } of conversations) {
    const waitedMs = endedMs - askedMs;
    if (waits && openedMs === undefined && waitedMs > mannersAt(begins, askedMs).connectMs + PASS_MS) {
      fail("silence-noticed", `a connection that never stood was waited for ${Math.round(waitedMs)} ms`);
    }
  }
  const after = conversations.filter(({ askedMs }) => askedMs > endedMs).length;
  if (after > 1) fail("ends", `${after} connections were asked for after end, and one is given to it`);
}

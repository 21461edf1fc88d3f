/**
 * A board's radio as a Wi-Fi station: how it joins an access point, loses it, and whether it joins again by itself. That
 * differs from board to board, and is what a sketch gets wrong; what the sketch sees of it is in espruino/wifi-*.ts.
 *
 *   off -> joining -> associated -> joined      a loss, or a search that finds nobody, costs one try;
 *    ^        |  ^          |           |       while tries are left it goes on, some after a pause (waiting),
 *    |        v  |          v           v       and then it stays off
 *    `---- searching / lost: a try less
 *
 * Until the sketch takes Wi-Fi into its own hands, it is *kept*: joined from the boot on, and joined again after each
 * loss, as by somebody who cares for it. The first `connect`, `disconnect` or `restore` ends that, and so does a saved
 * configuration at the boot.
 */
import type { Board } from "../boards.js";
import type { Clock } from "./surroundings.js";

/** Whose firmware: an ESP32's, an ESP8266's, or the Espruino WiFi's, which gives AT commands to a module. */
export type WifiKind = "esp32" | "esp8266" | "at";

/** What who wants to join is answered. */
export type AirAnswer = "welcome" | "no-ap-found" | "wrong-password";

/** What is in the air: one access point, which goes by any name and takes any password, but when it says otherwise. */
export interface Air {
  answer(): AirAnswer;
}

/** How it stands, in the words of the ESP8266's firmware. */
export type StationStatus = "off" | "connecting" | "bad_password" | "no_ap_found" | "connected";

/** Something that a firmware may tell its sketch. */
export interface WifiNews {
  readonly event: "associated" | "connected" | "disconnected" | "scanned";
  readonly status: StationStatus;
  /** Why it is disconnected, as IEEE 802.11 numbers it; 200 and 201 are Espressif's. */
  readonly reason: number;
  /** Of `scanned`: names of access points. */
  readonly found: readonly string[];
}

export interface StationState {
  readonly status: StationStatus;
  /** What an ESP32 believes: it stays so while it tries again in silence. */
  readonly looksConnected: boolean;
  /** Of the last `disconnected`; 0 if there was none. */
  readonly reason: number;
  readonly ssid: string;
  readonly password: string;
}

/** For who looks on from outside. `left`: the sketch called disconnect. `given-up`: the firmware tries no more. */
export type StationView = "joined" | "joining" | "left" | "given-up";

export interface Station {
  /** The power comes on, with what was saved, or in somebody's keeping: who has slept deeply has to join first. */
  boot(saved: { readonly ssid: string; readonly password: string } | undefined, hasSlept?: boolean): void;
  connect(ssid: string, password: string): void;
  disconnect(): void;
  /** Joins what was saved, without a new count of tries. */
  restore(ssid: string, password: string): void;
  scan(): void;
  /** The access point came, went, or changed its password. */
  airChanged(): void;
  state(): StationState;
  view(): StationView;
  /** What happened since the last call, in order. */
  news(): WifiNews[];
  /** Whether a module that is asked for a connection answers at all; an ESP32 and an ESP8266 always do. */
  isAwake(): boolean;
  /** The power goes. */
  stop(): void;
}

/** How long an association takes, and then DHCP. */
export const ASSOCIATE_MS = 1_500;
export const DHCP_MS = 500;
/** How long it takes to find nobody, or to be turned away. */
export const SEARCH_MS = 2_500;
const SCAN_MS = 2_000;
/** How long the Espruino WiFi's module takes from its reset to its first command. */
export const MODULE_MS = 1_500;

/** Reasons of IEEE 802.11 and of Espressif's own. */
const reasons = { authExpire: 2, left: 8, handshakeTimeout: 15, beaconTimeout: 200, noApFound: 201 } as const;

/**
 * How often a firmware tries by itself: the ESP32 counts down from `connect` on and never up again, so 3 are two
 * losses that nobody is told of and a last one (jswrap_esp32_network.c); a saved configuration has no try at all. The
 * SDK of an ESP8266 goes on for ever. So does the module of the Espruino WiFi, but for a `connect` that fails.
 */
interface Policy {
  readonly triesAtConnect: number;
  readonly triesAtBoot: number;
  /** From the first time on that it is joined; undefined: what is left. */
  readonly triesOnceJoined?: number;
  readonly pauseMs: number;
  /** Whether a loss that is followed by another try is told. */
  readonly tellsEach: boolean;
}
const forEver = Number.POSITIVE_INFINITY;
const policies: Readonly<Record<WifiKind, Policy>> = {
  esp32: { triesAtConnect: 3, triesAtBoot: 0, pauseMs: 0, tellsEach: false },
  esp8266: { triesAtConnect: forEver, triesAtBoot: forEver, pauseMs: 1_000, tellsEach: true },
  at: { triesAtConnect: 1, triesAtBoot: forEver, triesOnceJoined: forEver, pauseMs: 1_000, tellsEach: true },
};

/** The Wi-Fi of a board's firmware; undefined where it has none. */
export function wifiKindOf({ modules, chip }: Pick<Board, "modules" | "chip">): WifiKind | undefined {
  if (!modules.includes("Wifi")) return undefined;
  if (chip === "ESP8266") return "esp8266";
  return chip.startsWith("ESP32") ? "esp32" : "at";
}

/**
 * @param changed told when it is joined, and when no longer
 * @param told there is news
 */
export function wifiStation(
  kind: WifiKind,
  clock: Clock,
  air: Air,
  changed: (isJoined: boolean) => void,
  told: () => void,
): Station {
  const policy = policies[kind];
  let phase: "off" | "waiting" | "joining" | "searching" | "associated" | "joined" = "off";
  let ssid = "virtual";
  let password = "";
  let isKept = true;
  let isLeft = false;
  let triesLeft = 0;
  let status: StationStatus = "off";
  let looksConnected = false;
  let lastReason = 0;
  let wasAssociated = false;
  let cancel = () => {};
  let cancelScan = () => {};
  let heard: WifiNews[] = [];

  function become(next: typeof phase): void {
    const wasJoined = phase === "joined";
    phase = next;
    if (wasJoined !== (next === "joined")) changed(!wasJoined);
  }

  function later(ms: number, then: () => void): void {
    cancel();
    cancel = clock.at(ms, then);
  }

  function tell(event: WifiNews["event"], reason = 0): void {
    const found = event === "scanned" && air.answer() !== "no-ap-found" ? [ssid] : [];
    heard.push({ event, status, reason, found });
    told();
  }

  function attempt(): void {
    become("joining");
    // Of one that follows a failure the firmware goes on saying what failed.
    if (status === "off" || status === "connected") status = "connecting";
    const answer = air.answer();
    if (answer !== "welcome") {
      search(answer);
      return;
    }
    later(ASSOCIATE_MS, () => {
      become("associated");
      status = "connecting";
      looksConnected = true;
      wasAssociated = true;
      tell("associated");
      later(DHCP_MS, () => {
        become("joined");
        status = "connected";
        triesLeft = policy.triesOnceJoined ?? triesLeft;
        tell("connected");
      });
    });
  }

  /** An attempt that will come to nothing. */
  function search(answer: Exclude<AirAnswer, "welcome">): void {
    become("searching");
    later(SEARCH_MS, () => fail(answer === "no-ap-found" ? reasons.noApFound : reasons.handshakeTimeout));
  }

  /** It has lost the access point, or an attempt has come to nothing. */
  function fail(reason: number): void {
    triesLeft--;
    const goesOn = triesLeft > 0;
    if (goesOn && !policy.tellsEach) {
      attempt();
      return;
    }
    lastReason = reason;
    looksConnected = false;
    if (goesOn) {
      become("waiting");
      later(policy.pauseMs, attempt);
      if (reason === reasons.noApFound) status = "no_ap_found";
      else status = reason === reasons.handshakeTimeout ? "bad_password" : "connecting";
    } else turnOff();
    tell("disconnected", reason);
  }

  function turnOff(): void {
    cancel();
    become("off");
    status = "off";
    looksConnected = false;
  }

  /** From here on the sketch decides: whoever kept it joined has never been. */
  function takeOver(): void {
    if (isKept) {
      turnOff();
      wasAssociated = false;
    }
    isKept = false;
    isLeft = false;
  }

  return {
    boot(saved, hasSlept = false) {
      cancel();
      cancelScan();
      heard = [];
      isKept = saved === undefined;
      isLeft = false;
      ssid = saved?.ssid ?? "virtual";
      password = saved?.password ?? "";
      triesLeft = policy.triesAtBoot;
      lastReason = 0;
      const isJoined = isKept && !hasSlept && air.answer() === "welcome";
      looksConnected = isJoined;
      wasAssociated = isJoined;
      phase = isJoined ? "joined" : "off";
      status = isJoined ? "connected" : "off";
      changed(isJoined);
      if (!isJoined) attempt();
    },

    connect(name, secret) {
      takeOver();
      ssid = name;
      password = secret;
      if (phase === "waiting" || phase === "searching") status = "connecting";
      triesLeft = policy.triesAtConnect;
      if (kind === "esp32") {
        // It disconnects to connect again, and that costs a try; an attempt that is under way it leaves alone.
        if (looksConnected) fail(reasons.left);
        else if (phase === "off") attempt();
        return;
      }
      if (phase === "joined") {
        become("waiting");
        tell("disconnected", reasons.left);
      }
      if (kind === "at" && phase === "off") {
        become("joining");
        later(MODULE_MS, attempt);
      } else attempt();
    },

    disconnect() {
      const isTold = kind === "esp32" ? phase !== "off" : phase === "joined";
      isKept = false;
      isLeft = true;
      triesLeft = 0;
      if (isTold) fail(reasons.left);
      else turnOff();
    },

    restore(name, secret) {
      takeOver();
      ssid = name;
      password = secret;
      triesLeft = Math.max(triesLeft, policy.triesAtBoot);
      if (phase === "off") attempt();
    },

    scan() {
      cancelScan();
      cancelScan = clock.at(SCAN_MS, () => tell("scanned"));
    },

    airChanged() {
      const answer = air.answer();
      if (answer === "welcome") {
        // Who searches finds it now, at the cost of one try.
        if (phase === "searching" || (isKept && phase === "off")) attempt();
        return;
      }
      const reason = answer === "no-ap-found" ? reasons.beaconTimeout : reasons.authExpire;
      if (phase === "joined" || phase === "associated") fail(reason);
      // Who is about to be let in is not.
      else if (phase === "joining" || phase === "searching") search(answer);
    },

    state: () => ({ status, looksConnected, reason: lastReason, ssid, password }),
    view() {
      if (phase === "joined") return phase;
      if (phase !== "off" || isKept) return "joining";
      return isLeft ? "left" : "given-up";
    },
    news() {
      const all = heard;
      if (all.length > 0) heard = [];
      return all;
    },
    isAwake: () => kind !== "at" || (wasAssociated && !isLeft),
    stop() {
      cancel();
      cancelScan();
      phase = "off";
      status = "off";
    },
  };
}

/**
 * `tagwire/wifi`: joins Wi-Fi and keeps it, on firmwares that give up, forget to tell, or tell twice. Whatever they do, one
 * timer is armed:
 *
 *   joinWifi --> TRYING --the callback, or `connected`--> JOINED --`disconnected`, or a look in vain--.
 *                ^    |                                      ^                                        |
 *              10 s   a failure, or 60 s without an answer   |                                        |
 *                |    v                                      |                                        |
 *                WAITING --`connected`: an ESP8266 goes on by itself                                  |
 *                     ^-------------------------------------------------------------------------------'
 *
 * Each 5 minutes of JOINED it looks whether the client is connected: a link that has died is told by nobody else.
 */
import { ready, timer as sessionTimer } from "./session";

export { setTimeFrom } from "./clock";

/** A network that may be joined. */
export interface Network {
  /** 1 to 32 bytes. */
  ssid: string;
  /** 8 to 63 bytes, or 64 hexadecimal digits; "" for a network without. */
  password: string;
}

const WAITING = 0;
const JOINED = 1;
const TRYING = 2;
const ANSWER_MS = 60000;
const RETRY_MS = 10000;
const WATCH_MS = 300000;

let wifi: Wifi | undefined;
let networks: Network[];
let ssid: string;
let password: string;
let told: ((why?: string) => void) | undefined;
/** Which of the networks it is about. */
let at = 0;
/** None of the three, ahead of the first try. */
let state: number | undefined;
let timer = 0;

/**
 * Joins Wi-Fi and keeps it: after each loss and each try that fails it tries again, 10 s later, as long as the board runs.
 * Of several networks the next one follows where a try fails, and the first after a loss. A further call changes networks.
 *
 * A mistake in what it is given throws `ssid` or `password`.
 * @param callback called at each joining, with nothing; and at each try that fails and each loss, with why: what the
 *   firmware says, or `silence` where it says nothing for 60 s, or the client of `connect` is not connected at one of the looks
 *   that are taken each 5 minutes
 */
export function joinWifi(ssid: string, password: string, callback?: (why?: string) => void): void;
export function joinWifi(networks: Network[], callback?: (why?: string) => void): void;
export function joinWifi(
  first: string | Network[],
  second?: string | ((why?: string) => void),
  third?: (why?: string) => void,
): void {
  if (SEVERAL_NETWORKS) {
    const isList = typeof first == "object";
    const given = isList ? (first as Network[]) : [{ ssid: first as string, password: second as string }];
    if (UNCHECKED_WIFI) {
      for (let n = 0; !n || n < given.length; n++) check((given[n] || {}).ssid, (given[n] || {}).password);
    }
    networks = given;
    told = isList ? (second as typeof told) : third;
    at = 0;
  } else {
    if (UNCHECKED_WIFI) check(first as string, second as string);
    ssid = first as string;
    password = second as string;
    told = third;
  }
  if (!wifi) {
    wifi = require("Wifi");
    wifi.on("connected", heard);
    wifi.on("disconnected", lost);
  }
  state = undefined;
  tick();
}

function check(ssid: string, password: string): void {
  if (!ssid || ssid[32]) throw "ssid: " + ssid;
  // a secret is not told
  if (password && (!password[7] || password[64])) throw "password";
}

function arm(delayMs: number): void {
  clearTimeout(timer);
  timer = setTimeout(tick, delayMs);
}

function tick(): void {
  if (state == JOINED && (ready || !sessionTimer)) arm(WATCH_MS);
  else if (state) fail("silence");
  else {
    arm(ANSWER_MS);
    state = TRYING;
    if (SEVERAL_NETWORKS) (wifi as Wifi).connect(networks[at].ssid, { password: networks[at].password }, heard);
    else (wifi as Wifi).connect(ssid, { password: password }, heard);
  }
}

/** The callback of a try, with null or what failed; or the event of a joining, with its details or none. */
function heard(news: string | null | object | undefined): void {
  // of the three only a text has a length
  if (news && (news as string).length) {
    // of one try, for some firmwares tell it twice
    if (state == TRYING) fail(news as string);
  } else {
    arm(WATCH_MS);
    if (state != JOINED) {
      state = JOINED;
      if (told) told();
    }
  }
}

/**
 * The event of a loss: with a word, with a number and `msg`, or with nothing. Tries that fail have it too, and what leaves on
 * our own word.
 */
function lost(details: { reason?: string; msg?: string } | undefined): void {
  if (state == JOINED) {
    if (SEVERAL_NETWORKS) at = -1;
    wait((details && (details.msg || details.reason)) || "lost");
  }
}

/** Begins anew from nothing: a module of the Espruino WiFi's that hangs loses its power by that. */
function fail(why: string): void {
  // ahead of what may throw or run out of memory
  arm(RETRY_MS);
  (wifi as Wifi).disconnect();
  wait(why);
}

function wait(why: string): void {
  arm(RETRY_MS);
  state = WAITING;
  if (SEVERAL_NETWORKS) at = (at + 1) % networks.length;
  if (told) told(why);
}

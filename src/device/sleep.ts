/**
 * `tagwire/sleep`: the cycle of a device that sleeps deeply between its readings: wake, read, connect, publish, confirm,
 * DISCONNECT, sleep. The chip boots anew each time, so this runs once a boot, and ends it.
 *
 *   boot --> a step of a long sleep? --> sleep
 *     |      a boot loop? -------------> sleep
 *     `----> read --done--> nothing waits any more --DISCONNECT--> sleep
 *               `- too long --`- too long -----------------------> sleep
 *
 * What a boot has to know of those before it is in Storage, which is not written while all goes well:
 *
 * - Boots in a row without a confirmed value are counted in a file, a byte each. One that comes out of a sleep counts when
 *   it gives up, as long as that makes a difference; any other at once, for it may never come so far: so what is above
 *   that are boots that do not. A confirmed value erases the file.
 * - A sleep that is longer than the chip's timer goes in steps. An ESP32's clock goes on meanwhile and says what is left,
 *   in multiples of the whole; an ESP8266 forgets it, and keeps a file with a byte for each step to come.
 */
import { confirmed, waiting } from "./buffer";
import { hush, ready, socket } from "./session";

/** The longest sleep of the chip's timer, in seconds: 31 bits of microseconds. */
const MOST_S = 2147;
/** Thirty days. */
const LONGEST_S = 2592000;
/** How far the clock may be past a multiple for this to be the boot that was meant: more than the oscillator's error. */
const LATE_S = 1000;
/** How long `read` may take, and then the network. */
const PATIENCE_MS = 20000;
/** When an ESP32 is reset that hangs: after both, and a `connect` that blocks for 18 s in each. */
const WATCHDOG_S = 80;
/** How often is looked whether all is confirmed, and how long the broker may take to close after DISCONNECT. */
const LOOK_MS = 50;
const GOODBYE_MS = 500;
/** After so many boots in a row without a confirmed value it sleeps so many times longer. */
const MOST_BOOTS = 5;
const SLOWER = 4;
/** After so many it is a boot loop: the next one that does not come out of a sleep goes there at once. */
const LOOP_BOOTS = 10;

/** How far this boot has come: it reads, it waits until all is confirmed, it leaves. */
const READING = 0;
const WAITING = 1;
const LEAVING = 2;

const BOOTS = "sleep.boots";
/** Of that file, whose last byte is never marked: so many there are not to count. */
const BOOTS_BYTES = 16;
const STEPS = "sleep.steps";
/** A byte that is not marked. */
const ERASED = "\xff";

let storage: Storage;
let periodS: number;
/** Boots so far in a row without a confirmed value, 15 at most. */
let boots: number;
/** Whether this boot comes out of a deep sleep. */
let woke: boolean;
/** The id of what ends the wait. */
let deadline: number;
let phase: 0 | 1 | 2 = 0;

/** Where Storage is full it is not written; what counts is that the board sleeps. */
function write(name: string, bytes: string, at: number, size: number): void {
  try {
    storage.write(name, bytes, at, size);
  } catch (_) {}
}

/** Notes that this boot has confirmed nothing, unless there are so many already. */
function count(most: number): void {
  if (boots < most) write(BOOTS, "\0", boots++, BOOTS_BYTES);
}

/** How long to sleep, in seconds. */
function wholeS(): number {
  return boots < MOST_BOOTS ? periodS : periodS * SLOWER;
}

function sleep(): void {
  let forS: number;
  if (confirmed) {
    storage.erase(BOOTS);
    boots = 0;
  }
  forS = wholeS();
  if (BOARD_ESP8266) {
    const steps = ((forS - 1) / MOST_S) | 0;
    if (steps) write(STEPS, ERASED, 0, steps);
    require("ESP8266").deepSleep(((forS - steps * MOST_S) * 1e6) | 0);
  } else {
    if (forS > MOST_S) forS = Math.min(forS - (getTime() % forS), MOST_S);
    ESP32.deepSleep(forS * 1e6);
  }
}

/** Says DISCONNECT, where there is a connection, and sleeps as soon as the broker has closed that. */
function leave(): void {
  if (phase == LEAVING) return;
  phase = LEAVING;
  if (ready) {
    setTimeout(sleep, GOODBYE_MS);
    (socket as Socket).on("close", sleep);
    hush();
  } else sleep();
}

/** It took too long. */
function giveUp(): void {
  if (woke && !confirmed) count(MOST_BOOTS);
  leave();
}

function look(): void {
  if (waiting) setTimeout(look, LOOK_MS);
  else leave();
}

/** All that this boot has to say was put. */
function done(): void {
  if (phase != READING) return;
  phase = WAITING;
  clearTimeout(deadline);
  deadline = setTimeout(giveUp, PATIENCE_MS);
  look();
}

/**
 * Reads once, publishes, and sleeps deeply; then the board boots anew and comes here again. It sleeps once all that waits
 * is confirmed, and says DISCONNECT before; or after 20 s, whatever waits then. What waits in RAM is lost by that.
 *
 * A mistake throws `seconds: 0`. Stands ahead of `connect`, for a board that wakes from a step of a long sleep goes on
 * sleeping here.
 * @param seconds how long to sleep, 1 to 2,592,000 (30 days); after five boots in a row with nothing confirmed, four times
 *   as long. Over 2,147 an ESP32 wakes at the multiples of `seconds` on its clock
 * @param read publishes what there is to say, in a turn of its own. If it takes a parameter, it calls that when it is
 *   done, within 20 s; else it is done when it returns
 */
export function sleepFor(seconds: number, read: (done: () => void) => void): void {
  if (UNCHECKED_SLEEP && !(seconds >= 1 && seconds <= LONGEST_S)) throw "seconds: " + seconds;
  periodS = seconds;
  storage = require("Storage");
  boots = (storage.read(BOOTS) || ERASED).indexOf(ERASED);
  if (BOARD_ESP8266) {
    woke = require("ESP8266").getResetInfo().reason == "deep sleep";
    const steps = storage.read(STEPS) || "";
    const step = steps.indexOf(ERASED);
    if (woke && step >= 0) {
      write(STEPS, "\0", step, steps.length);
      require("ESP8266").deepSleep((MOST_S * 1e6) | 0);
      return;
    }
    storage.erase(STEPS);
  } else {
    woke = ESP32.getWakeupCause() == 4;
    if (woke && wholeS() > MOST_S && getTime() % wholeS() > LATE_S) {
      sleep();
      return;
    }
    E.enableWatchdog(WATCHDOG_S, false);
  }
  if (!woke) {
    count(BOOTS_BYTES - 1);
    if (boots > LOOP_BOOTS) {
      sleep();
      return;
    }
  }
  deadline = setTimeout(giveUp, PATIENCE_MS);
  setTimeout(read, 0, done);
  if (!(read as unknown as { length: number }).length) setTimeout(done, 0);
}

/**
 * A virtual board: runs a bundle as the firmware would, with nothing but what it is given. It sleeps until a timer is
 * due, the network has news, or a pin changes, and then makes idle passes until there is nothing left to do.
 *
 *   boot -> awake <-> idle -> stopped        reset() boots again: RAM, timers and sockets go, Storage and time stay
 *     ^       |
 *     +- deep sleep                          the same by the chip's own timer (deep-sleep.ts)
 */
import { createHash } from "node:crypto";
import type { Board } from "../boards.js";
import { decoded, demandBytes } from "./code-text.js";
import { type DeepSleep, sleeper } from "./deep-sleep.js";
import type { Hardware } from "./espruino/inside.js";
import { createFlash, PowerLoss } from "./flash.js";
import { nothingConnected } from "./parts/circuit.js";
import { whilePowered } from "./powered.js";
import { type Realm, realm } from "./realm.js";
import { socketErrors, sockets, type Traffic } from "./sockets.js";
import { type Storage, storageIn } from "./storage.js";
import { checkStorage, savedWifi, storageCalls } from "./storage-calls.js";
import type { Surroundings, Typed } from "./surroundings.js";
import { watchdog } from "./watchdog.js";
import { type Air, type StationView, wifiKindOf, wifiStation } from "./wifi-station.js";

/** How often is looked whether a board that stands still in a call goes on. */
const FREE_MS = 10;

export interface VirtualBoard {
  /** Boots again, as after the reset button. */
  reset(): void;
  /** Whether its code was cut short as never returning; until Ctrl-C or a reset nothing happens. */
  readonly hangs: () => boolean;
  /** Ctrl-C: ends what hangs, and nothing else. */
  interrupt(): void;
  /** Something was typed: a pass is due. */
  typed(): void;
  /** Ends everything at once, as pulling the plug does; settles when no handle of it is left. */
  stop(): Promise<void>;
  /** Runs text as if it came over the console; an error is reported there. Answers its value as `print` would show it, nothing without power. */
  evaluate(text: string): string;
  /** Sets an input from outside; watches fire. The pin by the board's name for it. */
  setPin(name: string, level: boolean): void;
  /** What the sketch drives the pin to: 0, 1, or a duty between; 0 while it sleeps or has no power. */
  getPin(name: string): number;
  /** Where `analogRead` of that pin takes its value, 0 to 1, from now on; what it throws there, if that is a text. */
  setAnalog(name: string, source: () => number | string): void;
  /** The access point came, went, or changed its password: its `air` answers otherwise from now on. */
  airChanged(): void;
  /** How its Wi-Fi stands; undefined where the firmware has none. */
  wifi(): StationView | undefined;
  /** The power goes, even within a call of the sketch's; `reset` brings it back. */
  powerOff(): void;
  /** Its deep sleeps since the first boot. */
  readonly sleeps: readonly DeepSleep[];
  readonly isAsleep: () => boolean;
  /** How long it has been awake since the first boot: neither asleep nor without power. */
  readonly awakeMs: () => number;
  /** Does that as soon as no call of the sketch's is under way: one that blocks can't be cut short here. */
  whenFree(act: () => void): void;
  /** Whether it is within a call of the sketch's now: one that blocks lets time go by. */
  readonly isBusy: () => boolean;
  /** Timers that run, those of the board itself among them. */
  readonly timers: () => number;
  /** Storage as it is now, one char per byte. */
  readonly storage: Storage;
  /** Counters since the first boot. */
  readonly traffic: Readonly<Traffic>;
  /** Idle passes made since the first boot: a sketch that keeps the board busy shows here. */
  readonly passes: () => number;
}

/**
 * Boots a board with that bundle as its boot code. Returns after the boot code has run; an error in it is reported on
 * the console and the board runs on, as it does in the field.
 * @param bundle one script; where `board.strings` is "bytes", one char per byte: a char above 255 is a RangeError.
 *   Undefined: what Storage has as boot code
 */
export function boot(bundle: string | undefined, board: Board, surroundings: Surroundings): VirtualBoard {
  if (bundle !== undefined && board.strings === "bytes") demandBytes(bundle, board.id);
  const { clock, network, keyboard, circuit = nothingConnected } = surroundings;
  const traffic: Traffic = {
    bytesSent: 0,
    bytesReceived: 0,
    connectionsOpened: 0,
    connectionsClosed: 0,
    connectsFailed: 0,
    mostWaitingBytes: 0,
  };
  const storage = surroundings.storage ?? storageIn(createFlash(board.storage), (line) => surroundings.onConsole(line));
  const analog = new Map<string, () => number | string>();
  /** What was put onto pins from outside: it is there whether the board is or not. */
  const levels = new Map<string, boolean>();
  let passes = 0;
  let stopped = false;
  let isOff = false;
  let busy = false;
  /** A pass came due while the board was busy: its network let time go by within a blocking call. */
  let missed = false;
  let hangs = false;
  let rebootWanted: string | undefined;
  /** How long to sleep once the pass is over, in milliseconds. */
  let sleepWanted: number | undefined;
  /** Whether it booted out of a deep sleep. */
  let hasSlept = false;
  /** Ends the wait for the next pass. */
  let nap: (() => void) | undefined;
  let awake = false;
  let now: Realm;
  const air: Air = surroundings.air ?? { answer: () => "welcome" };
  const wifiKind = wifiKindOf(board);
  const station = wifiKind && wifiStation(wifiKind, clock, air, network.setOnline, wake);
  const driver = sockets(board, network, traffic, wake, () => station?.isAwake() ?? true);

  const sleep = sleeper(clock, () => boots(true));
  const dog = watchdog(
    clock,
    () => busy || hangs,
    () => {
      surroundings.losesRam?.("watchdog");
      goDark();
      whenFree(() => boots(false));
    },
  );

  function whenFree(act: () => void): void {
    if (busy) clock.at(FREE_MS, () => whenFree(act));
    else act();
  }

  function fallAsleep(forMs: number): void {
    sleepWanted = undefined;
    surroundings.losesRam?.("sleep");
    goDark();
    sleep.fallAsleep(forMs);
  }

  /** Nothing runs, and nobody outside hears of it. */
  function goDark(): void {
    isOff = true;
    station?.stop();
    dog.disable();
    rebootWanted = undefined;
    nap?.();
    driver.abortAll();
  }

  /** The power is there: all begins anew, unless a call is under way. */
  function boots(fromSleep: boolean): void {
    if (stopped) return;
    isOff = false;
    hasSlept = fromSleep;
    sleep.boots();
    if (busy) rebootWanted = "power";
    else reboot("power");
  }

  function comeOnline(): void {
    if (station === undefined) airChanged();
    else station.boot(savedWifi(storage), hasSlept);
  }

  /** Where there is no Wi-Fi, what is in the air stands for whatever network there is. */
  function airChanged(): void {
    if (stopped || isOff) return;
    if (station) station.airChanged();
    else network.setOnline(air.answer() === "welcome");
  }

  /**
   * Boots as the firmware does: `.boot0` to `.boot3`, then `.bootrst`, or the saved code where `how` asks for it.
   * @param how `power`, `reset` (without the saved code), `load`, or `load NAME`, which runs that file after all that
   */
  function start(how: string): void {
    const [, file = ""] = /^load (.*)$/s.exec(how) ?? [];
    if (how === "power") comeOnline();
    // What it had to tell goes with who would have heard it; the radio goes on as it was.
    else station?.news();
    const lostTime = hasSlept && board.chip === "ESP8266";
    const facts = { serial: surroundings.serial, console: keyboard?.name ?? "USB", file, hasSlept, lostTime };
    const hardware: Hardware = {
      now: () => clock.now(),
      random: () => surroundings.random(),
      print: (line) => surroundings.onConsole(line),
      uncaught: (message, stack) => surroundings.onUncaught?.({ message, stack }),
      analog: (pin) => analog.get(pin)?.() ?? circuit.analog(pin) ?? 0,
      drive: circuit.drive,
      i2cWrite: circuit.i2cWrite,
      i2cRead: circuit.i2cRead,
      spi: circuit.spi,
      wireReset: circuit.wireReset,
      wireWrite: circuit.wireWrite,
      wireRead: circuit.wireRead,
      wireSearch: circuit.wireSearch,
      deepSleep(forMs, isAtOnce) {
        if (!isAtOnce) {
          sleepWanted = forMs;
          return;
        }
        fallAsleep(forMs);
        throw new PowerLoss("The chip sleeps");
      },
      watchdog(seconds, isAuto) {
        if (board.chip.startsWith("ESP32")) dog.enable(seconds, isAuto);
      },
      kick: () => dog.kick(),
      reboot(how) {
        rebootWanted = how;
      },
      echo: (on) => keyboard?.setEcho(on),
      digest: (kind, bytes) => createHash(kind).update(bytes, "latin1").digest().toString("latin1"),
      open: (host, port, secure) => (stopped ? socketErrors.closed : driver.open(host, port, secure)),
      send: (socket, bytes) => driver.send(socket, bytes),
      receive: (socket, most) => driver.receive(socket, most),
      close: (socket) => driver.close(socket),
      wifiConnect: (ssid, password) => station?.connect(ssid, password),
      wifiDisconnect() {
        station?.disconnect();
        // The Espruino WiFi takes its module's power, and forgets its sockets.
        if (wifiKind === "at") driver.endAll();
      },
      wifiRestore: (ssid, password) => station?.restore(ssid, password),
      wifiScan: () => station?.scan(),
      wifiState: () => JSON.stringify(station?.state()),
      wifiNews() {
        const news = station?.news() ?? [];
        return news.length === 0 ? "" : JSON.stringify(news);
      },
      restless: (socket) => driver.restless(socket),
      noteWaiting(bytes) {
        traffic.mostWaitingBytes = Math.max(traffic.mostWaitingBytes, bytes);
      },
      ...storageCalls(storage),
      textOf: ({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength).toString("latin1"),
      tell: (text) => surroundings.probe?.heard(text) ?? false,
    };
    now = realm(
      board,
      facts,
      surroundings.longestRunMs,
      whilePowered(hardware, () => !isOff),
    );
    circuit.booted((pin, level, agoMs) => {
      if (isOff) return;
      now.setPin(pin, level, agoMs);
      wake();
    });
    for (const [pin, level] of levels) now.setPin(pin, level, 0);
    if (how === "power") checkStorage(storage, surroundings.onConsole);
    if (surroundings.probe) now.probe(surroundings.probe.text);
    act(() => {
      for (const name of [".boot0", ".boot1", ".boot2", ".boot3"]) runFile(name);
      if (!runFile(".bootrst") && (how === "power" || how === "load")) {
        if (bundle === undefined) runFile(".bootcde");
        else now.run(bundle, "bundle");
      }
      now.booted();
      keyboard?.booted(how !== "load");
      if (file !== "") runFile(file);
    });
  }

  function runFile(name: string): boolean {
    const text = storage.read(name);
    if (text !== undefined) now.run(decoded(text, board), `@${name}`);
    return text !== undefined;
  }

  /** Does something on the board, unless that never returns; then the board hangs. Ends early if the power goes. */
  function unlessItHangs(something: () => void): void {
    try {
      if (now.limited(something)) return;
    } catch (error) {
      if (isOff) return;
      throw error;
    }
    hangs = true;
    if (keyboard?.interrupted()) interrupt();
  }

  function interrupt(): void {
    if (!hangs) return;
    hangs = false;
    surroundings.onConsole("Execution Interrupted");
    keyboard?.rest();
    wake();
  }

  const typed: Typed = {
    run: (text, name, firstLine) => now.typed(decoded(text, board), `@${name}`, firstLine),
    valueOf: (text) => now.valueOf(decoded(text, board)),
  };

  /** Runs something on the board. While it runs, and while it blocks in `connect`, no pass begins. */
  function act(something: () => void): void {
    const wasBusy = busy;
    busy = true;
    try {
      unlessItHangs(something);
    } finally {
      busy = wasBusy;
    }
    wake();
  }

  function wake(): void {
    if (stopped || awake || hangs || isOff) return;
    awake = true;
    nap?.();
    nap = clock.at(0, pass);
  }

  function pass(): void {
    awake = false;
    if (stopped || isOff) return;
    if (busy) {
      missed = true;
      return;
    }
    if (keyboard && !keyboard.ready()) return;
    passes++;
    missed = false;
    busy = true;
    let nextMs = 0;
    try {
      unlessItHangs(() => {
        const worked = keyboard?.work(typed) ?? false;
        nextMs = now.pass();
        if (worked) nextMs = 0;
      });
    } finally {
      busy = false;
    }
    if (hangs || isOff) return;
    if (sleepWanted !== undefined) {
      fallAsleep(sleepWanted);
      return;
    }
    if (rebootWanted) {
      reboot(rebootWanted);
      return;
    }
    keyboard?.rest();
    if (stopped || awake) return;
    if (missed || nextMs <= 0) wake();
    else if (nextMs < Number.POSITIVE_INFINITY) {
      nap?.();
      nap = clock.at(nextMs, pass);
    }
  }

  function reboot(how: string): void {
    rebootWanted = undefined;
    sleepWanted = undefined;
    driver.abortAll();
    nap?.();
    awake = false;
    if (how === "power") dog.disable();
    hangs = false;
    keyboard?.restarts(how === "power");
    start(how);
    if (!hangs && !isOff) keyboard?.rest();
  }

  start("power");

  return {
    reset() {
      boots(false);
    },
    airChanged,
    wifi: () => (isOff ? undefined : station?.view()),
    powerOff() {
      goDark();
      sleep.powerFails();
    },
    sleeps: sleep.sleeps,
    isAsleep: sleep.isAsleep,
    awakeMs: sleep.awakeMs,
    whenFree,
    isBusy: () => busy,
    timers: () => now.timers(),
    hangs: () => hangs,
    interrupt,
    typed: wake,
    async stop() {
      stopped = true;
      station?.stop();
      sleep.powerFails();
      dog.disable();
      nap?.();
      driver.abortAll();
      await network.stop();
    },
    evaluate(text) {
      let value = "";
      if (isOff) return value;
      act(() => {
        value = now.show(now.run(text, "console"));
      });
      return value;
    },
    setPin(name, level) {
      levels.set(name, level);
      if (isOff) return;
      now.setPin(name, level, 0);
      wake();
    },
    getPin: (name) => (isOff ? 0 : now.getPin(name)),
    setAnalog(name, source) {
      analog.set(name, source);
    },
    traffic,
    storage,
    passes: () => passes,
  };
}

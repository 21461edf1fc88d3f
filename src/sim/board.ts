/**
 * A virtual board: runs a bundle as the firmware would, with nothing but what it is given. It sleeps until a timer is
 * due, the network has news, or a pin changes, and then makes idle passes until there is nothing left to do.
 *
 *   boot -> awake <-> asleep -> stopped        reset() boots again: RAM, timers and sockets go, Storage and time stay
 */
import type { Board } from "../boards.js";
import { type Realm, realm } from "./realm.js";
import { socketErrors, sockets, type Traffic } from "./sockets.js";
import type { Surroundings } from "./surroundings.js";

/** Room in Storage: what an ESP8266 has, the least of the boards with Wi-Fi. */
const storageBytes = 196_608;

/** What a file in Storage takes beside its data. */
const fileHeaderBytes = 32;

export interface VirtualBoard {
  /** Boots again, as after the reset button. */
  reset(): void;
  /** Ends everything at once, as pulling the plug does; settles when no handle of it is left. */
  stop(): Promise<void>;
  /** Runs text as if it came over the console; an error is reported there. Answers its value as `print` would show it. */
  evaluate(text: string): string;
  /** Sets an input from outside; watches fire. The pin by the board's name for it. */
  setPin(name: string, level: boolean): void;
  /** What the sketch drives the pin to: 0, 1, or a duty between. */
  getPin(name: string): number;
  /** Where `analogRead` of that pin takes its value, 0 to 1, from now on. */
  setAnalog(name: string, source: () => number): void;
  /** Counters since the first boot. */
  readonly traffic: Readonly<Traffic>;
  /** Idle passes made since the first boot: a sketch that keeps the board busy shows here. */
  readonly passes: () => number;
}

/**
 * Boots a board with that bundle as its boot code. Returns after the boot code has run; an error in it is reported on
 * the console and the board runs on, as it does in the field.
 * @param bundle one script; where `board.strings` is "bytes", one char per byte: a char above 255 is a RangeError
 */
export function boot(bundle: string, board: Board, surroundings: Surroundings): VirtualBoard {
  if (board.strings === "bytes") demandBytes(bundle, board.id);
  const { clock, network } = surroundings;
  const traffic: Traffic = {
    bytesSent: 0,
    bytesReceived: 0,
    connectionsOpened: 0,
    connectionsClosed: 0,
    connectsFailed: 0,
    mostWaitingBytes: 0,
  };
  const files = new Map<string, string>();
  const analog = new Map<string, () => number>();
  let passes = 0;
  let stopped = false;
  let busy = false;
  /** A pass came due while the board was busy: its network let time go by within a blocking call. */
  let missed = false;
  let rebootWanted: "bundle" | "empty" | undefined;
  let sleep: (() => void) | undefined;
  let awake = false;
  let now: Realm;
  const driver = sockets(board, network, traffic, wake);

  function fileBytes(): number {
    let bytes = 0;
    for (const data of files.values()) bytes += fileHeaderBytes + Math.ceil(data.length / 4) * 4;
    return bytes;
  }

  function start(withBundle: boolean): void {
    now = realm(board, surroundings.serial, {
      now: () => clock.now(),
      random: () => surroundings.random(),
      print: (line) => surroundings.onConsole(line),
      uncaught: (message, stack) => surroundings.onUncaught?.({ message, stack }),
      analog: (pin) => analog.get(pin)?.() ?? 0,
      reboot(again) {
        rebootWanted = again ? "bundle" : "empty";
      },
      open: (host, port) => (stopped ? socketErrors.closed : driver.open(host, port)),
      send: (socket, bytes) => driver.send(socket, bytes),
      receive: (socket, most) => driver.receive(socket, most),
      close: (socket) => driver.close(socket),
      restless: (socket) => driver.restless(socket),
      noteWaiting(bytes) {
        traffic.mostWaitingBytes = Math.max(traffic.mostWaitingBytes, bytes);
      },
      readFile: (name) => files.get(name),
      writeFile(name, bytes) {
        const before = files.get(name);
        files.delete(name);
        if (bytes === undefined) return true;
        if (fileBytes() + fileHeaderBytes + bytes.length + 3 > storageBytes) {
          if (before !== undefined) files.set(name, before);
          return false;
        }
        files.set(name, bytes);
        return true;
      },
      fileNames: () => [...files.keys()].join("\n"),
      freeBytes: () => storageBytes - fileBytes(),
    });
    act(() => {
      if (withBundle) now.run(bundle, "bundle");
      now.booted();
    });
  }

  /** Runs something on the board. While it runs, and while it blocks in `connect`, no pass begins. */
  function act(something: () => void): void {
    busy = true;
    try {
      something();
    } finally {
      busy = false;
    }
    wake();
  }

  function wake(): void {
    if (stopped || awake) return;
    awake = true;
    sleep?.();
    sleep = clock.at(0, pass);
  }

  function pass(): void {
    awake = false;
    if (stopped) return;
    if (busy) {
      missed = true;
      return;
    }
    passes++;
    missed = false;
    busy = true;
    let nextMs = 0;
    try {
      nextMs = now.pass();
    } finally {
      busy = false;
    }
    if (rebootWanted) {
      reboot(rebootWanted === "bundle");
      return;
    }
    if (stopped || awake) return;
    if (missed || nextMs <= 0) wake();
    else if (nextMs < Number.POSITIVE_INFINITY) {
      sleep?.();
      sleep = clock.at(nextMs, pass);
    }
  }

  function reboot(withBundle: boolean): void {
    rebootWanted = undefined;
    driver.abortAll();
    sleep?.();
    awake = false;
    start(withBundle);
  }

  start(true);

  return {
    reset() {
      if (stopped) return;
      if (busy) rebootWanted = "bundle";
      else reboot(true);
    },
    async stop() {
      stopped = true;
      sleep?.();
      driver.abortAll();
      await network.stop();
    },
    evaluate(text) {
      let value = "";
      act(() => {
        value = now.show(now.run(text, "console"));
      });
      return value;
    },
    setPin(name, level) {
      now.setPin(name, level);
      wake();
    },
    getPin: (name) => now.getPin(name),
    setAnalog(name, source) {
      analog.set(name, source);
    },
    traffic,
    passes: () => passes,
  };
}

function demandBytes(bundle: string, id: string): void {
  const at = bundle.search(/[\u0100-\uffff]/);
  if (at < 0) return;
  throw new RangeError(
    `The bundle has the char ${JSON.stringify(bundle[at])} at ${at}; strings of ${id} are bytes, so it wants chars of 0 to 255.`,
  );
}

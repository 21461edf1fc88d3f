/**
 * The board's realm: a V8 context of its own whose globals are Espruino's. Everything that a sketch can touch is made
 * inside the context by the text of the functions in espruino/; the host's functions stay in their closures and never
 * throw into it. That keeps Node out of a sketch's sight. It is no wall against hostile code: node:vm is none.
 */
import vm from "node:vm";
import type { Board } from "../boards.js";
import { absent } from "./espruino/absent.js";
import { arrays } from "./espruino/arrays.js";
import { clock } from "./espruino/clock.js";
import { consoleOf } from "./espruino/console.js";
import { deepSleep } from "./espruino/deep-sleep.js";
import { e } from "./espruino/e.js";
import { events } from "./espruino/events.js";
import { i2c } from "./espruino/i2c.js";
import { type BoardFacts, type Hardware, hardwareNames, type Inside } from "./espruino/inside.js";
import { net } from "./espruino/net.js";
import { oneWire } from "./espruino/one-wire.js";
import { pins } from "./espruino/pins.js";
import { pipe } from "./espruino/pipe.js";
import { processOf } from "./espruino/process.js";
import { promise } from "./espruino/promise.js";
import { shown } from "./espruino/shown.js";
import { spi } from "./espruino/spi.js";
import { storage } from "./espruino/storage.js";
import { storageFile } from "./espruino/storage-file.js";
import { texts } from "./espruino/texts.js";
import { timers } from "./espruino/timers.js";
import { wifi } from "./espruino/wifi.js";
import { wifiAt } from "./espruino/wifi-at.js";
import { wifiEsp32 } from "./espruino/wifi-esp32.js";
import { wifiEsp8266 } from "./espruino/wifi-esp8266.js";
import { wifiNative } from "./espruino/wifi-native.js";
import { wifiKindOf } from "./wifi-station.js";

/** A function that goes into a context as text, compiled once for all boards. */
function asScript(part: (...args: never[]) => unknown): vm.Script {
  return new vm.Script(`(function(){"use strict";return ${part}})()`, { filename: "board" });
}

/** In the order in which an idle pass asks them; `absent` last, because the others are built on what it removes. */
const parts = [
  events,
  promise,
  clock,
  consoleOf,
  shown,
  pins,
  i2c,
  spi,
  oneWire,
  timers,
  pipe,
  net,
  arrays,
  texts,
  e,
  storage,
  storageFile,
  wifi,
  wifiNative,
  wifiEsp32,
  wifiEsp8266,
  wifiAt,
  deepSleep,
  processOf,
  absent,
].map(asScript);

/** Made inside the context, so that what the parts hold of the host are functions of the context too. */
function makeInside(call: (name: string, ...args: unknown[]) => unknown, names: string, facts: string): object {
  const hardware: Record<string, unknown> = {};
  for (const name of names.split(" ")) {
    hardware[name] = (...args: unknown[]) => {
      try {
        return call(name, ...args);
      } catch {
        // A stack that overflows within the host's function would show the sketch an error of the host.
        throw new Error("Too much recursion");
      }
    };
  }
  return { hardware, board: JSON.parse(facts), global: globalThis, modules: {}, steps: [], busy: false };
}

/** The time limit of node:vm holds for all that a script calls, in whatever context that was made: so one gate serves all. */
const gate: { something?: () => void } = vm.createContext({});
const gateScript = new vm.Script("something()", { filename: "board" });
const insideMaker = asScript(makeInside);

/** What comes back where a script was nothing but declarations. */
const nothing = "\0nothing";
const nothingPrefix = `${JSON.stringify(nothing)};`;

/** The firmware knows where evaluated text lies in flash, V8 does not: boot code that evaluates a file's text says which. */
const placing = (text: string) => text.replace(/\beval\(([\w$.]+)\)/g, "eval(\xffplaced($1))");

export interface Realm {
  /** Runs a script's text; an error that it does not catch is reported as the board reports it. */
  run(text: string, name: string): unknown;
  /** Runs what was typed, from that line on; its value as the console shows it, or undefined after an error. */
  typed(text: string, name: string, firstLine: number): string | undefined;
  /** The value of an expression as `E.toJS` spells it; undefined after an error, which the pass will report. */
  valueOf(text: string): string | undefined;
  /** Calls a function, given as its text, with one that tells the host. */
  probe(text: string): void;
  /** One idle pass; answers in how many milliseconds the next one is wanted. */
  pass(): number;
  booted(): void;
  setPin(name: string, level: boolean, agoMs: number): void;
  getPin(name: string): number;
  show(value: unknown): string;
  /** Timers that run, those of the board itself among them. */
  timers(): number;
  /** Does something; false if it took longer than `longestRunMs` and was cut short. */
  limited(something: () => void): boolean;
}

/**
 * A fresh realm for that board.
 * @param own what only this board knows of itself
 * @param longestRunMs how long code may run that is called within `limited`; without it as long as it likes
 */
export function realm(
  board: Board,
  own: Pick<BoardFacts, "serial" | "console" | "file" | "hasSlept" | "lostTime">,
  longestRunMs: number | undefined,
  hardware: Hardware,
): Realm {
  const context = vm.createContext(Object.create(null), {
    name: board.id,
  });

  const { chip, buses, strings, chunkBytes, connectFailure, jsVars, jsVarBytes, firmwareName, modules, pins, globals } =
    board;
  const { pageBytes } = board.storage;
  const facts: BoardFacts = {
    ...{ chip, buses, strings, chunkBytes, connectFailure, jsVars, jsVarBytes, firmwareName, modules, pins, globals },
    wifi: wifiKindOf(board),
    storageChunkBytes: Math.min(pageBytes, 4096) - 32,
    ...own,
  };
  const host = hardware as unknown as Record<string, (...args: unknown[]) => unknown>;
  const make = insideMaker.runInContext(context) as typeof makeInside;
  const inside = make((name, ...args) => host[name]?.(...args), hardwareNames, JSON.stringify(facts)) as Inside;
  for (const part of parts) (part.runInContext(context) as (inside: Inside) => void)(inside);

  function evaluate(text: string, options: vm.ScriptOptions): unknown {
    if (/\bimport\s*[(.]/.test(text)) throw "SyntaxError: import is not part of the board's language";
    return new vm.Script(text, options).runInContext(context);
  }

  function uncaught(error: unknown): void {
    // What V8 throws while it compiles belongs to the host; its text alone goes in.
    inside.uncaught(typeof error === "object" && error instanceof Error ? String(error) : error);
  }

  return {
    run(text, name) {
      try {
        return evaluate(name.startsWith("@.boot") ? placing(text) : text, { filename: name });
      } catch (error) {
        uncaught(error);
        return undefined;
      } finally {
        inside.report();
      }
    },
    typed(text, name, firstLine) {
      try {
        const place = { filename: name, lineOffset: firstLine - 1, columnOffset: -nothingPrefix.length };
        let value = evaluate(nothingPrefix + text, place);
        // V8 has no value for a declaration; the firmware has that of the last name declared.
        const [, declared] = /(?:^|[\s;,])(?:var|let|const|function|class)\s+([\w$]+)[^;]*;?$/.exec(text) ?? [];
        if (value === nothing) value = declared === undefined ? undefined : evaluate(declared, place);
        return inside.showTyped(value);
      } catch (error) {
        uncaught(error);
        inside.report();
        return undefined;
      }
    },
    valueOf(text) {
      try {
        return inside.toJs(evaluate(`(${text}\n)`, { filename: "@REPL", columnOffset: -1 }));
      } catch (error) {
        uncaught(error);
        return undefined;
      }
    },
    probe(text) {
      (new vm.Script(`(${text})`, { filename: "probe" }).runInContext(context) as (tell: Hardware["tell"]) => void)(
        inside.hardware.tell,
      );
    },
    pass: () => inside.pass(),
    booted: () => inside.booted(),
    setPin: (name, level, agoMs) => inside.setPin(name, level, agoMs),
    getPin: (name) => inside.getPin(name),
    timers: () => inside.timers(),
    show: (value) => inside.show(value),
    limited(something) {
      if (longestRunMs === undefined) {
        something();
        return true;
      }
      gate.something = something;
      try {
        gateScript.runInContext(gate, { timeout: longestRunMs });
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return false;
        throw error;
      } finally {
        delete gate.something;
      }
    },
  };
}

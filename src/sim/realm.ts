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
import { e } from "./espruino/e.js";
import { events } from "./espruino/events.js";
import { type BoardFacts, type Hardware, hardwareNames, type Inside } from "./espruino/inside.js";
import { net } from "./espruino/net.js";
import { pins } from "./espruino/pins.js";
import { pipe } from "./espruino/pipe.js";
import { processOf } from "./espruino/process.js";
import { promise } from "./espruino/promise.js";
import { storage } from "./espruino/storage.js";
import { timers } from "./espruino/timers.js";
import { wifi } from "./espruino/wifi.js";

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
  pins,
  timers,
  pipe,
  net,
  arrays,
  e,
  storage,
  wifi,
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

const insideMaker = asScript(makeInside);

export interface Realm {
  /** Runs a script's text; an error that it does not catch is reported as the board reports it. */
  run(text: string, name: string): unknown;
  /** One idle pass; answers in how many milliseconds the next one is wanted. */
  pass(): number;
  booted(): void;
  setPin(name: string, level: boolean): void;
  getPin(name: string): number;
  show(value: unknown): string;
}

/** A fresh realm for that board. */
export function realm(board: Board, serial: string, hardware: Hardware): Realm {
  const context = vm.createContext(Object.create(null), {
    name: board.id,
  });

  const { strings, chunkBytes, connectFailure, jsVars, jsVarBytes, firmwareName, modules, pins, globals } = board;
  const facts: BoardFacts = {
    ...{ strings, chunkBytes, connectFailure, jsVars, jsVarBytes, firmwareName, modules, pins, globals },
    serial,
  };
  const host = hardware as unknown as Record<string, (...args: unknown[]) => unknown>;
  const make = insideMaker.runInContext(context) as typeof makeInside;
  const inside = make((name, ...args) => host[name]?.(...args), hardwareNames, JSON.stringify(facts)) as Inside;
  for (const part of parts) (part.runInContext(context) as (inside: Inside) => void)(inside);

  return {
    run(text, name) {
      try {
        if (/\bimport\s*[(.]/.test(text)) throw "SyntaxError: import is not part of the board's language";
        return new vm.Script(text, { filename: name }).runInContext(context);
      } catch (error) {
        // What V8 throws while it compiles belongs to the host; its text alone goes in.
        inside.uncaught(typeof error === "object" && error instanceof Error ? String(error) : error);
        return undefined;
      } finally {
        inside.report();
      }
    },
    pass: () => inside.pass(),
    booted: () => inside.booted(),
    setPin: (name, level) => inside.setPin(name, level),
    getPin: (name) => inside.getPin(name),
    show: (value) => inside.show(value),
  };
}

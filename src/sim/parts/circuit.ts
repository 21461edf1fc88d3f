/** What hangs on a board: parts, the wires between, and what goes wrong with them. */
import type { Board } from "../../boards.js";
import { Complaint } from "../../complaint.js";
import { seededRandom } from "../seeded-random.js";
import type { Circuit, Clock, PutLevel } from "../surroundings.js";
import { type Feed, readFeed } from "./feed.js";
import { type Input, kinds, type Place } from "./kinds.js";
import { type OneWireLine, oneWireLine } from "./one-wire-line.js";
import type { ReadPart } from "./parse.js";
import type { OnI2c, Part, Wires } from "./part.js";

/** What is wrong with a part: it does not answer, its check sum is wrong, or inputs of it stand at a value. */
export type PartFault = "absent" | "garbage" | Readonly<Record<string, number>>;

/** A part, for who looks on. */
export interface PartHandle {
  /** Feeds an input from now on. Throws a Complaint where the part cannot have that. */
  set(input: string, given: Feed): void;
  /** What the part measures now, a fault included. */
  get(input: string): number;
  /** From now on this is wrong with it, in place of what was; answers what ends that. */
  fail(fault: PartFault): () => void;
}

export interface PartsCircuit extends Circuit {
  /** By their names. */
  readonly parts: Readonly<Record<string, PartHandle>>;
  /** Throws a Complaint where a file that feeds a part has no more to say at that time since it was made. */
  demandFedUntil(ms: number): void;
  /** Levels that parts have put, so far. */
  edges(): number;
}

/** A board alone on a table. */
export const nothingConnected: Circuit = {
  booted() {},
  drive() {},
  analog: () => undefined,
  i2cWrite: () => false,
  i2cRead: () => undefined,
  spi: (_sck, _miso, _mosi, bytes) => "\xff".repeat(bytes.length),
  wireReset: () => false,
  wireWrite() {},
  wireRead: (_pin, count) => "\xff".repeat(count),
  wireSearch: () => "",
};

/** Sets the chance of parts apart from that of the board, whose draws are known. */
const PARTS_SEED = 0x7061_7274;

/** A part in its place. */
interface Placed {
  readonly read: ReadPart;
  readonly part: Part;
  /** Feeds an input from now on. */
  set(input: string, given: Feed): void;
  get(input: string): number;
  fail(fault: PartFault): () => void;
  isPresent(): boolean;
  demandFedUntil(ms: number): void;
}

/**
 * Parts on a board. Their time begins now.
 * @param readText the text of a file, for what is set later
 */
export function circuitOf(
  list: readonly ReadPart[],
  board: Board,
  clock: Clock,
  seed: number,
  readText: (file: string) => string,
): PartsCircuit {
  const startMs = clock.now();
  const since = () => clock.now() - startMs;
  /** What parts have put onto pins, since the board last booted. */
  const levels = new Map<string, boolean>();
  /** The pins that the sketch drives. */
  const driven = new Map<string, 0 | 1>();
  const lines = new Map<string, OneWireLine>();
  let putLevel: PutLevel | undefined;
  let edges = 0;

  function place(read: ReadPart, random: () => number): Placed {
    const feedings = { ...read.feedings };
    const sources = Object.fromEntries(Object.entries(feedings).map(([name, feeding]) => [name, feeding.make(random)]));
    let fault: PartFault | undefined;
    let cancel = () => {};

    function get(name: string): number {
      const { least, most } = boundsOf(read, name);
      const value = (typeof fault === "object" ? fault[name] : undefined) ?? sources[name]?.at(since()) ?? least;
      return Number.isNaN(value) ? least : Math.min(most, Math.max(least, value));
    }
    const wires: Wires = {
      now: since,
      at: (delayMs, callback) => void clock.at(delayMs, callback),
      random,
      input: get,
      put(pin, level, atMs) {
        if (fault === "absent" || levels.get(pin) === level) return;
        levels.set(pin, level);
        edges++;
        putLevel?.(pin, level, since() - atMs);
      },
      isGarbled: () => fault === "garbage",
    };
    const part = (kinds[read.kind].make as Make)(read.fields, wires, { board, index: read.index });

    /** Has the part told when an input changes, where it wants to know. */
    function follow(): void {
      cancel();
      if (part.changed === undefined) return;
      const atMs = Math.min(...Object.values(sources).map((source) => source.changesAtMs(since())));
      if (atMs === Number.POSITIVE_INFINITY) return;
      cancel = clock.at(atMs - since(), () => {
        part.changed?.();
        follow();
      });
    }
    follow();

    function become(given: PartFault | undefined): void {
      fault = given;
      // Who comes back is heard of.
      part.booted?.();
      part.changed?.();
    }

    return {
      read,
      part,
      set(name, given) {
        const feeding = readFeed(given, `${read.name}.${name}`, boundsOf(read, name), readText);
        feedings[name] = feeding;
        sources[name] = feeding.make(random);
        part.changed?.();
        follow();
      },
      get(name) {
        boundsOf(read, name);
        return get(name);
      },
      fail(given) {
        complainOfFault(given, read, `The part ${read.name}`);
        become(given);
        return () => {
          if (fault === given) become(undefined);
        };
      },
      isPresent: () => fault !== "absent",
      demandFedUntil(ms) {
        for (const [input, { ends }] of Object.entries(feedings)) {
          if (ends === undefined || ends.atMs >= ms) continue;
          throw new Complaint(
            "bad-parts",
            `${ends.file} ends at ${ends.atMs / 1000} s, and is to feed ${input} of the part ${read.name} until ${ms / 1000} s.`,
            'Give it rows until then, or say "repeats": true beside it.',
          );
        }
      },
    };
  }

  const placed = list.map((read, index) => place(read, seededRandom((seed ^ PARTS_SEED) + index)));
  const present = () => placed.filter((one) => one.isPresent());

  function onI2c(scl: string, sda: string, address: number): OnI2c | undefined {
    return present()
      .map(({ part }) => part.i2c)
      .find((i2c) => i2c?.scl === scl && i2c.sda === sda && i2c.address === address);
  }
  function lineOf(pin: string): OneWireLine {
    const known = lines.get(pin);
    if (known !== undefined) return known;
    const line = oneWireLine(() => present().flatMap(({ part }) => (part.oneWire?.pin === pin ? [part.oneWire] : [])));
    lines.set(pin, line);
    return line;
  }

  return {
    parts: Object.fromEntries(
      placed.map(({ read, set, get, fail }): [string, PartHandle] => [read.name, { set, get, fail }]),
    ),
    demandFedUntil(ms) {
      for (const one of placed) one.demandFedUntil(ms);
    },
    edges: () => edges,
    booted(put) {
      putLevel = put;
      levels.clear();
      for (const pin of [...driven.keys()]) this.drive(pin, -1);
      for (const { part } of placed) part.booted?.();
    },
    drive(pin, level) {
      const was = driven.get(pin);
      if (level < 0) driven.delete(pin);
      else driven.set(pin, level === 0 ? 0 : 1);
      const is = driven.get(pin);
      if (is === was) return;
      for (const { part } of present()) {
        if (part.pin === pin) part.driven?.(is);
        if (part.spi?.cs === pin) part.spi.select(is === 0);
      }
    },
    analog: (pin) =>
      present()
        .find(({ part }) => part.analog?.pin === pin)
        ?.part.analog?.level(),
    i2cWrite(scl, sda, address, bytes) {
      const part = onI2c(scl, sda, address);
      part?.write(codes(bytes));
      return part !== undefined;
    },
    i2cRead(scl, sda, address, count) {
      const bytes = onI2c(scl, sda, address)?.read(count);
      return bytes && String.fromCharCode(...bytes);
    },
    spi(sck, miso, mosi, bytes) {
      const parts = present().flatMap(({ part: { spi } }) =>
        spi !== undefined && driven.get(spi.cs) === 0 && spi.sck === sck ? [spi] : [],
      );
      return String.fromCharCode(
        ...codes(bytes).map((byte) =>
          parts.reduce((all, spi) => {
            const answer = spi.exchange(spi.mosi === mosi ? byte : 255);
            return spi.miso === miso ? all & answer : all;
          }, 255),
        ),
      );
    },
    wireReset: (pin) => lineOf(pin).reset(),
    wireWrite(pin, bytes) {
      for (const byte of codes(bytes)) lineOf(pin).write(byte);
    },
    wireRead: (pin, count) => String.fromCharCode(...Array.from({ length: count }, () => lineOf(pin).read())),
    wireSearch: (pin, command) => lineOf(pin).search(command).join(" "),
  };
}

type Make = (fields: ReadPart["fields"], wires: Wires, place: Place) => Part;

const codes = (bytes: string) => Array.from(bytes, (char) => char.charCodeAt(0));

function boundsOf(read: ReadPart, input: string): Input {
  const bounds = read.inputs[input];
  if (bounds === undefined)
    throw complaint(
      `The part ${read.name} has no input ${JSON.stringify(input)}; it has ${Object.keys(read.inputs).join(", ")}.`,
    );
  return bounds;
}

/** Throws a Complaint where that cannot be wrong with a part. */
export function complainOfFault(fault: PartFault, read: ReadPart, place: string): void {
  if (fault === "absent") return;
  if (fault === "garbage") {
    if (kinds[read.kind].hasGarbage) return;
    throw complaint(
      `${place} is to give garbage, and ${read.kind} has nothing to garble; wanted is "absent" or ${Object.keys(read.inputs).join(", ")} at a value.`,
    );
  }
  for (const [input, value] of Object.entries(fault)) {
    const { least, most, unit } = boundsOf(read, input);
    if (!(value >= least && value <= most))
      throw complaint(`${place} is to have ${input} at ${value}; wanted is ${least} to ${most} ${unit}.`);
  }
}

function complaint(sentence: string): Complaint {
  return new Complaint("bad-parts", sentence, "docs/parts.md has the parts and their inputs.");
}

/**
 * Faults as people write them: an object of JSON, or its short form, `withhold,packet=PINGRESP,client=greenhouse`. In a
 * file one stands on each line; lines that are empty or begin with `#` say nothing.
 */

import { checkFault, type Fault, FaultMistake } from "./fault.js";

/** A mistake in a file of faults, with the line that it stands in, counted from 1. */
export interface LineMistake {
  readonly line: number;
  readonly text: string;
}

/** Reads one fault. Throws a FaultMistake. */
export function readFault(text: string): Fault {
  return checkFault(text.trimStart().startsWith("{") ? json(text) : short(text));
}

/** Reads one fault, whether it is an object or a text. Throws a FaultMistake. */
export function readForm(form: unknown): Fault {
  return typeof form === "string" ? readFault(form) : checkFault(form);
}

/** Reads a file of faults; two with one id are a mistake too. */
export function readFaults(text: string): readonly Fault[] | LineMistake {
  const faults: Fault[] = [];
  const ids = new Set<string>();
  for (const [index, raw] of text
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    try {
      const fault = readFault(line);
      if (fault.id !== undefined && ids.has(fault.id)) {
        throw new FaultMistake(`id is "${fault.id}" a second time, wanted another one`);
      }
      if (fault.id !== undefined) ids.add(fault.id);
      faults.push(fault);
    } catch (error) {
      if (!(error instanceof FaultMistake)) throw error;
      return { line: index + 1, text: error.message };
    }
  }
  return faults;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FaultMistake(
      `the text begins with { and is no JSON, wanted a whole object on one line, {"kind":"refuse","returnCode":3} for one`,
    );
  }
}

/** `kind,field=value,...`; a value of digits is a number. A comma in a value wants JSON. */
function short(text: string): unknown {
  const [kind = "", ...fields] = text.trim().split(",");
  const form: Record<string, unknown> = { kind: kind.trim() };
  for (const field of fields) {
    const at = field.indexOf("=");
    const name = field.slice(0, at).trim();
    if (at < 1) {
      throw new FaultMistake(`${JSON.stringify(field.trim())} has no =, wanted field=value between commas`);
    }
    if (Object.hasOwn(form, name)) throw new FaultMistake(`${JSON.stringify(name)} stands there twice, wanted once`);
    const value = field.slice(at + 1).trim();
    // Texts of digits are identifiers too: those fields are texts in any case.
    form[name] = /^\d{1,15}$/.test(value) && !/^(id|client|address)$/.test(name) ? Number(value) : value;
  }
  return form;
}

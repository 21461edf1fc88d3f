/** The message of a value: a JSON object whose `value` is a string that is not empty, `{"value":"12"}`. */

import { quote } from "../decode.js";
import { textOf } from "../line.js";

/** What a message says, or what is wrong with it: seen and wanted. */
export type Message =
  | {
      readonly value: string;
      /** The whole of it, further properties too. */
      readonly json: string;
    }
  | { readonly flaw: string };

const EXAMPLE = '{"value":"12"}';

/** Names that a sentence lists at most. */
const NAMED = 3;

export function readMessage(payload: Uint8Array): Message {
  if (payload.length === 0) return { flaw: `message is empty, the platform wants ${EXAMPLE}` };
  const json = textOf(payload);
  if (json === undefined) return { flaw: `message is not UTF-8 text, the platform wants ${EXAMPLE}` };
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return { flaw: `message is not JSON, the platform wants ${repaired(json)}` };
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    return { flaw: `message is ${kind(parsed)}, the platform wants an object: ${wanted(parsed)}` };
  }
  const { value } = parsed as { readonly value?: unknown };
  if (typeof value === "string" && value !== "") return { value, json };
  if (value === "") return { flaw: `value is an empty string, the platform wants one that is not: ${EXAMPLE}` };
  if (value === undefined) return { flaw: `value is missing${beside(parsed)}, the platform wants ${EXAMPLE}` };
  return { flaw: `value is ${kind(value)}, the platform wants a string: ${wanted(value)}` };
}

function kind(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** The message that a value would have been right in. */
function wanted(value: unknown): string {
  return typeof value === "number" && Number.isFinite(value) ? JSON.stringify({ value: String(value) }) : EXAMPLE;
}

function beside(object: object): string {
  const names = Object.keys(object);
  if (names.length === 0) return "";
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
  return ` beside ${names.slice(0, NAMED).map(quote).join(", ")}${more}`;
}

/** What was meant by a text like `{value:12}` or `{'value':'12'}`; the example if that can't be seen. */
function repaired(json: string): string {
  const [, value] = /^\s*\{\s*['"]?value['"]?\s*[:=]\s*['"]?([\w.+-]{1,30})['"]?\s*\}?\s*$/.exec(json) ?? [];
  return value === undefined ? EXAMPLE : JSON.stringify({ value });
}

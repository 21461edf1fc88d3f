/**
 * What the options of `connect` have to be. The build holds what it can see of them against this and says the sentence;
 * docs/errors.md has this table. The board's own check (src/device/check.ts) is short, and laxer than this.
 */
import type { Board } from "../boards.js";
import type { OptionValue } from "./spelled.js";

export interface Rule {
  /** As the end of a sentence. */
  readonly wanted: string;
  /** The value is nobody else's business: only its length is told. */
  readonly secret?: boolean;
  /** `others`: the values of all options that are seen. Texts are as on the board: one char per byte where its strings are bytes. */
  isGood(value: OptionValue, others: Readonly<Record<string, OptionValue | undefined>>, board: Board): boolean;
}

const text = (most: number, forbidden = /\0/) => {
  return (value: OptionValue) =>
    typeof value === "string" && value !== "" && value.length <= most && !forbidden.test(value);
};
const whole = (least: number, most: number) => (value: OptionValue) =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;

const level = text(255, /[/+#\0]/);
const host = text(255);
const milliseconds = { wanted: "a whole number of milliseconds from 100 to 65535", isGood: whole(100, 65_535) };
const keepAlive = whole(10, 65_535);
const pace = whole(0, 65_535);
const ID_LENGTH = 23;

/** Whether the client identifier that is made of the device's name ends in the middle of a character. */
function isCut(device: OptionValue, board: Board): boolean {
  return board.strings === "bytes" && String(device).length > ID_LENGTH && /[\x80-\xff]/.test(String(device));
}

/** Those that have a rule; the others are of a type that TypeScript checks, and wrong in no other way. */
export const optionRules: Readonly<Record<string, Rule>> = {
  host: {
    wanted: "a name or an IPv4 address of 1 to 255 characters without NUL, or a list of 1 or more",
    isGood: (value) => (Array.isArray(value) ? value.length > 0 && value.every(host) : host(value)),
  },
  port: { wanted: "a whole number from 1 to 65535", isGood: whole(1, 65_535) },
  key: { wanted: "1 to 255 characters without /, +, # and NUL", secret: true, isGood: level },
  device: {
    wanted: "1 to 255 characters without /, +, # and NUL; over 23 bytes ASCII only, or a clientId beside it",
    isGood: (value, { clientId }, board) => level(value) && (clientId !== undefined || !isCut(value, board)),
  },
  clientId: { wanted: "1 to 23 characters without NUL (MQTT 3.1, section 3.1)", isGood: text(ID_LENGTH) },
  username: { wanted: "1 to 65535 characters without NUL", isGood: text(65_535) },
  password: {
    wanted: "1 to 65535 characters without NUL, and a username with it (MQTT 3.1, section 3.1)",
    secret: true,
    isGood: (value, { username }) => text(65_535)(value) && username !== undefined,
  },
  keepAliveS: {
    wanted: "0 or a whole number of seconds from 10 to 65535",
    isGood: (value) => value === 0 || keepAlive(value),
  },
  bufferBytes: { wanted: "a whole number of bytes from 64 to 65535", isGood: whole(64, 65_535) },
  paceMs: {
    wanted: "a whole number of milliseconds from 0 to 65535, at most half of keepAliveS, which is 60 if not given",
    isGood: (value, { keepAliveS = 60 }) =>
      pace(value) && (keepAliveS === 0 || (value as number) <= Number(keepAliveS) * 500),
  },
  retryMaxS: { wanted: "a whole number of seconds from 1 to 65535", isGood: whole(1, 65_535) },
  replyTimeoutMs: milliseconds,
  connectTimeoutMs: milliseconds,
};

const DAY_S = 86_400;
const seconds = (value: OptionValue) => typeof value === "number" && value > 0 && value <= DAY_S;

/** Those of `report`; `others` are those of the same report. */
export const reportRules: Readonly<Record<string, Rule>> = {
  everyS: { wanted: "a number of seconds, more than 0 and at most 86400", isGood: seconds },
  average: { wanted: "a whole number of readings from 1 to 65535", isGood: whole(1, 65_535) },
  delta: {
    wanted: "a number, 0 or more",
    isGood: (value) => typeof value === "number" && value >= 0 && value < Number.POSITIVE_INFINITY,
  },
  heartbeatS: {
    wanted: "a number of seconds from everyS to 86400",
    isGood: (value, { everyS = 0 }) => seconds(value) && (value as number) >= Number(everyS),
  },
};

/** That values come faster than `paceMs` lets them go: so many seconds from one to the next, of all reports together. */
export function paceSentence(everyS: string, valueS: number, paceS: number): string {
  const shown = Math.round(valueS * 100) / 100;
  return `everyS is ${everyS}, and with it the reports come to a value each ${shown} s, while paceMs lets one go each ${paceS} s; wanted is ${paceS} s or more, by everyS, average or delta`;
}

/** The sentence for one refusal, with the value that was seen as the sketch spells it. */
export function sentenceFor(option: string, seen: string, rules = optionRules): string {
  const { wanted = "another value", secret } = rules[option] ?? {};
  return `${option} is ${secret ? `a secret of ${seen.length} characters` : seen}; wanted is ${wanted}`;
}

/**
 * What `connect` says of a mistake in its options. On the board it throws the code and the value seen; the build says
 * the sentence where it can see the value, and docs/errors.md has this table.
 */

export interface Sentence {
  readonly option: string;
  readonly wanted: string;
  /** The value is nobody else's business: only its length is told. */
  readonly secret?: boolean;
}

export const sentences: Readonly<Record<string, Sentence>> = {
  T1: { option: "host", wanted: "a name or an IPv4 address of 1 to 255 characters without NUL" },
  T2: { option: "port", wanted: "a whole number from 1 to 65535" },
  T3: { option: "key", wanted: "1 to 255 characters without /, +, # and NUL", secret: true },
  T4: {
    option: "device",
    wanted: "1 to 255 characters without /, +, # and NUL; over 23 bytes ASCII only, or a clientId beside it",
  },
  T5: { option: "clientId", wanted: "1 to 23 characters without NUL (MQTT 3.1, section 3.1)" },
  T6: { option: "username", wanted: "1 to 65535 characters without NUL" },
  T7: {
    option: "password",
    wanted: "1 to 65535 characters without NUL, and a username with it (MQTT 3.1, section 3.1)",
    secret: true,
  },
  T8: { option: "keepAliveS", wanted: "0 or a whole number of seconds from 10 to 65535" },
  T9: { option: "bufferBytes", wanted: "a whole number of bytes from 64 to 65535" },
};

/** The sentence for one refusal, with the value that was seen as the sketch spells it. */
export function sentenceFor(code: string, seen: string): string {
  const { option, wanted, secret } = sentences[code] ?? { option: "an option", wanted: "another value" };
  return `${option} is ${secret ? `a secret of ${seen.length} characters` : seen}; wanted is ${wanted} (${code})`;
}

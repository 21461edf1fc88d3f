/**
 * Random stories of a client, for fast-check to draw and to shrink: interleavings of puts, pieces of replies, wrong
 * replies, ends of connections, silence, steps of the clock, `end` and `connect` with any options.
 */
import fc from "fast-check";
import { accepted, connack, pingResp, puback } from "../support/device.js";

export const BIRTH = "birth/topic";

/** With 1 the client is that of `tagwire/qos1`. */
export type Qos = 0 | 1;

export interface Given {
  host: string | string[];
  bufferBytes: number;
  keepAliveS?: number;
  paceMs?: number;
  retryMaxS?: number;
  replyTimeoutMs?: number;
  birth?: { topic: string; message: string };
  retain?: boolean;
}

/** Bytes, or the PUBACK of the nth value that was said so far, and over again. */
export type Piece = string | { of: number };

/** In which order replies come that are owed at a time, whether each comes twice, and how many of them never do. */
export interface Answer {
  reversed: boolean;
  twice: boolean;
  less: number;
}
export const inOrder: Answer = { reversed: false, twice: false, less: 0 };

export type Step =
  | { do: "put"; tag: number; length: number; count: number }
  | { do: "answer"; pieceBytes: number; how: Answer }
  | { do: "batch"; count: number; pieceBytes: number; how: Answer }
  | { do: "half" }
  | { do: "say"; pieces: Piece[]; closes: boolean }
  | { do: "end-of-link"; why: "closed" | "reset" }
  | { do: "choke"; stale: string | undefined }
  | { do: "fail"; times: boolean }
  | { do: "wait"; ms: number }
  | { do: "step"; ms: number }
  | { do: "chance"; of: number }
  | { do: "end" }
  | { do: "connect"; given: Given };

const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
export const givenOf: fc.Arbitrary<Given> = fc
  .record({
    host: fc.constantFrom<string | string[]>("a", ["a", "b"], ["a", "b", "c"]),
    bufferBytes: fc.integer({ min: 64, max: 400 }),
    keepAliveS: some(fc.constantFrom(0, 10)),
    paceMs: some(fc.constantFrom(100, 2_000)),
    retryMaxS: some(fc.constant(1)),
    replyTimeoutMs: some(fc.constantFrom(500, 3_000)),
    birth: some(fc.constant({ topic: BIRTH, message: "here" })),
    retain: some(fc.boolean()),
  })
  .map(
    (given) => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as unknown as Given,
  );
const whole = [accepted, pingResp, connack(3), pingResp + pingResp];
/** With QoS 0 whatever is not owed is garbage; with QoS 1 what answers nothing is passed over, but it has to be packets. */
const pieceOf: Readonly<Record<Qos, fc.Arbitrary<Piece>>> = {
  0: fc.constantFrom(...whole, "\xd0", "\0", "\xff"),
  1: fc.oneof(fc.constantFrom(...whole, puback(1), puback(0x4002), puback(0x7fff)), fc.record({ of: fc.nat(30) })),
};
const answerOf: Readonly<Record<Qos, fc.Arbitrary<Answer>>> = {
  0: fc.constant(inOrder),
  1: fc.record({
    reversed: fc.boolean(),
    twice: fc.boolean(),
    less: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) }),
  }),
};
export const stepsOf = (qos: Qos): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("choke" as const),
        stale: fc.option(fc.constantFrom(...whole), { nil: undefined }),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant("put" as const),
        tag: fc.nat(40),
        length: fc.nat(60),
        count: fc.integer({ min: 1, max: 8 }),
      }),
    },
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant("answer" as const),
        pieceBytes: fc.integer({ min: 1, max: 4 }),
        how: answerOf[qos],
      }),
    },
    {
      // More than one value is seldom owed by itself.
      weight: 6 * qos,
      arbitrary: fc.record({
        do: fc.constant("batch" as const),
        count: fc.integer({ min: 2, max: 6 }),
        pieceBytes: fc.integer({ min: 1, max: 4 }),
        how: answerOf[qos],
      }),
    },
    { weight: 1, arbitrary: fc.constant({ do: "half" as const }) },
    {
      weight: qos ? 3 : 1,
      arbitrary: fc.record({
        do: fc.constant("say" as const),
        pieces: fc.array(pieceOf[qos], { minLength: 1, maxLength: 3 }),
        closes: fc.boolean(),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant("end-of-link" as const),
        why: fc.constantFrom("closed" as const, "reset" as const),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("fail" as const), times: fc.boolean() }) },
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant("wait" as const),
        ms: fc.constantFrom(1, 20, 200, 1_000, 3_000, 11_000, 31_000),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ do: fc.constant("step" as const), ms: fc.constantFrom(500, 5_000, 3_600_000) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("chance" as const), of: fc.constantFrom(0.001, 0.3, 0.9) }) },
    { weight: 1, arbitrary: fc.constant({ do: "end" as const }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("connect" as const), given: givenOf }) },
  );

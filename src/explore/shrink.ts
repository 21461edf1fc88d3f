/**
 * Makes a scenario that fails smaller as long as the same check still fails: fewer faults, shorter ones, a plainer sketch,
 * less time. What is left is what it takes.
 */
import type { Fault } from "../sim/faults/schedule.js";
import { healedMs } from "../sim/faults/schedule.js";
import type { Scenario, Shape } from "./scenario.js";

/** Scenarios that are tried at most. */
const MOST_TRIES = 400;

/** @param fails whether a scenario fails as the first one did */
export async function shrink(scenario: Scenario, fails: (scenario: Scenario) => Promise<boolean>): Promise<Scenario> {
  let least = scenario;
  let tries = 0;
  for (let found = true; found && tries < MOST_TRIES; ) {
    found = false;
    for (const smaller of smallerOnes(least)) {
      if (++tries > MOST_TRIES) break;
      if (!(await fails(smaller))) continue;
      least = smaller;
      found = true;
      break;
    }
  }
  return least;
}

/** What the scenario could do without, the greatest steps first. */
function* smallerOnes(scenario: Scenario): Generator<Scenario> {
  const { shape, faults, forMs, endMs } = scenario;
  for (let index = 0; index < faults.length; index++) yield { ...scenario, faults: faults.toSpliced(index, 1) };
  const leastMs = Math.max(healedMs(faults), 1_000);
  if (leastMs < forMs) yield { ...scenario, forMs: leastMs };
  if (endMs > 0) yield { ...scenario, endMs: 0 };
  yield* withLessOfOthers(scenario);
  for (const plainer of plainerShapes(shape)) yield { ...scenario, shape: plainer };
  for (const [index, fault] of faults.entries()) {
    for (const shorter of shorterFaults(fault)) yield { ...scenario, faults: faults.with(index, shorter) };
  }
}

function* withLessOfOthers(scenario: Scenario): Generator<Scenario> {
  const { others, ...rest } = scenario;
  if (others === undefined) return;
  yield rest;
  for (const field of ["topics", "lengths"] as const) {
    if (others[field].length < 2) continue;
    for (const one of others[field]) yield { ...rest, others: { ...others, [field]: [one] } };
  }
  for (const count of [Math.floor(others.count / 2), others.count - 1]) {
    if (count > 0) yield { ...rest, others: { ...others, count } };
  }
  if (others.qos > 0) yield { ...rest, others: { ...others, qos: 0 } };
  if (others.retain) yield { ...rest, others: { ...others, retain: false } };
}

function* plainerShapes(shape: Shape): Generator<Shape> {
  const { options } = shape;
  const { listens, ...withoutListens } = shape;
  if (listens) yield withoutListens;
  if (listens) {
    for (const field of ["limitBytes", "throwsEach", "leaveMs", "returnMs"] as const) {
      if (listens[field] > 0) yield { ...shape, listens: { ...listens, [field]: 0 } };
    }
    if (listens.filters.length > 1)
      for (const one of listens.filters) yield { ...shape, listens: { ...listens, filters: [one] } };
  }
  for (const field of ["qos1", "devices", "flushEach", "flushMs", "onStatus", "socket"] as const) {
    const { [field]: given, ...rest } = shape;
    if (given) yield rest;
  }
  if (Array.isArray(options.host)) {
    for (const host of options.host) yield { ...shape, options: { ...options, host } };
  }
  for (const name of Object.keys(options)) {
    if (/^(host|key|device)$/.test(name)) continue;
    // A password wants its user name.
    const { [name]: _, ...rest } = options;
    if (name !== "username") yield { ...shape, options: rest };
    else yield { ...shape, options: Object.fromEntries(Object.entries(rest).filter(([one]) => one !== "password")) };
  }
  for (const field of ["messageEach", "noneEach", "againMs"] as const) {
    if (shape[field] > 0) yield { ...shape, [field]: 0 };
  }
  if (shape.tails.length > 1) for (const tail of shape.tails) yield { ...shape, tails: [tail] };
  if (shape.tails.some((tail) => tail !== ""))
    yield { ...shape, tails: shape.tails.map((tail) => tail.slice(0, tail.length / 2)) };
  for (const field of ["count", "burst", "tags"] as const) {
    if (shape[field] > 1) yield { ...shape, [field]: Math.floor(shape[field] / 2) };
    if (shape[field] > 1) yield { ...shape, [field]: shape[field] - 1 };
  }
}

function* shorterFaults(fault: Fault): Generator<Fault> {
  if (!("toMs" in fault)) return;
  const halfMs = Math.round((fault.toMs - fault.fromMs) / 2);
  if (halfMs > 0) yield { ...fault, toMs: fault.fromMs + halfMs };
}

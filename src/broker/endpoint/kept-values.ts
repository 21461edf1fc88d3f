/**
 * The values that were accepted: for each tag the last ones, up to a number, and all tags within a bound of memory. Where
 * that is reached, whole tags are forgotten, those first that have been silent longest.
 */

import type { Address } from "./address.js";

/** A value that was accepted. */
export interface KeptValue {
  /** When, in the milliseconds of the broker's caller: what its end is counted from. */
  readonly at: number;
  /** When, in milliseconds since 1970, UTC: what people are told. */
  readonly wallAt: number;
  readonly value: string;
  readonly stored: string;
}

/** The last value of a tag. */
export interface LastValue extends KeptValue, Address {
  /** The whole message, JSON. */
  readonly json: string;
}

/** A value as it is told outside. */
export interface ToldValue {
  /** When it was accepted, as ISO 8601, UTC. */
  readonly at: string;
  /** As it was sent. */
  readonly value: string;
  /** What the platform keeps of it: its integer part, "0" where it does not begin with a number. */
  readonly stored: string;
}

/** The last value of a tag as it is told outside. */
export interface StoredValue extends Address, ToldValue {}

export function told({ wallAt, value, stored }: KeptValue): ToldValue {
  return { at: new Date(wallAt).toISOString(), value, stored };
}

export function toldLast({ key, device, tag, ...kept }: LastValue): StoredValue {
  return { key, device, tag, ...told(kept) };
}

export interface KeptValues {
  put(topic: string, address: Address, kept: KeptValue, json: string): void;
  last(topic: string): LastValue | undefined;
  /** Of all tags, in the order in which they first came. */
  lasts(): LastValue[];
  /** Of one tag, oldest first. */
  history(topic: string): KeptValue[];
  /** How many tags were forgotten for want of room. */
  forgotten(): number;
}

interface Series {
  readonly address: Address;
  /** Round and round: the next goes to the place `count % length`. */
  readonly ring: KeptValue[];
  count: number;
  last: KeptValue;
  json: string;
  bytes: number;
}

/** What the objects around a series, and around a value, take, in bytes, about. */
const SERIES_BYTES = 500;
const VALUE_BYTES = 100;

/** How full it is after tags were forgotten: each look for the silent ones makes room for many values. */
const FULL_AFTERWARDS = 0.9;

/** @param length values kept of each tag; @param maxBytes memory for all, about */
export function createKeptValues(length: number, maxBytes: number): KeptValues {
  const tags = new Map<string, Series>();
  let bytes = 0;
  let forgotten = 0;

  function makeRoom(): void {
    const bySilence = [...tags].sort(([, a], [, b]) => a.last.at - b.last.at);
    for (const [topic, series] of bySilence) {
      if (bytes <= maxBytes * FULL_AFTERWARDS) return;
      tags.delete(topic);
      bytes -= series.bytes;
      forgotten += 1;
    }
  }

  const lastOf = ({ address, last, json }: Series): LastValue => ({ ...address, ...last, json });

  return {
    put(topic, address, kept, json) {
      let series = tags.get(topic);
      let grown = 0;
      if (series === undefined) {
        grown = SERIES_BYTES + 2 * topic.length;
        series = { address, ring: [], count: 0, last: kept, json: "", bytes: 0 };
        tags.set(topic, series);
      }
      const place = series.count % length;
      const former = series.ring[place];
      grown += size(kept) - (former === undefined ? 0 : size(former)) + 2 * (json.length - series.json.length);
      series.ring[place] = kept;
      series.count += 1;
      series.last = kept;
      series.json = json;
      series.bytes += grown;
      bytes += grown;
      if (bytes > maxBytes) makeRoom();
    },

    last(topic) {
      const series = tags.get(topic);
      return series && lastOf(series);
    },

    lasts: () => [...tags.values()].map(lastOf),

    history(topic) {
      const series = tags.get(topic);
      if (series === undefined) return [];
      const { ring, count } = series;
      const oldest = count > length ? count % length : 0;
      return [...ring.slice(oldest), ...ring.slice(0, oldest)];
    },

    forgotten: () => forgotten,
  };
}

function size({ value }: KeptValue): number {
  return VALUE_BYTES + 2 * value.length;
}

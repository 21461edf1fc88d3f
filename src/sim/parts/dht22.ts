/**
 * DHT22 (AM2302): temperature and humidity on one wire. The board holds the line low and lets it go; the part answers
 * with a train of pulses, 40 bits, each a high of 26 or 70 us behind a low of 50.
 */
import type { Part, Wires } from "./part.js";

/** The shortest low that wakes it, and how often it measures: asked more often, it says again what it said. */
const WAKE_MS = 0.8;
const MEASURE_MS = 2_000;

/** In microseconds: until it takes the line, its greeting, and the two halves of a bit. */
const TAKES_US = 30;
const GREETS_US = 80;
const GAP_US = 50;
const ZERO_US = 26;
const ONE_US = 70;

export function dht22({ pin }: { readonly pin: string }, wires: Wires): Part {
  let lowSinceMs: number | undefined;
  let measuredMs = Number.NEGATIVE_INFINITY;
  let bytes: number[] = [];

  function measure(): void {
    if (wires.now() - measuredMs < MEASURE_MS) return;
    measuredMs = wires.now();
    const humidity = Math.round(wires.input("humidity") * 10);
    const temperature = Math.round(wires.input("temperature") * 10);
    // A sign and a number, not two's complement.
    const signed = Math.abs(temperature) | (temperature < 0 ? 0x8000 : 0);
    bytes = [humidity >> 8, humidity & 255, signed >> 8, signed & 255];
  }

  function answer(): void {
    measure();
    const sum = bytes.reduce((sum, byte) => sum + byte, wires.isGarbled() ? 1 : 0) & 255;
    const edges: { readonly level: boolean; readonly atMs: number }[] = [];
    let atMs = wires.now() + TAKES_US / 1000;
    function hold(level: boolean, us: number): void {
      edges.push({ level, atMs });
      atMs += us / 1000;
    }
    hold(false, GREETS_US);
    hold(true, GREETS_US);
    for (const byte of [...bytes, sum]) {
      for (let bit = 7; bit >= 0; bit--) {
        hold(false, GAP_US);
        hold(true, (byte >> bit) & 1 ? ONE_US : ZERO_US);
      }
    }
    hold(false, GAP_US);
    hold(true, 0);
    // A board hears of edges this close together in one go, each with its time.
    wires.at(atMs - wires.now(), () => {
      for (const edge of edges) wires.put(pin, edge.level, edge.atMs);
    });
  }

  return {
    pin,
    driven(level) {
      if (level === 0) lowSinceMs ??= wires.now();
      else {
        const isCalled = level === undefined && lowSinceMs !== undefined && wires.now() - lowSinceMs >= WAKE_MS;
        lowSinceMs = undefined;
        if (isCalled) answer();
      }
    },
    booted() {
      // Its resistor holds the line high while nobody speaks.
      wires.put(pin, true, wires.now());
    },
  };
}

/** A button: when it is pressed or let go its contact opens and closes a few times before it rests. */
import type { Part, Wires } from "./part.js";

/** The most times that it bounces. */
const MOST_BOUNCES = 4;

export interface ButtonSettings {
  readonly pin: string;
  /** The level of the pin while it is pressed; `low` is a button to ground, with a resistor to the supply. */
  readonly pressedIs: "low" | "high";
  /** How long the contact takes to rest. */
  readonly bounceMs: number;
}

export function button({ pin, pressedIs, bounceMs }: ButtonSettings, wires: Wires): Part {
  let wasPressed = wires.input("pressed") >= 0.5;

  function put(isPressed: boolean): void {
    wires.put(pin, isPressed === (pressedIs === "high"), wires.now());
  }

  function bounce(isPressed: boolean): void {
    put(isPressed);
    if (bounceMs === 0) return;
    const times = Array.from({ length: 2 * Math.ceil(wires.random() * MOST_BOUNCES) }, () => wires.random() * bounceMs);
    times
      .sort((one, other) => one - other)
      .forEach((ms, index) => {
        wires.at(ms, () => {
          if (wasPressed === isPressed) put(isPressed === (index % 2 === 1));
        });
      });
  }

  return {
    booted: () => put(wasPressed),
    changed() {
      const isPressed = wires.input("pressed") >= 0.5;
      if (isPressed === wasPressed) return;
      wasPressed = isPressed;
      bounce(isPressed);
    },
  };
}

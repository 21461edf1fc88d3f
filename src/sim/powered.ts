/** What the board's code asks of its hardware, as long as there is power. */
import type { Hardware } from "./espruino/inside.js";
import { PowerLoss } from "./flash.js";

/** Code whose power is gone can't be ended from outside; but whatever it asks of the board throws, and nothing is heard. */
export function whilePowered(hardware: Hardware, isPowered: () => boolean): Hardware {
  const calls = Object.entries(hardware) as [string, (...args: unknown[]) => unknown][];
  const guarded = calls.map(([name, call]) => [
    name,
    (...args: unknown[]) => {
      if (!isPowered()) throw new PowerLoss("The power is gone");
      return call(...args);
    },
  ]);
  return Object.fromEntries(guarded) as Hardware;
}

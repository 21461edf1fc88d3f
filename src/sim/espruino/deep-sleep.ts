/** `ESP32` and the module `ESP8266`, as far as they put the chip to sleep and say what woke it. */
import type { Inside } from "./inside.js";

/** Runs inside the realm. */
export function deepSleep(inside: Inside): void {
  const { board, global, hardware, modules } = inside;

  if (board.chip.startsWith("ESP32")) {
    global.ESP32 = {
      /** Microseconds as 32 bits; what is negative by that becomes a time without an end. Does not return. */
      deepSleep(us: unknown) {
        const given = Number(us) | 0;
        hardware.deepSleep(given < 0 ? Number.POSITIVE_INFINITY : given / 1000, true);
      },
      /** 4 is the chip's timer, 0 anything but a sleep. */
      getWakeupCause: () => (board.hasSlept ? 4 : 0),
    };
  }

  if (board.chip === "ESP8266") {
    modules.ESP8266 = {
      /** Microseconds, 0 for a sleep without an end. Returns, and the chip sleeps once the pass is over. */
      deepSleep(us: unknown, _option?: unknown) {
        if (typeof us !== "number" || us !== (us | 0)) throw new Error("Invalid microseconds");
        // The chip takes a negative number for a very large one.
        hardware.deepSleep(us <= 0 ? Number.POSITIVE_INFINITY : us / 1000, false);
      },
      getResetInfo: () => ({ reason: board.hasSlept ? "deep sleep" : "power on" }),
    };
  }
}

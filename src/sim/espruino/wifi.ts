/** `require("Wifi")` where the firmware has it: a station that is connected from the start and stays so. */
import type { Inside } from "./inside.js";

/** Runs inside the realm. */
export function wifi(inside: Inside): void {
  if (inside.board.modules.indexOf("Wifi") < 0) return;
  const ip = { ip: "127.0.0.1", netmask: "255.0.0.0", gw: "127.0.0.1", mac: "02:00:00:00:00:01" };
  const details = { status: "connected", rssi: -60, ssid: "virtual" };
  const noError = null;

  function answer(callback: unknown, args: unknown[]): void {
    if (typeof callback === "function") inside.queue(wifiModule, callback, args);
  }
  const wifiModule = {
    connect(_name: unknown, options: unknown, callback?: unknown) {
      answer(typeof options === "function" ? options : callback, [noError]);
    },
    disconnect: (callback?: unknown) => answer(callback, [noError]),
    getStatus(callback?: unknown) {
      const status = { mode: "STA", station: "connected", ap: "disabled", powersave: "none" };
      answer(callback, [status]);
      return status;
    },
    getDetails(callback?: unknown) {
      answer(callback, [details]);
      return details;
    },
    getIP(callback?: unknown) {
      answer(callback, [noError, ip]);
      return ip;
    },
    setHostname() {},
    save() {},
    restore() {},
  };
  inside.modules.Wifi = wifiModule;
}

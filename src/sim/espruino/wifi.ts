/** What the `Wifi` modules of all firmwares have in common: the way to the radio, and the checks of what they are given. */
import type { WifiNews } from "../wifi-station.js";
import type { Inside } from "./inside.js";

/** Runs inside the realm, ahead of the modules. */
export function wifi(inside: Inside): void {
  const { board, hardware } = inside;
  if (board.wifi === undefined) return;

  function kind(value: unknown): string {
    if (value === null || value === undefined) return String(value);
    const type = Array.isArray(value) ? "array" : typeof value;
    return type.charAt(0).toUpperCase() + type.slice(1);
  }

  inside.wifi = {
    boardMac: "02:00:00:00:00:01",
    accessPoint: { mac: "02:00:00:00:00:02", channel: 6, rssi: -60 },
    addresses: { ip: "192.0.2.2", netmask: "255.255.255.0", gw: "192.0.2.1" },
    noAddresses: { ip: "0.0.0.0", netmask: "0.0.0.0", gw: "0.0.0.0" },
    state: () => JSON.parse(hardware.wifiState()),
    heard() {},
    demandFunction(value) {
      if (typeof value !== "function") throw new Error(`Expecting callback function but got ${inside.show(value)}`);
    },
    demandObject(value) {
      if (value === null || typeof value !== "object") throw new Error(`Expecting Object, got ${kind(value)}`);
    },
    passwordOf(options) {
      if (options === undefined) return "";
      inside.wifi?.demandObject(options);
      const { password } = options as { password?: unknown };
      if (password !== undefined && typeof password !== "string")
        throw new Error(`Expecting options.password to be a string but got ${kind(password)}`);
      return password ?? "";
    },
  };

  inside.steps.push(() => {
    const news = hardware.wifiNews();
    if (news !== "") {
      inside.busy = true;
      for (const one of JSON.parse(news) as WifiNews[]) inside.wifi?.heard(one);
    }
    return Number.POSITIVE_INFINITY;
  });
}

/**
 * `require("Wifi")` of an ESP32, after libs/network/esp32/jswrap_esp32_network.c. Its quirks: `reason` is a number in a
 * string, beside `msg`; `disconnect` calls back at once and, if it was connected, again; the callback of `connect` hears
 * of a failure only after the last try; `getStatus` never calls back, and says "connected" while it tries again.
 */
import type { Inside } from "./inside.js";

/** Runs inside the realm. */
export function wifiEsp32(inside: Inside): void {
  const { hardware, board, wifi } = inside;
  if (wifi?.native === undefined || board.wifi !== "esp32") return;
  const { answer, tellScanned, methods } = wifi.native;
  const messages: Record<string, string> = {
    "2": "AUTH_EXPIRE",
    "8": "ASSOC_LEAVE",
    "15": "4WAY_HANDSHAKE_TIMEOUT",
    "200": "BEACON_TIMEOUT",
    "201": "NO_AP_FOUND",
  };
  const messageOf = (reason: number) => messages[String(reason)] ?? "Unknown reason";
  const { mac, channel, rssi } = wifi.accessPoint;
  let gotIp: unknown;
  let disconnected: unknown;

  const wifiModule: Record<string, unknown> = {
    ...methods,
    connect(ssid: unknown, options?: unknown, callback?: unknown) {
      if (typeof ssid !== "string") throw new Error("No SSID provided");
      if (options !== undefined) wifi.demandObject(options);
      gotIp = undefined;
      if (callback !== undefined) wifi.demandFunction(callback);
      disconnected = undefined;
      const password = wifi.passwordOf(options);
      gotIp = callback;
      hardware.wifiConnect(ssid, password);
    },
    disconnect(callback?: unknown) {
      disconnected = undefined;
      if (callback !== undefined) wifi.demandFunction(callback);
      disconnected = callback;
      hardware.wifiDisconnect();
      inside.queue(undefined, callback, []);
    },
    getStatus() {
      const { looksConnected, reason, ssid } = wifi.state();
      if (!looksConnected) return { station: messageOf(reason), mode: "NULL", powersave: "min_modem" };
      const point = { ssid, bssid: mac, channel, rssi, htMode: "HT20", authMode: "wpa2" };
      return { station: "connected", ...point, mode: "STA", powersave: "min_modem" };
    },
    getDetails(callback?: unknown) {
      const { looksConnected, reason, ssid, password } = wifi.state();
      const details = looksConnected
        ? { ssid, password, status: "connected", authMode: "wpa2" }
        : { status: messageOf(reason) };
      answer(callback, details);
      return details;
    },
    setSNTP(server: unknown, zone: unknown) {
      if (typeof zone !== "string") throw new Error("Zone is not a string");
      if (typeof server !== "string") throw new Error("Server is not a string");
    },
  };

  function tell(event: string, details: object): void {
    inside.queue(wifiModule, wifiModule[`#on${event}`], [details]);
  }

  wifi.heard = ({ event, reason, found }) => {
    const { ssid } = wifi.state();
    switch (event) {
      case "associated":
        tell(event, { ssid, mac, channel: String(channel) });
        return;
      case "connected":
        inside.queue(undefined, gotIp, [null]);
        gotIp = undefined;
        tell(event, { ...wifi.addresses });
        return;
      case "disconnected":
        inside.queue(undefined, disconnected, []);
        disconnected = undefined;
        tell(event, { ssid, mac, reason: String(reason), msg: messageOf(reason) });
        inside.queue(undefined, gotIp, [messageOf(reason)]);
        gotIp = undefined;
        return;
      case "scanned":
        tellScanned(found.map((ssid) => ({ rssi, authMode: "wpa2", ssid, mac, channel: String(channel) })));
    }
  };
  inside.modules.Wifi = wifiModule;
}

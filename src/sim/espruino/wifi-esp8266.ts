/**
 * `require("Wifi")` of an ESP8266, after libs/network/esp8266/jswrap_esp8266_network.c. Its quirks: words for reasons,
 * of which those of its own are the ones of their neighbours; `connected` has `mask` where others have `netmask`; a
 * `connect` to where it is already calls back and does nothing; the first failure calls back, and it goes on trying.
 */
import type { Inside } from "./inside.js";

/** Runs inside the realm. */
export function wifiEsp8266(inside: Inside): void {
  const { hardware, board, wifi } = inside;
  if (wifi?.native === undefined || board.wifi !== "esp8266") return;
  const { answer, tellScanned, methods } = wifi.native;
  // The firmware looks 200 to 204 up one place too low: 200 is beacon_timeout, and 201 no_ap_found.
  const words: Record<string, string> = {
    "2": "auth_expire",
    "8": "assoc_leave",
    "15": "4way_handshake_timeout",
    "200": "cipher_suite_rejected",
    "201": "beacon_timeout",
  };
  const { mac, channel, rssi } = wifi.accessPoint;
  let savedMode = hardware.readFile(".wificfg", 0, 0) === undefined ? "off" : "sta";
  let gotIp: unknown;
  let disconnected: unknown;

  const wifiModule: Record<string, unknown> = {
    ...methods,
    connect(ssid: unknown, options?: unknown, callback?: unknown) {
      if (typeof ssid !== "string") throw new Error("No SSID provided");
      gotIp = undefined;
      if (callback !== undefined) wifi.demandFunction(callback);
      disconnected = undefined;
      const password = wifi.passwordOf(options);
      const now = wifi.state();
      if (now.status === "connected" && now.ssid === ssid && now.password === password) {
        inside.queue(undefined, callback, [null]);
        return;
      }
      gotIp = callback;
      hardware.wifiConnect(ssid, password);
    },
    disconnect(callback?: unknown) {
      disconnected = undefined;
      if (callback !== undefined) wifi.demandFunction(callback);
      if (wifi.state().status === "connected") disconnected = callback;
      else inside.queue(undefined, callback, []);
      hardware.wifiDisconnect();
    },
    getStatus(callback?: unknown) {
      const { status } = wifi.state();
      const mode = status === "off" ? "off" : "sta";
      const details = { mode, station: status, ap: "disabled", phy: "11n", powersave: "ps-poll", savedMode };
      answer(callback, details);
      return details;
    },
    getDetails(callback?: unknown) {
      const { status, ssid, password } = wifi.state();
      const details: Record<string, unknown> = { status, ssid, password };
      if (status !== "off") details.rssi = rssi;
      details.savedSsid = null;
      answer(callback, details);
      return details;
    },
    save(what?: unknown) {
      if (what !== "clear") savedMode = "sta";
      methods.save(what);
    },
    setSNTP(server: unknown, zone: unknown) {
      if (Number.isNaN(Number(zone))) throw new Error("Zone is not a number");
      if (Number(zone) < -11 || Number(zone) > 13) throw new Error("Zone must be in range -11..13");
      if (typeof server !== "string") throw new Error("Server is not a string");
    },
  };

  function tell(event: string, details: object): void {
    inside.queue(wifiModule, wifiModule[`#on${event}`], [details]);
  }

  wifi.heard = ({ event, status, reason, found }) => {
    const { ssid } = wifi.state();
    switch (event) {
      case "associated":
        tell(event, { ssid, mac, channel });
        return;
      case "connected": {
        inside.queue(undefined, gotIp, [null]);
        gotIp = undefined;
        const { ip, netmask: mask, gw } = wifi.addresses;
        tell(event, { ip, mask, gw });
        return;
      }
      case "disconnected":
        if (status === "bad_password" || status === "no_ap_found") {
          inside.queue(undefined, gotIp, [status]);
          gotIp = undefined;
        }
        inside.queue(undefined, disconnected, []);
        disconnected = undefined;
        tell(event, { ssid, mac, reason: words[String(reason)] ?? "unspecified" });
        return;
      case "scanned":
        tellScanned(found.map((ssid) => ({ rssi, channel, authMode: "wpa2", isHidden: false, ssid, mac })));
    }
  };
  inside.modules.Wifi = wifiModule;
}

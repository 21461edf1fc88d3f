/**
 * `require("Wifi")` of the Espruino WiFi, whose module takes AT commands, after libs/js/espruino_wifi/Wifi.min.js. Its
 * quirks: events without details, and none of a loss, for it listens for "WIFI DISCONNECTED" and the module says "WIFI
 * DISCONNECT"; `connect` wants its options; no getStatus, getDetails, save and restore; answers by callback alone.
 */
import type { Inside } from "./inside.js";

/** Runs inside the realm. */
export function wifiAt(inside: Inside): void {
  const { hardware, board, wifi } = inside;
  if (wifi === undefined || board.wifi !== "at") return;
  const { mac, channel, rssi } = wifi.accessPoint;
  let gotIp: ((error: string | null) => void) | undefined;
  let scanned: unknown;

  const wifiModule: Record<string, unknown> = {
    connect(ssid: unknown, options: { password?: unknown }, callback?: unknown) {
      const password = options.password === undefined ? "" : String(options.password);
      gotIp = (error) => {
        if (callback !== undefined) inside.later(0, () => inside.call(undefined, callback, [error]));
      };
      hardware.wifiConnect(String(ssid), password);
    },
    disconnect(callback?: unknown) {
      gotIp = undefined;
      hardware.wifiDisconnect();
      if (callback !== undefined) inside.later(1, () => inside.call(undefined, callback, []));
    },
    getIP(callback: unknown) {
      const { ip } = wifi.state().status === "connected" ? wifi.addresses : wifi.noAddresses;
      inside.queue(undefined, callback, [null, { ip, mac: wifi.boardMac }]);
    },
    scan(callback: unknown) {
      scanned = callback;
      hardware.wifiScan();
    },
    setHostname(_name: unknown, callback: unknown) {
      inside.queue(undefined, callback, [null]);
    },
  };

  wifi.heard = ({ event, reason, found }) => {
    switch (event) {
      case "associated":
      case "connected":
        inside.queue(wifiModule, wifiModule[`#on${event}`], []);
        if (event === "associated") return;
        gotIp?.(null);
        gotIp = undefined;
        return;
      case "disconnected":
        // It leaves one network to join another.
        if (reason === 8) return;
        gotIp?.(`WiFi connect failed: +CWJAP:${reason === 201 ? 3 : 2}`);
        gotIp = undefined;
        return;
      case "scanned":
        inside.queue(undefined, scanned, [
          null,
          found.map((ssid) => ({ ssid, authMode: "wpa2_psk", rssi, mac, channel })),
        ]);
        scanned = undefined;
    }
  };
  inside.modules.Wifi = wifiModule;
}

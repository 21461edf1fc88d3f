/**
 * What the `Wifi` modules that are part of the firmware do alike: addresses, a scan, what is saved, the host's name. The
 * ESP32's and the ESP8266's (libs/network/jswrap_wifi.c) begin with these.
 */
import type { Inside, NativeWifi } from "./inside.js";

/** Runs inside the realm, ahead of the two. */
export function wifiNative(inside: Inside): void {
  const { hardware, board, wifi } = inside;
  if (wifi === undefined || (board.wifi !== "esp32" && board.wifi !== "esp8266")) return;
  let hostname = board.wifi === "esp32" ? "espressif" : "espruino";
  let scanned: unknown;

  const native: NativeWifi = {
    answer(callback, ...args) {
      if (callback === undefined || callback === null) return;
      wifi.demandFunction(callback);
      inside.queue(undefined, callback, args);
    },
    tellScanned(list) {
      // One argument, though Espruino's reference has two.
      inside.queue(undefined, scanned, [list]);
      scanned = undefined;
    },
    methods: {
      getIP(callback?: unknown) {
        const addresses = wifi.state().status === "connected" ? wifi.addresses : wifi.noAddresses;
        const info = { ...addresses, mac: wifi.boardMac };
        native.answer(callback, null, info);
        return info;
      },
      scan(callback: unknown) {
        if (scanned !== undefined) throw new Error("A scan is already in progress");
        wifi.demandFunction(callback);
        scanned = callback;
        hardware.wifiScan();
      },
      save(what?: unknown) {
        const { ssid, password } = wifi.state();
        if (what === "clear") hardware.eraseFile(".wificfg");
        else hardware.writeFile(".wificfg", JSON.stringify({ ssid, password, mode: 1, hostname }), 0, 0, false);
      },
      restore() {
        const file = hardware.readFile(".wificfg", 0, 0);
        if (file === undefined) return;
        const { ssid, password } = JSON.parse(file);
        hardware.wifiRestore(ssid, password);
      },
      getHostname: () => hostname,
      setHostname(name: unknown, callback?: unknown) {
        hostname = String(name);
        if (typeof callback === "function") inside.queue(undefined, callback, []);
      },
      setConfig: (settings: unknown) => wifi.demandObject(settings),
    },
  };
  wifi.native = native;
}

/** The boards that these tests need, by what matters to them. */
import type { Board } from "../../src/boards.js";

const common = {
  chip: "ESP32",
  firmwareSince: "2v10",
  jsVarBytes: 14,
  storage: { bytes: 196608, pageBytes: 4096 },
  console: { port: "Serial1", baud: 115200 },
  buses: {},
  aliases: {},
  modules: ["Storage", "net", "Wifi"],
  pins: ["D0", "D1", "D2", "D4", "D5"],
  pinData: {},
  globals: ["I2C", "I2C1", "LED", "LED1", "BTN1", "OneWire", "SPI", "SPI1"],
};

export const esp32: Board = {
  ...common,
  id: "esp32",
  name: "ESP32",
  strings: "bytes",
  chunkBytes: 536,
  connectFailure: "throws",
  resetIsError: false,
  hasDebugger: true,
  jsVars: 5000,
  firmwareName: "ESP32",
};

export const esp8266: Board = {
  ...common,
  id: "esp8266",
  chip: "ESP8266",
  name: "ESP8266",
  strings: "bytes",
  chunkBytes: 268,
  connectFailure: "emits",
  resetIsError: true,
  hasDebugger: false,
  jsVars: 1600,
  jsVarBytes: 12,
  firmwareName: "ESP8266_4MB",
};

export const linux: Board = {
  ...common,
  id: "linux",
  chip: "Linux",
  name: "Espruino on Linux",
  strings: "unicode",
  chunkBytes: 536,
  connectFailure: "throws",
  resetIsError: false,
  hasDebugger: true,
  jsVars: 4096,
  jsVarBytes: 27,
  storage: { bytes: 262144, pageBytes: 1024 },
  modules: ["Storage", "net"],
  firmwareName: "LINUX",
};

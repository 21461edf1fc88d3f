/**
 * One upload by EspruinoTools as a library, in a process of its own: our transport, a script padded beyond the length that
 * its callback needs, a deadline. `node tools/espruino-tools-upload.mjs HOST PORT FILE`; exit code 0 if it says done.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { connect } from "node:net";

const [host, port, file] = process.argv.slice(2);
const require = createRequire(import.meta.url);
setTimeout(() => process.exit(3), 30_000);

const { init, sendCode } = require("espruino");
init(() => {
  const Espruino = globalThis.Espruino;
  // Without a system bus its Bluetooth ends the process.
  Espruino.Config.BLUETOOTH_LOW_ENERGY = false;
  Espruino.Config.BLUETOOTH_LOW_ENERGY_DBUS = false;
  Espruino.Config.SAVE_ON_SEND = 1;
  Espruino.Config.MINIFICATION_LEVEL = "";
  Espruino.Config.MODULE_AS_FUNCTION = true;
  let socket;
  Espruino.Core.Serial.devices.splice(0, Number.POSITIVE_INFINITY, {
    name: "Own transport",
    init() {},
    getStatus: () => true,
    getPorts: (callback) => callback([{ path: "own", description: "own", type: "test" }], true),
    open(_path, opened, heard, closed) {
      socket = connect({ host, port: Number(port), noDelay: true });
      socket.on("connect", () => opened({ ok: true }));
      socket.on("data", (bytes) => heard(new Uint8Array(bytes).buffer));
      socket.on("close", () => closed());
      socket.on("error", () => {});
    },
    write(text, callback) {
      socket.write(Buffer.from(text, "latin1"), () => callback?.());
    },
    close: () => socket?.destroy(),
  });
  const code = readFileSync(file, "utf8");
  sendCode("own", code.length > 600 ? code : code.padEnd(600, "\n"), () => process.exit(0));
});

/**
 * `tagwire/wifi` on the real interpreter, whose Linux build has no Wi-Fi: a module of that name in Storage stands in for the
 * firmware's, and does what those were seen to do.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { brokerKinds } from "../support/brokers.js";
import { bundleOf } from "../support/device.js";
import { interpreters, runOnInterpreter } from "./interpreter.js";

const { plain, board } = interpreters();

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Three tries: one fails and calls back twice; one joins, tells it twice, and is lost twice; one joins and calls nobody. */
const module = `
var tries = 0;
exports.connect = function (ssid, options, callback) {
  print("connect", ssid, options.password);
  tries++;
  if (tries == 1) {
    setTimeout(callback, 50, "NO_AP_FOUND");
    setTimeout(callback, 60, "NO_AP_FOUND");
  } else if (tries == 2) {
    exports.emit("connected", { ip: "192.0.2.2" });
    setTimeout(callback, 50, null);
    setTimeout(function () {
      exports.emit("disconnected", { ssid: ssid, reason: "200", msg: "BEACON_TIMEOUT" });
      exports.emit("disconnected");
    }, 2000);
  } else exports.emit("connected");
};
exports.disconnect = function () { print("disconnect"); };
`;

/** The Linux build's own stops all timers. */
const setTimeInstead = "var setTime = function (seconds) { print('set', seconds); };\n";

describe.each([
  { name: "the plain interpreter", binary: plain, id: "esp8266" as const },
  { name: "the interpreter as a board has it", binary: board, id: "esp32" as const },
])("on $name", ({ binary, id }) => {
  it.skipIf(!binary)(
    "it joins, joins again, tells each once, and values arrive; the time is a web server's",
    async () => {
      const peer = await (brokerKinds.find((kind) => !kind.missing) as (typeof brokerKinds)[number]).start();
      stops.push(() => peer.stop());
      const server = createServer((_, response) => response.end()).listen(0, "127.0.0.1");
      await new Promise((listening) => server.once("listening", listening));
      stops.push(() => new Promise((closed) => server.close(closed)));
      const { port } = server.address() as AddressInfo;

      const script = [
        `require("Storage").write("Wifi", ${JSON.stringify(module)});`,
        setTimeInstead + (await bundleOf("wifi-told", id)),
        `client.connect("127.0.0.1", ${peer.port});`,
        'client.joinOneOf([{ ssid: "home", password: "secret12" }, { ssid: "phone", password: "" }]);',
        'var refused; try { client.join("", ""); } catch (e) { refused = e; } print("refused", refused);',
        'setTimeout(function () { client.setTimeFrom("127.0.0.1", PORT); }, 500);'.replace("PORT", String(port)),
        'setInterval(function () { client.publishValue("n", 1); }, 500);',
      ].join("\n");
      const before = Date.now();
      let joined = 0;
      const { lines } = await runOnInterpreter(binary ?? "", script, {
        deadlineMs: 60_000,
        until: (line) => line === "joined" && ++joined === 2,
      });

      expect(lines.filter((line) => !/^(set|time)/.test(line))).toEqual([
        "connect home secret12",
        "refused ssid: ",
        "disconnect",
        "not joined: NO_AP_FOUND",
        "connect phone ",
        "joined",
        "not joined: BEACON_TIMEOUT",
        "connect home secret12",
        "joined",
      ]);
      expect(lines.filter((line) => /^time/.test(line))).toEqual(["time undefined"]);
      const [, seconds] = /^set (\d+)/.exec(lines.find((line) => line.startsWith("set")) ?? "") ?? [];
      expect(Number(seconds)).toBeGreaterThanOrEqual(Math.floor(before / 1000));
      expect(peer.arrived.length).toBeGreaterThan(20);
    },
  );
});

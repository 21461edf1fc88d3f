/**
 * The package's imports, alone and in pairs, on the real interpreter as a board has it: each set of them does there what it
 * is for, though its first connection is reset. What its Linux build lacks of a board, Wi-Fi and deep sleep, stands in.
 */
import { readFileSync, rmSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { loadBoard } from "../../src/boards.js";
import { startBroker } from "../../src/broker/server.js";
import { build } from "../../src/build/build.js";
import { withFiles } from "../build/sketch.js";
import {
  alone,
  clientOf,
  type Imports,
  type Other,
  othersOf,
  pairs,
  pairsWith,
  sketchOf,
} from "../imports/sketches.js";
import { makeCertificate, opensslMissing, RSA_CIPHERS } from "../support/certificate.js";
import { type FaultProxy, startProxy } from "../support/proxy.js";
import { interpreters, runOnInterpreter } from "./interpreter.js";

const { board: binary } = interpreters();
const esp32 = loadBoard("esp32");
const sets = [...alone, ...pairs, ...pairsWith(false)];

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const PACE = { putMs: 200, everyS: 0.3 };
/** Within CONNECT, or what TLS says ahead of it. */
const CUT_BYTES = 20;
/** Flash that nothing was written to. */
const emptyFlash = Buffer.alloc(262_144, 0xff);

/** In front of each script: the chip that sleeps, Wi-Fi's module, and a line so often that the test looks whether all is seen. */
const standIns = `
var ESP32 = {
  deepSleep: function () { print("asleep"); quit(); },
  getWakeupCause: function () { return 0; }
};
Modules.addCached("Wifi", function () {
  exports.connect = function (ssid, options, callback) {
    print("joins", ssid, options.password);
    setTimeout(callback, 50, null);
  };
  exports.disconnect = function () {};
});
setInterval(print, 50, "look");
`;

/** What is seen of a run. */
interface Seen {
  readonly lines: readonly string[];
  /** Tags and values in the order in which the broker took them. */
  readonly arrived: readonly { readonly tag: string; readonly value: number }[];
  readonly isClientThere: boolean;
}

/** What shows that an import did its work; what a spool did shows in flash, and TLS in that anything arrived. */
const signs: Readonly<Record<Other, (seen: Seen) => boolean>> = {
  "tagwire/subscribe": ({ lines, isClientThere }) =>
    !isClientThere || lines.some((line) => line.startsWith("heard key/K/device/D/tag/")),
  "tagwire/spool": () => true,
  "tagwire/sleep": ({ lines }) => lines.includes("read") && lines.includes("asleep"),
  "tagwire/wifi": ({ lines }) => lines.includes("joins home secret12"),
  "tagwire/report": ({ lines, arrived, isClientThere }) =>
    lines.includes("reading") && (!isClientThere || arrived.some(({ tag }) => tag === "reported")),
  "tagwire/tls": ({ lines, isClientThere }) => isClientThere || lines.includes("function"),
};

/** What is still to come; what sleeps has one value to put, and any other many. */
function missing(imports: Imports, seen: Seen): string[] {
  const [tag, least] = imports.includes("tagwire/sleep") ? (["asleep", 1] as const) : (["put", 5] as const);
  const puts = seen.arrived.filter((one) => one.tag === tag).length;
  return [
    ...(seen.lines.includes("booted") ? [] : ["booted"]),
    ...(seen.isClientThere && puts < least ? [tag] : []),
    ...othersOf(imports).filter((other) => !signs[other](seen)),
  ];
}

/** All that a sketch and the stand-ins print, and what the firmware says of a handshake that was cut. */
const own = /^(booted|read|asleep|reading|function|joins .*|heard .*)$/;
const cutHandshake = /^Uncaught InternalError: mbedtls_ssl_handshake returned/;

describe.skipIf(!binary)("on the interpreter as a board has it", () => {
  let tls: { cert: string; key: string; ciphers: string } | undefined;
  let folder = "";
  beforeAll(() => {
    if (opensslMissing) return;
    const made = makeCertificate("rsa");
    folder = made.folder;
    tls = { cert: readFileSync(made.cert, "utf8"), key: readFileSync(made.key, "utf8"), ciphers: RSA_CIPHERS };
  });
  afterAll(() => folder && rmSync(folder, { recursive: true }));

  /** A link whose first connection is cut, to a broker that tells what it takes. */
  async function link(arrived: { tag: string; value: number }[], isSecure: boolean): Promise<FaultProxy> {
    const broker = await startBroker({
      port: 0,
      certificate: isSecure ? tls : undefined,
      onEvent(event) {
        if (event.event !== "published") return;
        const { value } = JSON.parse(Buffer.from(event.payload).toString()) as { value: string };
        arrived.push({ tag: event.topic.split("/").at(-1) ?? "", value: Number(value) });
      },
    });
    stops.push(() => broker.close());
    const proxy = await startProxy(broker.port);
    stops.push(() => proxy.stop());
    proxy.cutNextAfter("up", CUT_BYTES, "reset");
    return proxy;
  }

  it.for(sets.map((imports) => [imports.join(" and "), imports] as const))("%s", async ([, imports], { skip }) => {
    const isClientThere = clientOf(imports) !== undefined;
    const isSecure = isClientThere && imports.includes("tagwire/tls");
    skip(isSecure && opensslMissing, "no openssl for a certificate");
    const lines: string[] = [];
    const arrived: { tag: string; value: number }[] = [];
    const yet = () => missing(imports, { lines, arrived, isClientThere });
    const { port, carried } = await link(arrived, isSecure);
    const { code } = await withFiles({ "sketch.ts": sketchOf(imports, PACE) }, (built) =>
      build(`${built}/sketch.ts`, esp32),
    );
    const { files } = await runOnInterpreter(binary ?? "", `var PORT=${port};\n${standIns}${code}`, {
      deadlineMs: 20_000,
      until(line) {
        if (line !== "look") lines.push(line);
        return yet().length === 0;
      },
      files: { "espruino.flash": emptyFlash },
    }).catch((error: Error) => {
      throw new Error(`${yet().join(", ")} did not come. ${error.message}`);
    });

    expect(yet()).toEqual([]);
    expect(lines.filter((line) => !own.test(line) && !(isSecure && cutHandshake.test(line)))).toEqual([]);
    // A board puts one value after the other, and so they come.
    const values = [...new Set(arrived.map(({ value }) => value))];
    expect(values).toEqual([...values].sort((a, b) => a - b));
    expect(carried.length).toBe(isClientThere ? 2 : 0);
    const isStored = files["espruino.flash"]?.includes('{"value":"') ?? false;
    expect(isStored).toBe(isClientThere && imports.includes("tagwire/spool"));
  });
});

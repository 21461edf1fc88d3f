/**
 * `tagwire/tls` on the real interpreter: against our broker and mosquitto, with the one kind of key exchange that its TLS
 * was seen to speak, one that asks for a certificate, and such as it does not come to terms with.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { startBroker } from "../../src/broker/server.js";
import { makeCertificate, opensslMissing, RSA_CIPHERS } from "../support/certificate.js";
import { bundleOf } from "../support/device.js";
import { freePort, listening } from "../support/ports.mjs";
import { interpreters, runOnInterpreter } from "./interpreter.js";

const { plain, board } = interpreters();
const mosquittoMissing = spawnSync("mosquitto", ["-h"]).error !== undefined;

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** A certificate with a key of RSA, as PEM, and where it is. */
function rsa(): { cert: string; key: string; certFile: string; keyFile: string; folder: string } {
  const { folder, cert: certFile, key: keyFile } = makeCertificate("rsa");
  stops.push(() => rmSync(folder, { recursive: true }));
  return { cert: readFileSync(certFile, "utf8"), key: readFileSync(keyFile, "utf8"), certFile, keyFile, folder };
}

const base64 = (pem: string): string => pem.replace(/-----.*?-----|\s/g, "");

/** Starts our broker over TLS; answers its port. */
async function ours(ciphers?: string): Promise<number> {
  const { cert, key } = rsa();
  const broker = await startBroker({ port: 0, certificate: { cert, key, ciphers } });
  stops.push(() => broker.close());
  return broker.port;
}

/** Starts mosquitto over TLS; with `certFile` it asks for that very certificate. */
async function mosquitto(certFile?: string): Promise<number> {
  const made = rsa();
  const port = await freePort();
  const config = [
    `listener ${port} 127.0.0.1`,
    "allow_anonymous true",
    // as root it would go by another user's rights, who may not read the key
    "user root",
    `certfile ${made.certFile}`,
    `keyfile ${made.keyFile}`,
    "tls_version tlsv1.2",
    `ciphers ${RSA_CIPHERS}`,
    ...(certFile ? [`cafile ${certFile}`, "require_certificate true"] : []),
  ];
  writeFileSync(join(made.folder, "mosquitto.conf"), `${config.join("\n")}\n`);
  const child: ChildProcess = spawn("mosquitto", ["-c", join(made.folder, "mosquitto.conf")], { stdio: "ignore" });
  stops.push(async () => {
    if (child.exitCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  });
  await listening(port);
  return port;
}

describe.each([
  { name: "the plain interpreter", binary: plain, id: "linux" as const },
  { name: "the interpreter as a board has it", binary: board, id: "esp32" as const },
])("on $name", ({ binary, id }) => {
  /** Why the flush ended, the status's reason, how many are confirmed, and all lines. */
  async function course(port: number, cert = "", key = ""): Promise<[string, string | number, number, string]> {
    const given = `var PORT=${port},CERT=${JSON.stringify(base64(cert))},KEY=${JSON.stringify(base64(key))};\n`;
    const { lines } = await runOnInterpreter(binary ?? "", given + (await bundleOf("tls-course", id)), {
      deadlineMs: 15_000,
      until: (line) => line.includes("told["),
    });
    const told = lines.find((line) => line.includes("told[")) ?? "";
    return [
      ...(JSON.parse(told.slice(told.indexOf("[", told.indexOf("told")))) as [string, string | number, number]),
      lines.join("\n"),
    ];
  }

  it.skipIf(!binary || opensslMissing)("values arrive at our broker", async () => {
    expect((await course(await ours(RSA_CIPHERS))).slice(0, 3)).toEqual(["", 0, 2]);
  });

  it.skipIf(!binary || opensslMissing || mosquittoMissing)("values arrive at mosquitto", async () => {
    expect((await course(await mosquitto())).slice(0, 3)).toEqual(["", 0, 2]);
  });

  it.skipIf(!binary || opensslMissing || mosquittoMissing)(
    "values arrive where a certificate is asked for, and not without it",
    async () => {
      const { cert, key, certFile } = rsa();
      const port = await mosquitto(certFile);
      expect((await course(port, cert, key)).slice(0, 3)).toEqual(["", 0, 2]);
      expect((await course(port)).slice(0, 3)).toEqual(["timeout", "closed", 0]);
    },
  );

  it.skipIf(!binary || opensslMissing)("a handshake that fails is tried again, and the firmware tells it", async () => {
    const [why, reason, confirmed, all] = await course(await ours("ECDHE-RSA-AES256-GCM-SHA384"));
    expect([why, reason, confirmed]).toEqual(["timeout", "closed", 0]);
    expect(all.match(/mbedtls_ssl_handshake returned/g)?.length).toBeGreaterThan(1);
  });

  it.skipIf(!binary)("a server without TLS is a handshake that fails", async () => {
    const broker = await startBroker({ port: 0 });
    stops.push(() => broker.close());
    const [why, reason, confirmed, all] = await course(broker.port);
    expect([why, reason, confirmed]).toEqual(["timeout", "closed", 0]);
    expect(all).toMatch(/mbedtls_ssl_handshake returned|unsent data|closed/);
  });

  it.skipIf(!binary || opensslMissing)(
    "a certificate that is none is the firmware's sentence, and tried again",
    async () => {
      const none = Buffer.from(`0${"no certificate ".repeat(20)}`).toString("base64");
      const [why, reason, confirmed] = await course(await ours(RSA_CIPHERS), none, none);
      expect([why, confirmed]).toEqual(["timeout", 0]);
      expect(reason).toMatch(/^HTTPS init failed! mbedtls_x509_crt_parse of 'cert'/);
    },
  );
});

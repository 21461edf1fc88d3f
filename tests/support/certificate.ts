/** A certificate for 127.0.0.1 that signs itself, made anew by openssl: none is kept in the repository. */
import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const opensslMissing = spawnSync("openssl", ["version"]).error !== undefined;

/** Cipher suites of TLS 1.2 with a key exchange by RSA: the one kind that the interpreter's TLS was seen to speak. */
export const RSA_CIPHERS = "AES256-GCM-SHA384:@SECLEVEL=0";

const keys = {
  curve: ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"],
  rsa: ["-newkey", "rsa:2048"],
};

/** Paths of the certificate and of its key, in a folder of their own that the caller removes. */
export function makeCertificate(kind: keyof typeof keys = "curve"): {
  readonly folder: string;
  readonly cert: string;
  readonly key: string;
} {
  const folder = mkdtempSync(join(tmpdir(), "certificate-"));
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const files = ["-nodes", "-keyout", key, "-out", cert, "-days", "2"];
  const made = spawnSync("openssl", ["req", "-x509", ...keys[kind], ...files, ...subject]);
  if (made.status !== 0) throw new Error(`openssl made no certificate: ${made.stderr}`);
  return { folder, cert, key };
}

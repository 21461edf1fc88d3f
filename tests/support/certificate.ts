/** A certificate for 127.0.0.1 that signs itself, made anew by openssl: none is kept in the repository. */
import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const opensslMissing = spawnSync("openssl", ["version"]).error !== undefined;

/** Paths of the certificate and of its key, in a folder of their own that the caller removes. */
export function makeCertificate(): { readonly folder: string; readonly cert: string; readonly key: string } {
  const folder = mkdtempSync(join(tmpdir(), "certificate-"));
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key];
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const made = spawnSync("openssl", ["req", "-x509", ...curve, "-out", cert, "-days", "2", ...subject]);
  if (made.status !== 0) throw new Error(`openssl made no certificate: ${made.stderr}`);
  return { folder, cert, key };
}

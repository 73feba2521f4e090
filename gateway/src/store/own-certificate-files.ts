import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writePrivateFile } from "./private-file.ts";

/** PEM. */
interface Pair {
  readonly certificate: string;
  readonly key: string;
}

const isPair = ({ certificate, key }: Pair): boolean => {
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
};

/**
 * The certificate by which the box's devices know it, from its folder: made there at the first start, and again when
 * what is there cannot be used. Throws the system's error when it cannot be written.
 */
export const openOwnCertificate = (folder: string, make: () => Pair): Pair => {
  const files = { certificate: join(folder, "tls-cert.pem"), key: join(folder, "tls-key.pem") };
  try {
    const kept = {
      certificate: readFileSync(files.certificate, "utf8"),
      key: readFileSync(files.key, "utf8"),
    };
    if (isPair(kept)) return kept;
  } catch {
    // The first start, or one that was interrupted between the two files.
  }
  const made = make();
  writePrivateFile(files.key, made.key);
  writePrivateFile(files.certificate, made.certificate);
  return made;
};

/** SHA-256 of a certificate, as programs show it: pairs of hexadecimal digits. */
export const fingerprintOf = (certificate: string): string =>
  new X509Certificate(certificate).fingerprint256;

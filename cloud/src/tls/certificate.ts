import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext, type Server } from "node:tls";
import type { Logger } from "pino";

export interface CertificateFiles {
  /** PEM: the certificate, then those of the authorities between it and the root. */
  readonly certificate: string;
  /** PEM, without a passphrase. */
  readonly key: string;
}

/** The files cannot be used; the message says which, why, and what to do. */
export class CertificateRefused extends Error {}

interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** The certificate of this server, which is renewed every few weeks while the process runs. */
export interface Certificate {
  pair(): Pair;
  /** When it ends. */
  until(): number;
  /** Gives the server each new pair. Connections that are open go on with the one that they have. */
  serve(server: Server): void;
  /** Looks whether the files have changed. A pair that cannot be used is reported, and the one in use is kept. */
  look(): Promise<void>;
  close(): void;
}

/** Programs that renew certificates begin a month before the end. */
const WARN_BEFORE_MS = 14 * 86_400_000;
const WARN_EVERY_MS = 86_400_000;
const LOOK_EVERY_MS = 60_000;

const readText = async (variable: string, path: string): Promise<string> => {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CertificateRefused(
      `${variable}: ${path} cannot be read (${code}): name a file that this user may read.`,
      { cause: error },
    );
  }
};

const understood = <T>(read: () => T, sentence: string): T => {
  try {
    return read();
  } catch (error) {
    throw new CertificateRefused(sentence, { cause: error });
  }
};

const readPair = async (
  files: CertificateFiles,
): Promise<Pair & { readonly x509: X509Certificate }> => {
  const cert = await readText("TLS_CERT_FILE", files.certificate);
  const key = await readText("TLS_KEY_FILE", files.key);
  const x509 = understood(
    () => new X509Certificate(cert),
    `TLS_CERT_FILE: ${files.certificate} holds no certificate: name the PEM file that your authority gave, with the certificates between it and the root (fullchain.pem).`,
  );
  const privateKey = understood(
    () => createPrivateKey(key),
    `TLS_KEY_FILE: ${files.key} holds no private key that can be read: name the PEM file of the key, without a passphrase (privkey.pem).`,
  );
  if (!x509.checkPrivateKey(privateKey))
    throw new CertificateRefused(
      `The key in ${files.key} (TLS_KEY_FILE) is not that of the certificate in ${files.certificate} (TLS_CERT_FILE): name two files that belong together.`,
    );
  understood(
    () => createSecureContext({ cert, key }),
    `TLS_CERT_FILE: ${files.certificate} is refused by OpenSSL: ask your authority for a newer certificate.`,
  );
  return { cert, key, x509 };
};

export const openCertificate = async (
  files: CertificateFiles,
  now: () => number,
  log: Pick<Logger, "info" | "warn" | "error">,
): Promise<Certificate> => {
  let used = await readPair(files);
  /** A fault is reported once, until the files are good again. */
  let reported: string | undefined;
  let warned = Number.NEGATIVE_INFINITY;
  const servers: Server[] = [];

  const until = () => used.x509.validToDate.getTime();
  const warnOfEnd = (): void => {
    if (until() - now() > WARN_BEFORE_MS || now() - warned < WARN_EVERY_MS) return;
    warned = now();
    log.warn(
      { until: used.x509.validToDate.toISOString(), file: files.certificate },
      until() > now()
        ? "the certificate ends soon: renew it"
        : "the certificate has ended: clients refuse it; renew it",
    );
  };

  const look = async (): Promise<void> => {
    try {
      const found = await readPair(files);
      reported = undefined;
      if (found.cert !== used.cert || found.key !== used.key) {
        used = found;
        for (const server of servers) server.setSecureContext({ cert: found.cert, key: found.key });
        log.info({ until: used.x509.validToDate.toISOString() }, "a new certificate is in use");
        warned = Number.NEGATIVE_INFINITY;
      }
    } catch (error) {
      const { message } = error as Error;
      // The two files are not written at once: what does not fit now may fit at the next look.
      if (reported !== message)
        log.warn({ err: error }, `the certificate in use is kept: ${message}`);
      reported = message;
    }
    warnOfEnd();
  };

  const looking = setInterval(() => void look(), LOOK_EVERY_MS);
  looking.unref();
  warnOfEnd();
  return {
    pair: () => ({ cert: used.cert, key: used.key }),
    until,
    serve: (server) => void servers.push(server),
    look,
    close: () => clearInterval(looking),
  };
};

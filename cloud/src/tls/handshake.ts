import type { TlsOptions } from "node:tls";

/** What every TLS door of ours asks of its clients. */
export const handshake = {
  /** RFC 9325 (BCP 195): nothing older. */
  minVersion: "TLSv1.2",
  /** A client that does not finish its handshake by then is disconnected. */
  handshakeTimeout: 10_000,
  // Clients prove who they are by name and secret, not by certificates.
  requestCert: false,
} as const satisfies TlsOptions;

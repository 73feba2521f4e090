import type { Language } from "./language.ts";

export interface PageOptions {
  readonly language: Language;
  /** Seconds after which the page loads itself again; only when the reader asked for it. */
  readonly refresh?: number;
  /** Where stations reach the gateway's broker. */
  readonly broker: string;
  /** Where they reach it over TLS, and the SHA-256 of its certificate; undefined when that door is closed. */
  readonly secure?: { readonly address: string; readonly fingerprint: string } | undefined;
  /** Where people reach the platform; undefined when nobody said so. */
  readonly site?: string | undefined;
}

import type { Language } from "./i18n/language.ts";

/** A document on paper, or why there is none. */
export type MadePrint =
  | { readonly ok: true; readonly pdf: Uint8Array<ArrayBuffer> }
  | {
      readonly ok: false;
      readonly reason: "wrong_order" | "busy" | "too_large" | "failed";
      readonly detail?: string;
    };

/** Made by `print/`, which checks the order: it may come from a form. */
type MakePrint = (order: unknown, language: Language) => Promise<MadePrint>;

export interface Prints {
  readonly labels: MakePrint;
  readonly handOver: MakePrint;
  readonly bulletin: MakePrint;
  readonly practiceCard: MakePrint;
}

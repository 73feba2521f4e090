import type { Language } from "./i18n/language.ts";

/** A document on paper, or why there is none. */
export type MadePrint =
  | { readonly ok: true; readonly pdf: Uint8Array<ArrayBuffer> }
  | {
      readonly ok: false;
      readonly reason: "wrong_order" | "busy" | "too_large" | "failed";
      readonly detail?: string;
    };

/** What a booklet of the atlas may be printed on, and what its chapters are. */
export const bookletPapers = ["a4", "a5"] as const;
export const bookletOrders = ["commune", "theme"] as const;
/** A card of a place is on A5; larger papers are posters. */
export const placePapers = ["a5", "a4", "a3"] as const;
export const listPapers = ["a4", "a3"] as const;
/** More would be a book that nobody carries. */
export const MOST_IN_BOOKLET = 400;

/** Made by `print/`, which checks the order: it may come from a form. */
type MakePrint = (order: unknown, language: Language) => Promise<MadePrint>;

export interface Prints {
  readonly labels: MakePrint;
  readonly handOver: MakePrint;
  readonly booklet: MakePrint;
  readonly placePoster: MakePrint;
  readonly listPoster: MakePrint;
  readonly bulletin: MakePrint;
  readonly practiceCard: MakePrint;
}

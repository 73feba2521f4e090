import * as z from "zod";
import type { Language } from "../app/i18n/language.ts";
import { listPapers, placePapers } from "../app/prints.ts";
import { PrintedEntry } from "./booklet.ts";
import { fill } from "./fill.ts";
import type { PrintedDocument } from "./print.ts";
import { qrSvg } from "./qr.ts";
import { words } from "./words.ts";

const Text = z.string().max(4_000);
const Address = z.url({ protocol: /^https?$/ }).max(600);

/** One place on one page: a card to hand out, or a poster. */
export const PlaceOrder = z.strictObject({
  entry: PrintedEntry,
  /** Of its page. */
  address: Address,
  /** The same, short enough to be typed. */
  typed: Address,
  paper: z.enum(placePapers),
  /** The day of the data, as it is read. */
  data: Text,
});
export type PlaceOrder = z.infer<typeof PlaceOrder>;

/** The places of a list on one page, as many as it holds. */
export const ListOrder = z.strictObject({
  title: Text,
  /** What was chosen; empty for all. */
  chosen: Text,
  address: Address,
  paper: z.enum(listPapers),
  data: Text,
  entries: z.array(PrintedEntry).max(100),
  /** How many the list has. */
  total: z.int().min(0),
});
export type ListOrder = z.infer<typeof ListOrder>;

const linkOf = (address: string, language: Language) => ({
  picture: fill(language, words[language].labels.picture, { address }),
  more: fill(language, words[language].booklet.more),
});

const shortened = (address: string): string => address.replace(/^https?:\/\//, "");

const factsOf = ({ name, kind, summary = "", facts }: PrintedEntry) => ({
  ...{ name, kind, summary, facts },
});

export const placePoster = (
  { entry, address, typed, paper, data }: PlaceOrder,
  language: Language,
  made: number,
): PrintedDocument => ({
  ...{ template: "place-poster", language, title: entry.name, made },
  texts: {
    ...{ paper, address: shortened(typed), place: factsOf(entry) },
    ...linkOf(address, language),
    more: fill(language, words[language].posters.more),
    data: fill(language, words[language].booklet.data, { data }),
  },
  pictures: [qrSvg(address)],
});

export const listPoster = (
  { title, chosen, address, paper, data, entries, total }: ListOrder,
  language: Language,
  made: number,
): PrintedDocument => {
  const own = words[language].posters;
  return {
    ...{ template: "list-poster", language, title, made },
    texts: {
      ...{ heading: title, chosen, paper, address: shortened(address), total: String(total) },
      ...linkOf(address, language),
      data: fill(language, words[language].booklet.data, { data }),
      empty: fill(language, words[language].booklet.empty),
      // Only the page knows how many it holds: the template puts the number.
      ...{ other: fill(language, own.other), others: fill(language, own.others) },
      places: entries.map(factsOf),
    },
    pictures: [qrSvg(address)],
  };
};

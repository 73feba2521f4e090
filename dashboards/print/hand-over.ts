import * as z from "zod";
import type { Language } from "../app/i18n/language.ts";
import { formatsFor } from "../app/site/formats.ts";
import { fill } from "./fill.ts";
import type { PrintedDocument } from "./print.ts";
import { StationOrder } from "./station-order.ts";
import { words } from "./words.ts";

/** What hosts agree to, as the API tells it. */
export const HostTerms = z.object({
  version: z.string().max(40),
  sentences: z
    .array(
      z.object({
        about: z.enum(["public", "kept", "leaving"]),
        fr: z.string().max(1000),
        en: z.string().max(1000),
      }),
    )
    .max(50),
});
export type HostTerms = z.infer<typeof HostTerms>;

/** The list names no host and no code: it is written by hand, and stays with the leader. */
export const HandOverOrder = StationOrder.extend({
  stations: z
    .array(z.strictObject({ name: z.string().max(64) }))
    .min(1)
    .max(100),
  terms: HostTerms,
  /** In which the list is made on a day. */
  zone: z.string().max(64),
});
export type HandOverOrder = z.infer<typeof HandOverOrder>;

export const handOver = (
  { title, stations, terms, zone }: HandOverOrder,
  language: Language,
  made: number,
): PrintedDocument => {
  const own = words[language].handOver;
  const heading = fill(language, own.title, { title });
  const about = (part: HostTerms["sentences"][number]["about"]) =>
    terms.sentences.filter((one) => one.about === part).map((one) => fill(language, one[language]));
  return {
    ...{ template: "hand-over", language, title: heading, made },
    texts: {
      heading,
      words: {
        intro: fill(language, own.intro),
        public: fill(language, own.public),
        kept: fill(language, own.kept),
        leaving: fill(language, own.leaving),
        list: fill(language, own.list),
        sign: fill(language, own.sign),
        made: fill(language, own.made, {
          date: formatsFor(language, zone).date(made),
          version: terms.version,
        }),
      },
      terms: {
        public: about("public"),
        kept: about("kept"),
        leaving: [fill(language, own.stop), ...about("leaving")],
      },
      columns: [own.number, own.station, own.name, own.date, own.signature].map((one) =>
        fill(language, one),
      ),
      rows: stations.map(({ name }, index) => ({ number: String(index + 1), name })),
    },
  };
};

import * as z from "zod";
import type { Language } from "../app/i18n/language.ts";
import { fill } from "./fill.ts";
import type { PrintedDocument } from "./print.ts";
import { qrSvg } from "./qr.ts";
import { words } from "./words.ts";

/** What a practice gives to its patients: a card on A6. */
export const PracticeCardOrder = z.strictObject({
  name: z.string().min(1).max(200),
  address: z.string().max(400),
  /** Of its page: "https://air.example/p/cabinet-dupont". */
  page: z.url({ protocol: /^https?$/ }).max(200),
});
export type PracticeCardOrder = z.infer<typeof PracticeCardOrder>;

export const practiceCard = (
  { name, address, page }: PracticeCardOrder,
  language: Language,
  made: number,
): PrintedDocument => {
  const own = words[language].practiceCard;
  return {
    ...{ template: "practice-card", language, title: name, made },
    texts: {
      ...{ name, address },
      page: page.replace(/^https?:\/\//, ""),
      picture: fill(language, words[language].labels.picture, { address: page }),
      words: {
        invite: fill(language, own.invite),
        how: fill(language, own.how),
        free: fill(language, own.free),
      },
    },
    pictures: [qrSvg(page)],
  };
};

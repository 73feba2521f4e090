import * as z from "zod";
import type { Language } from "../app/i18n/language.ts";
import { fill } from "./fill.ts";
import type { PrintedDocument } from "./print.ts";
import { qrSvg } from "./qr.ts";
import { words } from "./words.ts";

const Text = z.string().max(500);

/** The day in plain words: the sentences of the page, which the page gives. */
export const BulletinOrder = z.strictObject({
  title: Text,
  /** Of the page: "https://air.example/bulletin/fr-commune-33039/2026-11-28". */
  address: z.url({ protocol: /^https?$/ }).max(200),
  /** Until when it was measured, as it is read. */
  data: Text,
  sections: z
    .array(z.strictObject({ heading: Text, texts: z.array(Text).min(1).max(20) }))
    .min(1)
    .max(10),
});
export type BulletinOrder = z.infer<typeof BulletinOrder>;

export const bulletin = (
  { title, address, data, sections }: BulletinOrder,
  language: Language,
  made: number,
): PrintedDocument => {
  const own = words[language].bulletin;
  return {
    ...{ template: "bulletin", language, title, made },
    texts: {
      heading: title,
      sections,
      address: address.replace(/^https?:\/\//, ""),
      picture: fill(language, words[language].labels.picture, { address }),
      words: { data: fill(language, own.data, { data }), more: fill(language, own.more) },
    },
    pictures: [qrSvg(address)],
  };
};

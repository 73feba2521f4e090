import * as z from "zod";
import { isoInstant } from "../api/times.ts";
import { BulletinFacts } from "./facts.ts";
import { sections, sentencesOf } from "./sentences.ts";

export const TerritoryNamed = z.object({ key: z.string(), kind: z.string(), name: z.string() });
type TerritoryNamed = z.infer<typeof TerritoryNamed>;

export const BulletinAnswer = z
  .object({
    territory: TerritoryNamed,
    day: z.iso.date().nullable().meta({
      description: "Of the edition that was sent; null: what is known at this hour",
    }),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    zone: z.string(),
    facts: BulletinFacts.omit({ from: true, to: true, zone: true }),
    sentences: z
      .array(
        z.object({
          section: z.enum(sections),
          fr: z.string(),
          en: z.string(),
          figures: z.record(z.string(), z.number()).meta({
            description: "Each number that stands in it, by what it is",
          }),
        }),
      )
      .meta({ description: "In the order in which they are read" }),
  })
  .meta({ id: "Bulletin" });
export type BulletinAnswer = z.infer<typeof BulletinAnswer>;

export const bulletinAnswer = (
  territory: TerritoryNamed,
  day: string | null,
  facts: BulletinFacts,
): BulletinAnswer => {
  const { from, to, zone, ...rest } = facts;
  return {
    ...{ territory, day, zone, facts: rest },
    ...{ from: isoInstant(from), to: isoInstant(to) },
    sentences: sentencesOf(facts).map((one) => ({ ...one, figures: { ...one.figures } })),
  };
};

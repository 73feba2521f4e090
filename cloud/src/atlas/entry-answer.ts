import * as z from "zod";
import type { Territories } from "../territories/territories.ts";
import type { FoundEntry } from "./find-queries.ts";
import { Opening } from "./list-answer.ts";
import { holidayRegion, type OpeningState, openingTimes, openingWeek, stateAt } from "./opening.ts";
import { entryStates, families, natures } from "./sheet.ts";
import { checkedWays } from "./tables.ts";

const Words = z.array(z.string()).optional();
const Text = z.string().optional();

/** What is said of an entry, under the names of the code (`AtlasSheet`). */
export const SheetAnswer = z
  .object({
    name: z.string(),
    ...{
      pivot: Text,
      street: Text,
      addressDetail: Text,
      postcode: Text,
      commune: Text,
      insee: Text,
    },
    ...{ latitude: z.number().optional(), longitude: z.number().optional(), kinds: Words },
    ...{ phones: Words, emails: Words, websites: Words, openingHours: Text, summary: Text },
    ...{ description: Text, parent: Text, updatedOn: z.iso.date().optional(), mobility: Words },
    ...{ services: Words, publics: Words, publicsDetail: Text, care: Words, fees: Words },
    ...{ feesDetail: Text, programmes: Words, labels: Words, otherLabels: Text, access: Words },
    ...{ accessConditions: Text, support: Words, accessibilityLink: Text, bookingLink: Text },
    sourceLink: Text,
  })
  .meta({ id: "AtlasSheet" });

const Times = z.array(z.object({ from: z.string(), until: z.string() }));

export const EntryAnswer = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    family: z.enum(families),
    nature: z.enum(natures),
    state: z.enum(entryStates),
    source: z.string(),
    licence: z.string().optional(),
    sheet: SheetAnswer,
    territory: z.string().optional().meta({ description: "Key of its commune" }),
    zone: z.string().meta({ description: "Legal time zone there, IANA" }),
    opening: Opening,
    week: z
      .array(
        z.object({
          day: z.iso.date(),
          open: Times.meta({ description: "Local, 09:00; until 24:00" }),
          maybe: Times.meta({ description: "By appointment, perhaps: the hours alone do not say" }),
          isHoliday: z.boolean(),
        }),
      )
      .optional()
      .meta({ description: "From today on; absent when the hours are not known" }),
    checked: z
      .object({ on: z.iso.date(), how: z.enum(checkedWays).optional(), by: z.string().optional() })
      .optional(),
    related: z.array(z.object({ slug: z.string(), name: z.string() })).meta({
      description: "Offers of a place; the place of an offer",
    }),
  })
  .meta({ id: "AtlasEntry" });
export type EntryAnswer = z.infer<typeof EntryAnswer>;

const DAY_MS = 86_400_000;
const AHEAD_MS = 8 * DAY_MS;

const openingAnswer = (found: OpeningState): z.infer<typeof Opening> => {
  const isoOf = (at: number) => new Date(at).toISOString();
  switch (found.state) {
    case "open":
      return { state: "open", ...(found.until === undefined ? {} : { until: isoOf(found.until) }) };
    case "closed":
      return { state: "closed", ...(found.from === undefined ? {} : { from: isoOf(found.from) }) };
    default:
      return found;
  }
};

export interface AroundEntry {
  readonly related: readonly { readonly slug: string | null; readonly name: string }[];
  /** Who made sure of it, where that is told. */
  readonly checkedBy: string | undefined;
}

export const entryAnswer = (
  { entry, slug, territory, licence }: FoundEntry,
  { related, checkedBy }: AroundEntry,
  territories: Territories,
  now: number,
): EntryAnswer => {
  const { id, family, nature, state, source, sheet, zone } = entry;
  const { openingHours: hours, insee } = sheet;
  const place = { country: territories.country.country, region: holidayRegion(insee), zone };
  const until = now + AHEAD_MS;
  const times = hours === undefined ? undefined : openingTimes(hours, place, [now, until]);
  const week = hours === undefined ? undefined : openingWeek(hours, place, now);
  return {
    ...{ id, slug: slug ?? id, family, nature, state, source, zone },
    ...(licence === null ? {} : { licence }),
    sheet,
    territory: territory === null ? undefined : territories.keyOf(territory),
    opening: openingAnswer(stateAt(times, now, until)),
    week: week?.map(({ open, maybe, ...day }) => ({ ...day, open: [...open], maybe: [...maybe] })),
    checked:
      entry.checkedOn === null
        ? undefined
        : { on: entry.checkedOn, how: entry.checkedHow ?? undefined, by: checkedBy },
    related: related.flatMap((each) =>
      each.slug === null ? [] : [{ slug: each.slug, name: each.name }],
    ),
  };
};

import * as z from "zod";
import type { IndoorTime, SharedStation } from "../access/station-view.ts";
import type { GeoPoint } from "./grid.ts";

export const visibilities = ["public", "group", "private"] as const;
export const exposures = ["outdoor", "indoor"] as const;
export const connectivities = [
  "adsl",
  "fibre",
  "cable",
  "wifi_shared",
  "gprs",
  "lte",
  "lora",
  "other",
] as const;
/** On what the station hangs or stands. */
export const sitings = [
  "facade",
  "balcony",
  "roof",
  "garden",
  "courtyard",
  "mast",
  "room",
  "other",
] as const;

/**
 * A place of a station for a time, as everybody may know it: nothing in it tells more of the exact point
 * than its cell, unless the host published that point.
 */
export const KnownPlace = z.object({
  since: z.number(),
  /** Absent for the place where it is now. */
  until: z.number().optional(),
  /** Whose home or building it was. */
  host: z.string().optional(),
  lat: z.number(),
  lon: z.number(),
  /** Whether the host published the exact point; the centre of its cell otherwise. */
  isExact: z.boolean(),
  /** The smallest territory around the centre of the cell. */
  territory: z.string().optional(),
  exposure: z.enum(exposures),
  siting: z.enum(sitings).optional(),
  connectivity: z.enum(connectivities).optional(),
});
export type KnownPlace = z.infer<typeof KnownPlace>;

/** What the doors need to know of a station that has a record, at once and without the records. */
export const KnownStation = z.object({
  name: z.string(),
  thing: z.string(),
  host: z.string().optional(),
  visibility: z.enum(visibilities),
  group: z.string().optional(),
  licence: z.string().optional(),
  /** What was measured before is nobody's. */
  past: z.number().optional(),
  /** How its host wishes to be named. */
  credit: z.string().optional(),
  /** What its host calls it. */
  title: z.string().optional(),
  /** In order of time. */
  places: z.array(KnownPlace),
});
export type KnownStation = z.infer<typeof KnownStation>;

/** When it was indoors, by home: periods that follow each other are one. */
export const indoorsOf = (places: readonly KnownPlace[]): readonly IndoorTime[] => {
  const times: { from: number; until: number; host: string | undefined }[] = [];
  for (const { exposure, since, until = Number.POSITIVE_INFINITY, host } of places) {
    if (exposure !== "indoor") continue;
    const last = times.at(-1);
    if (last !== undefined && last.until >= since && last.host === host) last.until = until;
    // Where it was first is where it was before anybody said so.
    else
      times.push({
        from: since === places[0]?.since ? Number.NEGATIVE_INFINITY : since,
        until,
        host,
      });
  }
  return times;
};

export const sharedOf = ({
  thing,
  host,
  visibility,
  group,
  past,
  places,
}: KnownStation): SharedStation => ({
  thing,
  host,
  visibility,
  group,
  past,
  indoors: indoorsOf(places),
});

/** Where it is now. */
export const currentPlace = ({ places }: Pick<KnownStation, "places">): KnownPlace | undefined => {
  const last = places.at(-1);
  return last?.until === undefined ? last : undefined;
};

/** Where it was at an instant. Readings of before the first place are of nowhere. */
export const placeAt = (places: readonly KnownPlace[], at: number): KnownPlace | undefined =>
  places.findLast(({ since, until }) => at >= since && (until === undefined || at < until));

export const pointOf = ({ lat, lon }: KnownPlace): GeoPoint => ({ lat, lon });

const rank = { public: 0, group: 1, private: 2 } as const;

/** Whether a change takes something away from somebody: it then counts before it is committed. */
export const isStricter = (after: KnownStation, before: KnownStation | undefined): boolean => {
  if (before === undefined)
    return after.visibility !== "public" || indoorsOf(after.places).length > 0;
  const hides = (known: KnownStation) => JSON.stringify(indoorsOf(known.places));
  const exact = (known: KnownStation) =>
    JSON.stringify(known.places.filter(({ isExact }) => isExact));
  return (
    rank[after.visibility] > rank[before.visibility] ||
    after.group !== before.group ||
    after.host !== before.host ||
    after.past !== before.past ||
    (before.credit !== undefined && after.credit !== before.credit) ||
    (before.title !== undefined && after.title !== before.title) ||
    hides(after) !== hides(before) ||
    exact(after) !== exact(before)
  );
};

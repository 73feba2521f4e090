import * as z from "zod";
import { distanceBetween } from "../places/distance.ts";
import type { GeoPoint } from "../places/grid.ts";
import type { After, ListedEntry } from "./list-queries.ts";
import { families, natures } from "./sheet.ts";

const words = z.array(z.string());

export const Opening = z
  .object({
    state: z.enum(["open", "closed", "unknown"]),
    until: z.iso.datetime().optional().meta({ description: "When it closes" }),
    from: z.iso.datetime().optional().meta({ description: "When it opens next" }),
  })
  .meta({ id: "AtlasOpening" });

export const Listed = z
  .object({
    id: z.uuid(),
    slug: z.string().meta({ description: "Its name in addresses" }),
    family: z.enum(families),
    nature: z.enum(natures),
    name: z.string(),
    street: z.string().optional(),
    postcode: z.string().optional(),
    commune: z.string().optional(),
    summary: z.string().optional(),
    services: words,
    publics: words,
    care: words,
    fees: words,
    hours: z.string().optional().meta({ description: "In the grammar of OpenStreetMap" }),
    opening: Opening,
    zone: z.string().meta({ description: "Legal time zone there, IANA" }),
    lat: z.number().optional(),
    lon: z.number().optional(),
    distance: z.int().optional().meta({ description: "Metres, from the point that was given" }),
    checkedOn: z.iso.date().optional(),
    updatedOn: z.iso.date().optional().meta({ description: "When the source wrote it last" }),
    source: z.string(),
  })
  .meta({ id: "AtlasListed" });
export type Listed = z.infer<typeof Listed>;

const SUMMARY = 280;

const instantOf = (at: number): string => new Date(at).toISOString();

const openingOf = ({ isOpen, closes, opens }: ListedEntry): z.infer<typeof Opening> => {
  if (isOpen === null) return { state: "unknown" };
  return isOpen
    ? { state: "open", ...(closes === null ? {} : { until: instantOf(closes) }) }
    : { state: "closed", ...(opens === null ? {} : { from: instantOf(opens) }) };
};

export const listedOf = (found: ListedEntry, from: GeoPoint | undefined): Listed => {
  const { id, slug, family, nature, source, sheet, zone, checkedOn } = found;
  const { name, street, postcode, commune, summary, description, openingHours, updatedOn } = sheet;
  const {
    latitude: lat,
    longitude: lon,
    services = [],
    publics = [],
    care = [],
    fees = [],
  } = sheet;
  return {
    ...{ id, slug, family, nature, name, street, postcode, commune },
    summary: (summary ?? description)?.slice(0, SUMMARY),
    ...{ services, publics, care, fees, hours: openingHours, opening: openingOf(found), zone },
    ...{ lat, lon, checkedOn: checkedOn ?? undefined, updatedOn, source },
    distance:
      from === undefined || lat === undefined || lon === undefined
        ? undefined
        : Math.round(distanceBetween(from, { lat, lon })),
  };
};

const Cursor = z.union([
  z.tuple([z.literal("name"), z.boolean(), z.string().max(250), z.uuid()]),
  z.tuple([z.literal("far"), z.number(), z.uuid()]),
]);

/** The longest name that a cursor holds, in Base64. */
export const CURSOR_LENGTH = 1_000;

export const cursorAfter = ({ far, isNamed, order, id }: ListedEntry): string =>
  Buffer.from(
    JSON.stringify(far === null ? ["name", isNamed, order, id] : ["far", far, id]),
  ).toString("base64url");

/** Undefined for a text that is no cursor. */
export const readCursor = (text: string): After | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, "base64url").toString());
  } catch {
    return undefined;
  }
  const { data } = Cursor.safeParse(value);
  if (data === undefined) return undefined;
  return data[0] === "far"
    ? { far: data[1], id: data[2] }
    : { isNamed: data[1], order: data[2], id: data[3] };
};

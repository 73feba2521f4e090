import { createHash } from "node:crypto";
import { type Country, zoneOfCode } from "../territories/countries.ts";
import { plainText } from "../territories/search-words.ts";
import { keysOf } from "./likeness.ts";
import { holidayRegion } from "./opening.ts";
import {
  type AtlasSheet,
  digestOf,
  type EntryState,
  type Family,
  facetsOf,
  type Nature,
  orderOf,
  slugOf,
} from "./sheet.ts";

/** An entry as somebody gives it. */
export interface GivenEntry {
  readonly source: string;
  readonly key: string;
  readonly family: Family;
  readonly nature: Nature;
  /** Of an offer: the key of the place that makes it, in the same source. */
  readonly structure: string | undefined;
  readonly sheet: AtlasSheet;
}

/** What is written of an entry, in its two tables. */
export interface EntryRow {
  readonly id: string;
  readonly slug: string;
  readonly title: string;
  readonly summary: string;
  readonly words: string;
  readonly territory: string | null;
  readonly licence: string | null;
  readonly family: Family;
  readonly nature: Nature;
  readonly state: EntryState;
  readonly source: string;
  readonly key: string;
  readonly structureKey: string | null;
  readonly sheet: AtlasSheet;
  readonly digest: string;
  readonly order: string;
  readonly facets: readonly string[];
  readonly alike: readonly string[];
  readonly lat: number | null;
  readonly lon: number | null;
  /** `flatPoint` as text. */
  readonly flat: string | null;
  readonly zone: string;
  /** Digest of its hours and of what they depend on. */
  readonly hours: string | null;
  readonly region: string;
}

const SUMMARY_LENGTH = 500;
/** Beyond it the map stretches without end. */
const FLAT_LATITUDE = 85;

/** On Mercator's map, in degrees: distances around a point keep their order there. */
export const flatPoint = (lat: number, lon: number): readonly [x: number, y: number] => {
  const radians = (Math.max(-FLAT_LATITUDE, Math.min(FLAT_LATITUDE, lat)) * Math.PI) / 180;
  return [lon, (Math.asinh(Math.tan(radians)) * 180) / Math.PI];
};

/** "(x,y)", as PostgreSQL reads a point. */
export const flatText = (lat: number, lon: number): string => `(${flatPoint(lat, lon).join()})`;

/** The clock of a place, the region of its holidays, and the name of its hours with both. */
const hoursOf = (
  { openingHours, insee }: AtlasSheet,
  country: Country,
): Pick<EntryRow, "zone" | "hours" | "region"> => {
  const region = holidayRegion(insee);
  const zone =
    (insee === undefined ? undefined : zoneOfCode(country, "commune", insee)) ?? country.zone;
  const digest = () =>
    createHash("sha256")
      .update(JSON.stringify([openingHours, region, zone]))
      .digest("base64url");
  return { zone, hours: openingHours === undefined ? null : digest(), region };
};

/** What is written of an entry: everything but its sheet is made from it. */
export const rowOf = (
  { source, key, family, nature, structure, sheet }: GivenEntry,
  own: {
    readonly id: string;
    readonly state: EntryState;
    /** Of its commune; null where the territories do not know it. */
    readonly territory: string | null;
    readonly licence: string | null;
  },
  country: Country,
): EntryRow => {
  const { name, summary, description = "", commune = "", postcode = "" } = sheet;
  const { latitude: lat = null, longitude: lon = null } = sheet;
  const { services = [], publics = [], care = [], programmes = [], street = "" } = sheet;
  return {
    ...own,
    ...{ slug: slugOf(sheet, { source, key }), title: name },
    summary: (summary ?? description).slice(0, SUMMARY_LENGTH),
    words: [commune, postcode, street, ...services, ...publics, ...care, ...programmes].join(" "),
    ...{ family, nature, source, key, structureKey: structure ?? null, sheet },
    digest: digestOf(sheet, { family, nature, structure }),
    ...{ order: orderOf(sheet), facets: facetsOf(sheet), alike: keysOf(sheet), lat, lon },
    flat: lat === null || lon === null ? null : flatText(lat, lon),
    ...hoursOf(sheet, country),
  };
};

const LEAST_LETTERS = 4;

/** Words by which a misspelt one is put right. */
export const wordsToKnow = ({ title, words }: EntryRow): string[] => [
  ...new Set(
    plainText(`${title} ${words}`)
      .split(" ")
      .filter((word) => word.length >= LEAST_LETTERS && word.length <= 40 && !/\d/.test(word)),
  ),
];

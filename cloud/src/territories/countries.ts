import * as z from "zod";
import { isZone } from "../time-zone.ts";
import be from "./countries/be.json" with { type: "json" };
import fr from "./countries/fr.json" with { type: "json" };

const InBothLanguages = z.strictObject({ fr: z.string(), en: z.string() });
const Pattern = z.string().transform((pattern) => new RegExp(pattern, "u"));
const KindName = z.string().regex(/^[a-z][a-z-]*$/);

/** A kind of territory. */
export const Kind = z.strictObject({
  kind: KindName,
  names: InBothLanguages,
  code: Pattern,
  /** Of what it is a part: a bare code that both have means the other. */
  partOf: KindName.optional(),
  /** What it is made of, when the lists name its members and not where it lies. */
  membersOf: KindName.optional(),
  /** Addresses name it by its code. */
  holdsAddresses: z.boolean().default(false),
});
export type Kind = z.infer<typeof Kind>;

/** Columns that name the territories around, by their kind. */
const Parents = z.record(KindName, z.string());

/** An official list in CSV. */
const List = z.strictObject({
  name: z.string(),
  /** By which it is recognised. */
  columns: z.array(z.string()).min(2),
  without: z.array(z.string()).default([]),
  /** Kinds of which the list names every territory: those that it does not name have ended. */
  complete: z.array(KindName),
  /** Codes of which it says nothing, although they are of these kinds. */
  outside: z.string().optional(),
  /** Codes that stand for nothing. */
  none: z.array(z.string()).default([]),
  /** What one line says. */
  entries: z
    .array(
      z.strictObject({
        kind: z.union([
          KindName,
          z.strictObject({ column: z.string(), values: z.record(z.string(), KindName) }),
        ]),
        code: z.string(),
        name: z.string(),
        parents: Parents,
      }),
    )
    .min(1),
});
export type List = z.infer<typeof List>;

/** An official GeoJSON file with outlines. */
const Shapes = z.strictObject({
  name: z.string(),
  properties: z.array(z.string()).min(2),
  /** The kind whose form the first code must have, where properties do not tell files apart. */
  codeOf: KindName.optional(),
  kind: KindName,
  code: z.array(z.string()).min(1),
  title: z.array(z.string()).min(1),
  parents: z.record(KindName, z.array(z.string())),
});
export type Shapes = z.infer<typeof Shapes>;

/** A list that says which territories are urban or rural. */
const Densities = z.strictObject({
  name: z.string(),
  columns: z.array(z.string()).min(2),
  kind: KindName,
  code: z.string(),
  level: z.string(),
  label: z.string().optional(),
  rural: z.array(z.string()).min(1),
  urban: z.array(z.string()).min(1),
});
export type Densities = z.infer<typeof Densities>;

/** A list of addresses in CSV. */
const AddressFile = z.strictObject({
  name: z.string(),
  columns: z.array(z.string()).min(2),
  /** What identifies the street of a line: the first group of the pattern in the column. */
  street: z.strictObject({ column: z.string(), pattern: Pattern }),
  /** The first that is filled is shown, all are searched. */
  streetNames: z.array(z.string()).min(1),
  number: z.string(),
  suffix: z.string().optional(),
  postcode: z.string(),
  municipality: z.string(),
  municipalityNames: z.array(z.string()).min(1),
  /** Names by which people search a municipality too: a former one, a post office. */
  otherNames: z.array(z.string()).default([]),
  lon: z.string(),
  lat: z.string(),
  /** The part of the municipality's code that all lines of one file share. */
  scope: Pattern,
  /** Numbers that stand for none. */
  noNumber: z.array(z.string()).default([]),
  /** Only lines with one of these values count. */
  only: z.record(z.string(), z.array(z.string())).default({}),
});
export type AddressFile = z.infer<typeof AddressFile>;

const AddressRules = z.strictObject({
  /** How an address is written: {number} {street} {postcode} {municipality}. */
  label: z.string(),
  postcode: Pattern,
  /** What follows a number: "bis". A single letter may always. */
  suffixes: z.array(z.string()),
  abbreviations: z.record(z.string(), z.string()),
  /** Words of so many addresses that they alone find none: kinds of streets, articles. */
  common: z.array(z.string()).transform((words) => new Set(words)),
  /** Words that people add and that are in no list. */
  ignored: z.array(z.string()).transform((words) => new Set(words)),
});
export type AddressRules = z.infer<typeof AddressRules>;

/** A zone that this Node knows, by its IANA name. */
const Zone = z.string().refine(isZone);

/** What differs from one country to another. */
export const Country = z.strictObject({
  country: z.string().regex(/^[a-z]{2}$/),
  names: InBothLanguages,
  /** The legal time zone, and that of territories whose codes begin otherwise. */
  zone: Zone,
  zonesByCode: z.record(z.string(), Zone).default({}),
  /** And of those whose code begins as another kind's elsewhere does: "region-04". */
  zonesByKey: z.record(z.string(), Zone).default({}),
  /** The smallest first. */
  kinds: z.array(Kind).min(1),
  lists: z.array(List),
  shapes: z.array(Shapes),
  densities: z.array(Densities),
  addressFiles: z.array(AddressFile),
  addresses: AddressRules,
});
export type Country = z.infer<typeof Country>;

/** Another country is a file in countries/ and a line here. */
const files = { be, fr } as const;

export const countryNames = Object.keys(files) as readonly (keyof typeof files)[];

/** The legal zone of a territory by its kind and code; undefined where they say nothing of their own. */
export const zoneOfCode = (
  { zonesByCode, zonesByKey }: Pick<Country, "zonesByCode" | "zonesByKey">,
  kind: string,
  code: string,
): string | undefined =>
  zonesByKey[`${kind}-${code}`] ??
  Object.entries(zonesByCode).find(([begin]) => code.startsWith(begin))?.[1];

export const countryOf = (name: keyof typeof files): Country => Country.parse(files[name]);

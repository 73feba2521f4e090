import { type AtlasEntry, type EntryField, isGiven } from "../entry.ts";
import { isObject } from "./json-object.ts";
import { LONGEST_VALUE, tagItems } from "./osm-geojson.ts";
import { lengthOf, phoneBetter } from "./values.ts";

type Tags = { readonly [tag: string]: string };

/** The tags of OpenStreetMap that say what a structure is, by the code of its kind. */
const tagsOfKind: { readonly [kind: string]: Tags } = {
  ASSO: { office: "association" },
  BIB: { amenity: "library" },
  CAF: { office: "government", government: "social_security" },
  CC: { office: "government" },
  CCAS: { amenity: "social_facility", social_facility: "outreach" },
  CIAS: { amenity: "social_facility", social_facility: "outreach" },
  COMMUNE: { amenity: "townhall" },
  CS: { amenity: "community_centre" },
  CSC: { amenity: "community_centre" },
  EPN: { amenity: "internet_cafe" },
  EVS: { amenity: "community_centre" },
  FABLAB: { leisure: "hackerspace" },
  FT: { office: "employment_agency" },
  LA_POSTE: { amenity: "post_office" },
  MJC: { amenity: "community_centre" },
  ML: { office: "employment_agency" },
  MQ: { amenity: "community_centre" },
  MUNI: { amenity: "townhall" },
  RESSOURCERIE: { shop: "second_hand" },
  TIERS_LIEUX: { amenity: "coworking_space" },
};

const kindOfTag: { readonly [tag: string]: string } = {
  ...{ "office=association": "ASSO", "amenity=library": "BIB", "amenity=townhall": "MUNI" },
  ...{
    "amenity=community_centre": "CS",
    "amenity=internet_cafe": "EPN",
    "leisure=hackerspace": "FABLAB",
  },
  ...{ "office=employment_agency": "FT", "amenity=post_office": "LA_POSTE" },
  ...{ "amenity=coworking_space": "TIERS_LIEUX", "office=coworking": "TIERS_LIEUX" },
};

/** OpenStreetMap's social_facility:for. */
const groupOf: { readonly [word: string]: string } = {
  ...{ Jeunes: "juvenile", Étudiants: "student", "Familles et/ou enfants": "family" },
  ...{ Seniors: "senior", Femmes: "woman" },
};
const wordOfGroup = Object.fromEntries(
  Object.entries(groupOf).map(([word, group]) => [group, word]),
);

/** A number with its repetition, and the name of the street: "12 BIS RUE DE LECLERCQ". */
const HOUSE = /^(\d+(?:\s*(?:bis|ter|quater|[a-d]))?)[\s,]+(\p{L}.+)$/iu;

const addressTags = ({
  street = "",
}: AtlasEntry): { readonly [tag: string]: string | undefined } => {
  const [, housenumber, name] = HOUSE.exec(street) ?? [];
  if (name !== undefined) return { "addr:housenumber": housenumber, "addr:street": name };
  return { "addr:street": street === "" ? undefined : street };
};

const joined = (items: readonly string[] | undefined): string | undefined =>
  items === undefined || items.length === 0 ? undefined : items.join(";");

const pivotTag = (pivot: string | undefined): { readonly [tag: string]: string } => {
  if (pivot === undefined) return {};
  if (/^\d{14}$/.test(pivot)) return { "ref:FR:SIRET": pivot };
  return /^W\d{9}$/.test(pivot) ? { "ref:FR:RNA": pivot } : {};
};

const feeTag = (fees: readonly string[]): string | undefined => {
  if (fees.length === 0) return undefined;
  if (fees.every((fee) => fee === "Gratuit")) return "no";
  return fees.every((fee) => fee === "Payant") ? "yes" : undefined;
};

/** OpenStreetMap takes values of 255 characters: a summary that fits is better than details that do not. */
const shortest = ({ summary, description }: AtlasEntry): string | undefined =>
  [description, summary].find((text) => text !== undefined && lengthOf(text) <= LONGEST_VALUE) ??
  description ??
  summary;

const INTERNET = "Accès internet et matériel informatique";

export interface Feature {
  readonly type: "Feature";
  readonly id?: string;
  readonly geometry: {
    readonly type: "Point";
    readonly coordinates: readonly [number, number];
  } | null;
  readonly properties: { readonly [tag: string]: string };
}

/** A point with the tags of OpenStreetMap; without a point, a feature that has no place (RFC 7946, section 3.2). */
export const featureOf = (
  entry: AtlasEntry,
): { readonly feature: Feature; readonly lost: ReadonlyMap<EntryField, unknown> } => {
  const lost = new Map<EntryField, unknown>();
  const keep = (field: EntryField, value: unknown): void => {
    if (isGiven(value)) lost.set(field, value);
  };
  const { latitude, longitude, kinds = [], publics = [], fees = [], services = [], pivot } = entry;
  const isPlaced = latitude !== undefined && longitude !== undefined;
  const [kind] = kinds.filter((each) => tagsOfKind[each] !== undefined);
  keep(
    "kinds",
    kinds.filter((each) => each !== kind),
  );
  const groups = publics.flatMap((word) => groupOf[word] ?? []);
  keep(
    "publics",
    publics.filter((word) => groupOf[word] === undefined),
  );
  const fee = feeTag(fees);
  if (fee === undefined) keep("fees", fees);
  keep(
    "services",
    services.filter((service) => service !== INTERNET),
  );
  const pivotTags = pivotTag(pivot);
  if (Object.keys(pivotTags).length === 0) keep("pivot", pivot);
  const description = shortest(entry);
  for (const field of ["summary", "description"] as const)
    if (entry[field] !== description) keep(field, entry[field]);
  for (const field of NO_TAG) keep(field, entry[field]);
  const tags: { readonly [tag: string]: string | undefined } = {
    name: entry.name,
    ...tagsOfKind[kind ?? ""],
    ...addressTags(entry),
    "addr:postcode": entry.postcode,
    "addr:city": entry.commune,
    "ref:INSEE": entry.insee,
    phone: joined(entry.phones),
    email: joined(entry.emails),
    website: joined(entry.websites),
    opening_hours: entry.openingHours,
    description,
    operator: entry.parent,
    fee,
    internet_access: services.includes(INTERNET) ? "yes" : undefined,
    "social_facility:for": joined(groups),
    ...pivotTags,
    source: entry.source,
    "source:url": entry.sourceLink,
    check_date: entry.updatedOn,
  };
  return {
    feature: {
      type: "Feature",
      ...(entry.id === undefined ? {} : { id: entry.id }),
      geometry: isPlaced ? { type: "Point", coordinates: [longitude, latitude] } : null,
      properties: Object.fromEntries(
        Object.entries(tags).filter((each): each is [string, string] => each[1] !== undefined),
      ),
    },
    lost,
  };
};

const NO_TAG: readonly EntryField[] = [
  ...([
    "structure",
    "addressDetail",
    "mobility",
    "publicsDetail",
    "care",
    "feesDetail",
    "programmes",
  ] as const),
  ...([
    "labels",
    "otherLabels",
    "access",
    "accessConditions",
    "support",
    "accessibilityLink",
  ] as const),
  "bookingLink",
];

/** Read into fields of their own; every other tag is told as lost. */
const READ: readonly string[] = [
  ...[
    "name",
    "addr:housenumber",
    "addr:street",
    "addr:place",
    "addr:postcode",
    "addr:city",
    "ref:INSEE",
  ],
  ...["phone", "contact:phone", "mobile", "contact:mobile", "email", "contact:email", "website"],
  ...[
    "contact:website",
    "url",
    "opening_hours",
    "description",
    "operator",
    "fee",
    "internet_access",
  ],
  ...[
    "social_facility:for",
    "ref:FR:SIRET",
    "ref:FR:RNA",
    "source",
    "source:url",
    "check_date",
    "survey:date",
  ],
];

/** Something in the middle of a line or an area: the mean of its corners is near enough to find the door. */
const middleOf = (coordinates: unknown): readonly [number, number] | undefined => {
  const points: (readonly [number, number])[] = [];
  const visit = (value: unknown): void => {
    if (!Array.isArray(value)) return;
    if (typeof value[0] === "number" && typeof value[1] === "number")
      points.push([value[0], value[1]]);
    else value.forEach(visit);
  };
  visit(coordinates);
  // A ring ends where it begins.
  const [first] = points;
  const distinct =
    points.length > 1 && String(first) === String(points.at(-1)) ? points.slice(0, -1) : points;
  if (distinct.length === 0) return undefined;
  const mean = (place: 0 | 1) =>
    distinct.reduce((sum, point) => sum + point[place], 0) / distinct.length;
  const round = (degrees: number) => Math.round(degrees * 1e7) / 1e7;
  return [round(mean(0)), round(mean(1))];
};

/** An entry from a feature, and the tags that an entry has no field for. */
export const entryOfFeature = (
  value: unknown,
): { readonly entry: AtlasEntry; readonly lost: ReadonlyMap<string, unknown> } | undefined => {
  if (!isObject(value) || !isObject(value.properties)) return undefined;
  const { geometry, properties, id } = value;
  const tag = (...names: readonly string[]): string | undefined => {
    for (const name of names) {
      const found = (properties as { readonly [name: string]: unknown })[name];
      if ((typeof found === "string" && found.trim() !== "") || typeof found === "number")
        return String(found);
    }
    return undefined;
  };
  const list = (...names: readonly string[]): readonly string[] | undefined => {
    const items = names.flatMap((name) => tagItems(tag(name) ?? ""));
    return items.length === 0 ? undefined : [...new Set(items)];
  };
  const point = isObject(geometry) ? middleOf(geometry.coordinates) : undefined;
  const lost = new Map<string, unknown>();
  if (isObject(geometry) && geometry.type !== "Point") lost.set("geometry", geometry.type);
  const kinds = Object.entries(properties as object).flatMap(
    ([name, text]) => kindOfTag[`${name}=${text}`] ?? [],
  );
  const groups = list("social_facility:for") ?? [];
  for (const [name, text] of Object.entries(properties as object))
    if (!READ.includes(name) && kindOfTag[`${name}=${text}`] === undefined && isGiven(text))
      lost.set(name, text);
  const unknown = groups.filter((group) => wordOfGroup[group] === undefined);
  if (unknown.length > 0) lost.set("social_facility:for", unknown);
  const fee = tag("fee");
  const internet = tag("internet_access");
  const street = [tag("addr:housenumber"), tag("addr:street", "addr:place")].filter(
    (part) => part !== undefined,
  );
  return {
    entry: {
      id: typeof id === "string" || typeof id === "number" ? String(id) : undefined,
      ...{ name: tag("name"), source: tag("source"), sourceLink: tag("source:url") },
      pivot: tag("ref:FR:SIRET") ?? tag("ref:FR:RNA"),
      street: street.length === 0 ? undefined : street.join(" "),
      ...{ postcode: tag("addr:postcode"), commune: tag("addr:city"), insee: tag("ref:INSEE") },
      ...{ latitude: point?.[1], longitude: point?.[0] },
      kinds: kinds.length === 0 ? undefined : [...new Set(kinds)],
      phones: list("phone", "contact:phone", "mobile", "contact:mobile")?.map(
        (item) => phoneBetter(item) ?? item,
      ),
      emails: list("email", "contact:email"),
      websites: list("website", "contact:website", "url"),
      openingHours: tag("opening_hours"),
      description: tag("description"),
      parent: tag("operator"),
      updatedOn: tag("check_date", "survey:date"),
      fees: fee === "yes" ? ["Payant"] : fee === "no" ? ["Gratuit"] : undefined,
      services: internet !== undefined && internet !== "no" ? [INTERNET] : undefined,
      publics: groups.some((group) => wordOfGroup[group] !== undefined)
        ? groups.flatMap((group) => wordOfGroup[group] ?? [])
        : undefined,
    },
    lost,
  };
};

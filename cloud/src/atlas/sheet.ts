import { createHash } from "node:crypto";
import * as z from "zod";
import { canBeSeen } from "../api/given-names.ts";
import { oneLine } from "../one-line.ts";
import { plainText } from "../territories/search-words.ts";
import type { AtlasEntry } from "./entry.ts";
import { isEmail } from "./formats/values.ts";

/** Who is meant by an entry (the inventory's three families), and what it is. */
export const families = ["mediation", "autonomy", "association"] as const;
export type Family = (typeof families)[number];
export const natures = ["structure", "offer"] as const;
export type Nature = (typeof natures)[number];
/** Only what is published is seen by everybody. */
export const entryStates = ["published", "proposed", "withdrawn"] as const;
export type EntryState = (typeof entryStates)[number];

const line = (longest: number) =>
  z
    .string()
    .max(4 * longest)
    .transform((text) => oneLine(text.normalize("NFC"), longest));

/** Paragraphs, without control signs. */
const paragraphs = (longest: number) =>
  z
    .string()
    .max(4 * longest)
    .transform((text) =>
      text
        .normalize("NFC")
        .replaceAll(/\r\n?/g, "\n")
        .replaceAll(/[^\P{Cc}\n]/gu, " ")
        .trim()
        .slice(0, longest),
    );

const MOST_ITEMS = 30;
const items = (longest: number, isKept: (text: string) => boolean = () => true) =>
  z
    .array(line(longest))
    .max(MOST_ITEMS)
    .transform((list) => [...new Set(list)].filter((text) => text !== "" && isKept(text)));

const MOST_ADDRESS = 500;

/** A link that a browser may follow: no script, no file, no name and password. */
export const isLink = (text: string): boolean => {
  const url = URL.parse(text);
  return (
    url !== null &&
    (url.protocol === "https:" || url.protocol === "http:") &&
    url.username === "" &&
    url.password === ""
  );
};

const link = line(MOST_ADDRESS).transform((text) => (isLink(text) ? text : ""));

/**
 * What is kept of a place or an offer: the fields of `AtlasEntry` that describe it. An empty text and an empty list
 * are left out, so that two sheets that say the same are the same. Links that are none of the web are left out too.
 */
export const AtlasSheet = z
  .strictObject({
    name: line(200).refine(canBeSeen, "Nothing of the name can be seen"),
    pivot: line(14).optional(),
    street: line(300).optional(),
    addressDetail: line(300).optional(),
    postcode: line(10).optional(),
    commune: line(100).optional(),
    insee: line(5).optional(),
    latitude: z.number().min(-90).max(90).optional(),
    longitude: z.number().min(-180).max(180).optional(),
    kinds: items(100).optional(),
    phones: items(40).optional(),
    emails: items(200, isEmail).optional(),
    websites: items(MOST_ADDRESS, isLink).optional(),
    openingHours: line(1_000).optional(),
    summary: paragraphs(1_000).optional(),
    description: paragraphs(10_000).optional(),
    parent: line(200).optional(),
    updatedOn: z.iso.date().optional(),
    mobility: items(100).optional(),
    services: items(200).optional(),
    publics: items(200).optional(),
    publicsDetail: paragraphs(2_000).optional(),
    care: items(200).optional(),
    fees: items(100).optional(),
    feesDetail: paragraphs(2_000).optional(),
    programmes: items(200).optional(),
    labels: items(200).optional(),
    otherLabels: line(1_000).optional(),
    access: items(200).optional(),
    accessConditions: paragraphs(2_000).optional(),
    support: items(200).optional(),
    accessibilityLink: link.optional(),
    bookingLink: link.optional(),
    sourceLink: link.optional(),
  })
  .refine(
    ({ latitude, longitude }) => (latitude === undefined) === (longitude === undefined),
    "Latitude and longitude go together",
  )
  .transform(
    (sheet) =>
      Object.fromEntries(
        Object.entries(sheet).filter(
          ([, value]) =>
            value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0),
        ),
      ) as typeof sheet,
  );
export type AtlasSheet = z.output<typeof AtlasSheet>;

/** As it is compared: the same for two sheets that say the same. */
export const digestOf = (
  sheet: AtlasSheet,
  { family, nature, structure }: { family: Family; nature: Nature; structure: string | undefined },
): string => {
  const ordered = Object.entries(sheet).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([family, nature, structure ?? null, ordered]))
    .digest("base64url");
};

const SLUG_LENGTH = 60;

/** Its name in addresses, the same at every import: "mediatheque-jules-verne-cenon-3f9a2c1b". */
export const slugOf = (
  { name, commune = "" }: Pick<AtlasSheet, "name" | "commune">,
  { source, key }: { readonly source: string; readonly key: string },
): string => {
  const words = plainText(`${name} ${commune}`)
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, SLUG_LENGTH)
    .replaceAll(/^-+|-+$/g, "");
  const mark = createHash("sha256")
    .update(JSON.stringify([source, key]))
    .digest("hex")
    .slice(0, 8);
  return words === "" ? mark : `${words}-${mark}`;
};

/** The words of the lists by which entries are chosen. */
export const facetsOf = ({
  services = [],
  publics = [],
  care = [],
  fees = [],
}: Pick<AtlasSheet, "services" | "publics" | "care" | "fees">): string[] => [
  ...new Set([...services, ...publics, ...care, ...fees]),
];

/** By what a list is in alphabetical order. */
export const orderOf = ({ name }: Pick<AtlasSheet, "name">): string =>
  plainText(name).slice(0, 200);

/** As the formats of others write it. */
export const entryOfSheet = (
  sheet: AtlasSheet,
  own: { readonly source: string; readonly key: string; readonly structure?: string | undefined },
): AtlasEntry => ({ ...sheet, id: own.key, source: own.source, structure: own.structure });

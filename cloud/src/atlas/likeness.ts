import { editDistance } from "../edit-distance.ts";
import { distanceBetween } from "../places/distance.ts";
import { plainText } from "../territories/search-words.ts";
import { soundsOf } from "./phonetic.ts";
import type { AtlasSheet } from "./sheet.ts";

/** What is looked at to tell whether two entries are one place. */
export type Compared = Pick<
  AtlasSheet,
  "name" | "pivot" | "insee" | "postcode" | "latitude" | "longitude" | "phones" | "emails"
>;

export const likenessReasons = ["siret", "name", "sound", "near", "contact"] as const;
export type LikenessReason = (typeof likenessReasons)[number];

export interface Likeness {
  /** 0 to 1. From `LIKELY` on it is probably the same place. */
  readonly score: number;
  readonly reasons: readonly LikenessReason[];
}

/** From here on somebody should look. */
export const LIKELY = 0.75;

/** Some 500 m to the north, 390 m to the east in France. */
const CELL_DEGREES = 0.005;
/** Two files rarely put a place further apart. */
const NEAR_M = 250;

/** The scheme admits "00000000000000" for who has no number. */
const pivotOf = ({ pivot }: Compared): string | undefined =>
  pivot === undefined || /^0*$/.test(pivot) ? undefined : pivot.toUpperCase();

const cellOf = (degrees: number): number => Math.floor(degrees / CELL_DEGREES);

const townOf = ({ insee, postcode }: Compared): string | undefined => insee ?? postcode;

/** Under which entries are found again that may be the same: two that are alike share one at least. */
export const keysOf = (sheet: Compared): string[] => {
  const sounds = soundsOf(sheet.name);
  const { latitude, longitude } = sheet;
  const pivot = pivotOf(sheet);
  const town = townOf(sheet);
  return [
    ...(pivot === undefined ? [] : [`pivot ${pivot}`]),
    ...(town === undefined ? [] : [`town ${town} ${sounds.toSorted().join(" ")}`]),
    ...(latitude === undefined || longitude === undefined
      ? []
      : sounds.map((sound) => `cell ${cellOf(latitude)} ${cellOf(longitude)} ${sound}`)),
  ];
};

/** The cell of a coordinate, and the one beside it that is nearer: what is within half a cell lies in one of the two. */
const cellsNear = (degrees: number): readonly number[] => {
  const own = cellOf(degrees);
  return [own, degrees / CELL_DEGREES - own < 0.5 ? own - 1 : own + 1];
};

/** Under which an entry's likes are looked for: those of the cells beside its own too. */
export const askedKeysOf = (sheet: Compared): string[] => {
  const { latitude, longitude } = sheet;
  const own = keysOf(sheet);
  if (latitude === undefined || longitude === undefined) return own;
  const sounds = soundsOf(sheet.name);
  const around = cellsNear(latitude).flatMap((row) =>
    cellsNear(longitude).flatMap((column) =>
      sounds.map((sound) => `cell ${row} ${column} ${sound}`),
    ),
  );
  return [...new Set([...own, ...around])];
};

/** How much of the letters two names share, 0 to 1. */
const lettersShared = (one: string, other: string): number => {
  const longest = Math.max(one.length, other.length);
  return longest === 0 ? 0 : 1 - editDistance(one, other) / longest;
};

/** How many of the words of both names sound alike (Dice). */
const soundsShared = (one: readonly string[], other: readonly string[]): number => {
  const both = one.filter((sound) => other.includes(sound)).length;
  return one.length + other.length === 0 ? 0 : (2 * both) / (one.length + other.length);
};

const metresBetween = (one: Compared, other: Compared): number | undefined =>
  one.latitude === undefined ||
  one.longitude === undefined ||
  other.latitude === undefined ||
  other.longitude === undefined
    ? undefined
    : distanceBetween(
        { lat: one.latitude, lon: one.longitude },
        { lat: other.latitude, lon: other.longitude },
      );

const share = (one: readonly string[] = [], other: readonly string[] = []): boolean =>
  one.some((item) => other.includes(item));

/**
 * How likely two entries are the same place. One name at one place, or in one commune, is; one SIRET is as far as the
 * names have something in common, since a town's services share its number.
 */
export const likenessOf = (one: Compared, other: Compared): Likeness => {
  const reasons: LikenessReason[] = [];
  const letters = lettersShared(plainText(one.name), plainText(other.name));
  const sounds = soundsShared(soundsOf(one.name), soundsOf(other.name));
  const name = Math.max(letters, sounds);
  if (letters >= 0.85) reasons.push("name");
  else if (sounds >= 0.66) reasons.push("sound");
  const metres = metresBetween(one, other);
  const isSamePivot = pivotOf(one) !== undefined && pivotOf(one) === pivotOf(other);
  if (isSamePivot) reasons.push("siret");
  if (metres !== undefined && metres <= NEAR_M) reasons.push("near");
  const hasContact = share(one.phones, other.phones) || share(one.emails, other.emails);
  if (hasContact) reasons.push("contact");
  const isSameTown = townOf(one) !== undefined && townOf(one) === townOf(other);
  const place =
    metres !== undefined ? Math.max(0, 1 - metres / (4 * NEAR_M)) : isSameTown ? 0.7 : 0.2;
  const score = 0.55 * name + 0.3 * place + (isSamePivot ? 0.25 : 0) + (hasContact ? 0.1 : 0);
  return { score: Math.min(1, Math.round(score * 100) / 100), reasons };
};

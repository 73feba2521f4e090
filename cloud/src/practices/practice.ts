import { contrast, TEXT_CONTRAST } from "@datacityzen/hardware/look/contrast";
import * as z from "zod";
import { watchedNames } from "../alerts/watched.ts";
import { oneLine } from "../one-line.ts";

/** Sums are shown rounded down to this: fewer people than so many are nobody. */
const ROUNDED_TO = 10;
export const roundedDown = (count: number): number => Math.floor(count / ROUNDED_TO) * ROUNDED_TO;

const DAY_MS = 86_400_000;
/** The Monday of an instant's week, in UTC: "2026-11-23". */
export const mondayOf = (at: number): string => {
  const day = Math.floor(at / DAY_MS);
  // 1 January 1970 was a Thursday.
  return new Date((day - ((day + 3) % 7)) * DAY_MS).toISOString().slice(0, 10);
};

export const Proposal = z.object({ watched: z.enum(watchedNames), up: z.number() });
export type Proposal = z.infer<typeof Proposal>;

const line = (longest: number) =>
  z
    .string()
    .max(2 * longest)
    .transform((text) => oneLine(text, longest));
/** Paragraphs, without control signs. */
const paragraphs = (longest: number) =>
  z
    .string()
    .max(longest)
    .transform((text) => text.replaceAll(/[^\P{Cc}\n]/gu, " ").trim());

const Colour = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as "#0b4f54"')
  .transform((text) => text.toLowerCase());

export const Slug = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
    "must be small letters, digits and hyphens: 40 at most",
  );

/** Why a text cannot be read on a ground; undefined when it can. */
export const contrastRefusal = (ground: string, ink: string): string | undefined => {
  const found = contrast(ground, ink);
  if (found >= TEXT_CONTRAST) return undefined;
  const [better] = ["#000000", "#ffffff"].toSorted(
    (one, other) => contrast(ground, other) - contrast(ground, one),
  );
  const best = contrast(ground, better as string);
  return best >= TEXT_CONTRAST
    ? `The text ${ink} on ${ground} has a contrast of ${found.toFixed(1)} to 1, and ${TEXT_CONTRAST} to 1 is needed: on this ground ${better} has ${best.toFixed(1)}.`
    : `The text ${ink} on ${ground} has a contrast of ${found.toFixed(1)} to 1, and ${TEXT_CONTRAST} to 1 is needed: no text has that on this ground, take a lighter or a darker one.`;
};

export const PracticeGiven = z.object({
  slug: Slug,
  name: line(80).pipe(z.string().min(1)),
  words: paragraphs(1_000).default(""),
  terms: paragraphs(4_000).default(""),
  address: line(200).default(""),
  ground: Colour.default("#0b4f54"),
  ink: Colour.default("#ffffff"),
  logo: z.uuid().nullable().optional().meta({
    description: "A picture that was uploaded; absent: as it is; null: none",
  }),
  proposals: z.array(Proposal).max(10).default([]),
  isOpen: z.boolean().optional().meta({
    description: "Whether people can subscribe: for administrators of the platform",
  }),
});
export type PracticeGiven = z.output<typeof PracticeGiven>;

import * as z from "zod";
import type { Answering } from "../api/api.ts";
import { isoInstant } from "../api/times.ts";
import { DAY_MS, dayOf, HOUR_MS } from "./days/day-block.ts";
import { partsOfDay } from "./retention.ts";
import type { Buckets, Kept, Range } from "./store.ts";

/** The finest that is kept of a part of a range. */
export type Finest = "hour" | "day" | "none";

/** A part of a range that cannot be answered as it was asked. */
export interface LostPart extends Range {
  readonly finest: Finest;
}

/** Whether intervals are made of whole hours, or days, in a part of their range. */
const isMadeOf = (part: LostPart, buckets: Buckets, zone: string): boolean => {
  if (part.finest === "none") return false;
  const unit = part.finest === "hour" ? HOUR_MS : DAY_MS;
  if ("every" in buckets) return buckets.every % unit === 0;
  const isEdge = (edge: number): boolean =>
    edge % unit === 0 ||
    (unit === DAY_MS && partsOfDay(dayOf(edge), zone).some(({ from }) => from === edge));
  return buckets.edges.every((edge) => edge <= part.from || edge >= part.until || isEdge(edge));
};

/** The parts of a range of which single values (without `buckets`), or sums of these intervals, are no longer kept. */
export const lostParts = (
  { values, hours, days, zone }: Kept,
  { from, until }: Range,
  buckets?: Buckets,
): readonly LostPart[] => {
  if (from >= values) return [];
  const edges = [
    { finest: "none", from: Number.NEGATIVE_INFINITY, until: days },
    { finest: "day", from: days, until: Math.max(days, hours) },
    { finest: "hour", from: Math.max(days, hours), until: values },
  ] as const;
  return edges
    .map((one) => ({ ...one, from: Math.max(one.from, from), until: Math.min(one.until, until) }))
    .filter((part) => part.from < part.until)
    .filter((part) => buckets === undefined || !isMadeOf(part, buckets, zone));
};

/** What each answer says of such parts. */
export const noLongerKept = z
  .array(
    z.object({
      from: z.iso.datetime(),
      until: z.iso.datetime(),
      finest: z.enum(["hour", "day", "none"]),
    }),
  )
  .optional()
  .meta({
    description:
      "Parts of the range that cannot be answered as they were asked, because the operator of this server does not keep single values for ever; `finest`: the shortest means that there are of them (`every=PT1H`, `every=P1D`), or none. In each format the header `No-Longer-Kept` says the same. Absent where all is kept",
  });

/** Says so in the answer's head, and in a header for formats without one. */
export const tellLost = (
  reply: Answering,
  parts: readonly LostPart[],
): { readonly no_longer_kept?: z.infer<typeof noLongerKept> } => {
  if (parts.length === 0) return {};
  const told = parts.map(({ from, until, finest }) => ({
    from: isoInstant(from),
    until: isoInstant(until),
    finest,
  }));
  reply.header(
    "no-longer-kept",
    told.map(({ from, until, finest }) => `${from}/${until};finest=${finest}`).join(", "),
  );
  return { no_longer_kept: told };
};

/** Intervals at least so long are answered in all of a range; undefined where single values are. */
export const shortestKept = (kept: Kept, { from, until }: Range): number | undefined => {
  const parts = lostParts(kept, { from, until });
  if (parts.length === 0) return undefined;
  return parts.some(({ finest }) => finest === "day") ? DAY_MS : HOUR_MS;
};

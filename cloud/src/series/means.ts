import {
  extremesOf,
  meanOf as meanOfSums,
  roundedTo,
} from "@datacityzen/hardware/averaging/summary";
import { Flag } from "@datacityzen/hardware/flags";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import * as z from "zod";
import type { Row } from "../api/formats.ts";
import { isoInstant, LengthParameter, ZoneParameter } from "../api/times.ts";
import { type Cadence, expectedReadings } from "../stations/station.ts";
import { answered, isPaged, leaving, nextPage, type SendText, textOf } from "./answers.ts";
import { type AskedIntervals, endOfIntervals, intervalsOf } from "./asked-intervals.ts";
import { cadencesIn } from "./completeness.ts";
import { MADE_AT_ONCE, MOST_POINTS } from "./limits.ts";
import { tellLost } from "./lost-parts.ts";
import type { Asked } from "./points.ts";
import {
  cursorOf,
  cutTo,
  head,
  headOf,
  next,
  ofSeries,
  Paged,
  placeCells,
  placeColumns,
  Query,
  type Selected,
  type SeriesParts,
  selected,
} from "./selection.ts";
import type { Bucket } from "./store.ts";
import type { Piece } from "./text.ts";

export const MeansQuery = Query.extend({
  every: LengthParameter,
  zone: ZoneParameter.optional(),
  ...Paged,
});
export type MeansQuery = z.infer<typeof MeansQuery>;

export const Mean = z.object({
  at: z.iso.datetime().meta({ description: "Start of the interval; never before `from`" }),
  until: z.iso.datetime().meta({ description: "End of the interval, which is not in it" }),
  local: z
    .string()
    .optional()
    .meta({ description: "`at` in the zone that was asked for, with its offset" }),
  partial: z.boolean().meta({ description: "The range or the present cuts the interval" }),
  mean: z.number().nullable().meta({
    description: "Null for directions that cancel each other, and where all readings are left out",
  }),
  min: z.number().optional().meta({ description: "Absent for directions: see `arc`" }),
  max: z.number().optional(),
  arc: z
    .object({ from: z.number(), to: z.number(), width: z.number() })
    .optional()
    .meta({ description: "For directions: the smallest arc, clockwise, that holds all" }),
  count: z.int().meta({ description: "Readings that the mean is made of" }),
  left_out: z.int().optional().meta({
    description:
      "Readings that no instrument gives, by a mistake of unit for example; they are not in the mean. Absent when there is none",
  }),
  expected: z
    .int()
    .nullable()
    .meta({ description: "Readings that the interval should have; null when not known" }),
  flags: z.array(Flag).meta({ description: "Flags that any of the readings has" }),
});
export type Mean = z.infer<typeof Mean>;

export const MeansAnswer = z
  .object({
    ...head,
    every: z.string(),
    zone: z.string().optional(),
    next,
    series: z.array(z.object({ ...ofSeries, points: z.array(Mean) })),
  })
  .meta({ id: "Means" });
export type MeansAnswer = z.infer<typeof MeansAnswer>;

export const columns = [
  ...["station", "sensor", "origin", "quantity", "unit", "at", "until", "local", "partial"],
  ...["mean", "min", "max", "arc_from", "arc_to", "count", "left_out", "expected", "flags"],
];

export type MeanPiece = Piece<Bucket> & { readonly cadences: readonly Cadence[] };

/** The figures of one interval, with the digits that they deserve. */
const meanIn = (
  { sums, leftOut, flags }: Pick<Bucket, "sums" | "leftOut" | "flags">,
  quantity: QuantityName,
): Pick<Mean, "mean" | "min" | "max" | "arc" | "count" | "left_out" | "flags"> => {
  const { averaging } = quantities[quantity];
  const mean = meanOfSums(sums, averaging);
  const extremes = extremesOf(sums, averaging);
  const rounded = (value: number) => roundedTo(value, quantity, 1);
  return {
    mean: mean === undefined ? null : rounded(mean),
    ...(extremes?.kind === "range"
      ? { min: rounded(extremes.minimum.value), max: rounded(extremes.maximum.value) }
      : {}),
    ...(extremes?.kind === "arc" ? { arc: extremes.arc } : {}),
    count: sums.count,
    ...(leftOut === 0 ? {} : { left_out: leftOut }),
    flags: [...flags],
  };
};

const localTime = (at: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at).toString({
    timeZone: zone,
    smallestUnit: "second",
  });

/** How intervals are written: `present` is when the answer is made. */
export const meanWriter =
  (
    { quantity, zone }: Pick<MeansQuery, "quantity" | "zone">,
    { intervalOf }: AskedIntervals,
    present: number,
  ) =>
  (bucket: Bucket, { cadences }: MeanPiece): Mean => {
    const { from, until, partial } = intervalOf(bucket);
    return {
      at: isoInstant(from),
      until: isoInstant(until),
      ...(zone === undefined ? {} : { local: localTime(from, zone) }),
      partial: partial || until > present,
      ...meanIn(bucket, quantity),
      expected: expectedReadings(cadences, { from, until }, present),
    };
  };

export const rowOfMean = ({ arc, flags, ...mean }: Mean): Row => ({
  ...mean,
  left_out: mean.left_out ?? 0,
  ...(arc === undefined ? {} : { arc_from: arc.from, arc_to: arc.to }),
  flags: flags.join(" "),
});

/** The means of each series in turn, computed as they are asked for. */
async function* meanPieces(
  { series, now }: SeriesParts,
  { record, keys, selection }: Selected,
  { made, windows }: AskedIntervals,
  signal: AbortSignal,
): AsyncGenerator<MeanPiece> {
  const isSmall = made * keys.length <= MADE_AT_ONCE;
  const parts = isSmall
    ? [selection]
    : keys.map(({ sensor, origin }) => ({ ...selection, sensors: [sensor], origins: [origin] }));
  for (const part of parts)
    for (const { buckets, ...range } of windows(isSmall ? made : MADE_AT_ONCE)) {
      const asked = { ...part, ...range };
      const found = await answered(series.aggregate({ ...asked, buckets }, { signal }));
      const cadences = await cadencesIn(series, record, asked, found, { present: now(), signal });
      for (const one of found) yield { ...one, cadences: cadences(one) };
    }
}

export const meansAnswer = async (
  parts: SeriesParts,
  send: SendText,
  query: MeansQuery,
  { view, format, reply }: Asked,
): Promise<MeansAnswer> => {
  const asked = await selected(parts, query, view);
  const most = Math.max(
    1,
    Math.floor((query.limit ?? MOST_POINTS) / Math.max(1, asked.keys.length)),
  );
  const found = isPaged(query) ? cutTo(asked, endOfIntervals(query, asked.selection, most)) : asked;
  const { keys, selection, places } = found;
  const rest = { from: selection.until, until: asked.selection.until };
  const more = nextPage(reply, rest, cursorOf(query));
  const intervals = intervalsOf(query, selection, keys.length);
  const signal = leaving(reply);
  const meanOf = meanWriter(query, intervals, parts.now());
  return send(reply, format, intervals.made * keys.length, () =>
    textOf<Bucket, MeanPiece>(format, query, {
      head: {
        ...headOf(query, found),
        every: query.every,
        ...(query.zone === undefined ? {} : { zone: query.zone }),
        ...tellLost(reply, intervals.lost(parts.series.kept())),
        ...more,
      },
      columns: [...columns, ...placeColumns(places)],
      pieces: meanPieces(parts, found, intervals, signal),
      toPoint: meanOf,
      toRow: (bucket, piece) => ({
        ...rowOfMean(meanOf(bucket, piece)),
        ...placeCells(places, bucket.at),
      }),
    }),
  );
};

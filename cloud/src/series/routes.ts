import { extremesOf, meanOf, roundedTo } from "@datacityzen/hardware/averaging/summary";
import { Flag, origins } from "@datacityzen/hardware/flags";
import { SensorId, StationId } from "@datacityzen/hardware/identifiers";
import { QuantityName, quantities } from "@datacityzen/hardware/quantities";
import * as z from "zod";
import { type Answering, type Api, type Asking, trustedSerializer } from "../api/api.ts";
import { type Format, formatOf, type Row } from "../api/formats.ts";
import { createPlaces } from "../api/places.ts";
import { apiProblems, Problem, refusals } from "../api/problems.ts";
import { sendStreamed, sendWhole } from "../api/streamed-answer.ts";
import { InstantParameter, isoInstant, LengthParameter, ZoneParameter } from "../api/times.ts";
import { AveragingName } from "../quantities/routes.ts";
import type { StationDirectory } from "../stations/directory.ts";
import { stationProblems } from "../stations/problems.ts";
import {
  type Cadence,
  cadencesOf,
  expectedReadings,
  type StationRecord,
} from "../stations/station.ts";
import { effectiveCadences } from "./cadences.ts";
import {
  calendarIntervals,
  calendarLength,
  cutInterval,
  fixedLength,
  gridIntervals,
  gridWindows,
  type Interval,
} from "./intervals.ts";
import { seriesProblems } from "./problems.ts";
import {
  type Bucket,
  type Buckets,
  gridStart,
  type OfSeries,
  type Point,
  type Range,
  ReadRefused,
  type Selection,
  type SeriesKey,
  type SeriesStore,
} from "./store.ts";
import { csvText, jsonText, ndjsonText, type Piece } from "./text.ts";

/** The most points or means that one answer carries, of all its series: some 10 MB of JSON. */
const MOST_POINTS = 100_000;

type MeanPiece = Piece<Bucket> & { readonly cadences: readonly Cadence[] };

/** Points of an answer that is made at once; a larger one is streamed, and takes a place while it goes on. */
const MADE_AT_ONCE = 5_000;

const largeAnswers = {
  what: "large answers",
  most: 4,
  mostOfAddress: 2,
  waitMs: 10_000,
  mostWaiting: 100,
};

const DAY_MS = 86_400_000;

const OriginName = z.enum(origins);

const Query = z.object({
  station: StationId,
  quantity: QuantityName,
  sensor: SensorId.optional(),
  origin: OriginName.optional().describe("Only values that were measured, replayed or simulated"),
  from: InstantParameter.optional().describe("Included; a day before `until` when absent"),
  until: InstantParameter.optional().describe("Excluded; now when absent"),
});

const MeansQuery = Query.extend({ every: LengthParameter, zone: ZoneParameter.optional() });

const RawPoint = z.object({
  at: z.iso.datetime(),
  received: z.iso.datetime(),
  value: z.number(),
  flags: z.array(Flag),
  first: z
    .number()
    .optional()
    .meta({ description: "The value that came first, where a person chose another" }),
});

const Mean = z.object({
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
type Mean = z.infer<typeof Mean>;

const head = {
  station: StationId,
  quantity: QuantityName,
  unit: z.string().meta({ description: "UCUM" }),
  averaging: AveragingName,
  from: z.iso.datetime(),
  until: z.iso.datetime(),
};
const ofSeries = { sensor: SensorId, origin: OriginName };

const RawAnswer = z
  .object({
    ...head,
    series: z.array(z.object({ ...ofSeries, points: z.array(RawPoint) })),
  })
  .meta({ id: "Series" });

const MeansAnswer = z
  .object({
    ...head,
    every: z.string(),
    zone: z.string().optional(),
    series: z.array(z.object({ ...ofSeries, points: z.array(Mean) })),
  })
  .meta({ id: "Means" });

const rawColumns = [
  ...["station", "sensor", "origin", "quantity", "unit"],
  ...["at", "value", "received", "flags", "first"],
];
const meanColumns = [
  ...["station", "sensor", "origin", "quantity", "unit", "at", "until", "local", "partial"],
  ...["mean", "min", "max", "arc_from", "arc_to", "count", "left_out", "expected", "flags"],
];

export interface SeriesRoutesParts {
  readonly series: SeriesStore;
  readonly stations: StationDirectory;
  readonly now: () => number;
}

/** Aborts when whoever asked has left. */
const leaving = ({ raw }: Answering): AbortSignal => {
  const gone = new AbortController();
  raw.once("close", () => gone.abort());
  return gone.signal;
};

const readRefusals = {
  busy: [apiProblems.busy, "Too many heavy questions wait already."],
  deadline: [apiProblems.too_slow, "Ask for a shorter range, or for longer means."],
  aborted: [apiProblems.too_slow, "The question was given up."],
} as const;

/** What the store answers, or its refusal as a problem. */
const answered = async <T>(question: Promise<T>): Promise<T> =>
  question.catch((error: unknown) => {
    if (!(error instanceof ReadRefused)) throw error;
    const [kind, detail] = readRefusals[error.code];
    throw new Problem(kind, detail, { cause: error });
  });

const tooMany = (what: string, remedy: string): Problem =>
  new Problem(
    seriesProblems.too_many_points,
    `${what} and one answer carries ${MOST_POINTS}: ${remedy}`,
  );

/** The figures of one interval, with the digits that they deserve. */
const meanIn = (
  { sums, leftOut, flags }: Pick<Bucket, "sums" | "leftOut" | "flags">,
  quantity: QuantityName,
): Pick<Mean, "mean" | "min" | "max" | "arc" | "count" | "left_out" | "flags"> => {
  const { averaging } = quantities[quantity];
  const mean = meanOf(sums, averaging);
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

export const seriesRoutes = (api: Api, { series, stations, now }: SeriesRoutesParts): void => {
  const find = async (station: string): Promise<StationRecord> => {
    const record = await stations.find(station);
    if (record !== undefined) return record;
    throw new Problem(
      stationProblems.station_unknown,
      `No station named "${station}" has reported.`,
    );
  };

  /** The series that the question concerns. A sensor that never gave the quantity is an error of the asker. */
  const seriesOf = async ({ station, quantity, sensor, origin }: z.infer<typeof Query>) => {
    const latest = (await series.latest([station])).get(station) ?? [];
    if (sensor !== undefined && !latest.some((value) => value.sensor === sensor))
      throw new Problem(
        seriesProblems.sensor_unknown,
        `The station "${station}" has no sensor "${sensor}". It has ${
          [...new Set(latest.map((value) => value.sensor))].join(", ") || "none yet"
        }.`,
      );
    return latest.filter(
      (value) =>
        value.quantity === quantity &&
        (sensor === undefined || value.sensor === sensor) &&
        (origin === undefined || value.origin === origin),
    );
  };

  const places = createPlaces(largeAnswers);

  /** Sends the text: at once when it is small, else as it is read, in one of the places for large answers. */
  const sendText = async (
    reply: Answering,
    format: Format,
    points: number,
    text: () => AsyncGenerator<string>,
  ): Promise<never> => {
    if (points <= MADE_AT_ONCE) return (await sendWhole(reply, format, text())) as never;
    const leave = await places.take(reply.request.ip);
    reply.raw.once("close", leave);
    // Whoever left while waiting for the place will not close again.
    if (reply.raw.destroyed) leave();
    return (await sendStreamed(reply, format, text())) as never;
  };

  const selectionOf = (query: z.infer<typeof Query>): Selection => {
    const until = query.until ?? now();
    const from = query.from ?? until - DAY_MS;
    if (from >= until)
      throw new Problem(
        seriesProblems.range_invalid,
        `"from" (${isoInstant(from)}) is not before "until" (${isoInstant(until)}).`,
      );
    return {
      stations: [query.station],
      quantities: [query.quantity],
      sensors: query.sensor === undefined ? undefined : [query.sensor],
      origins: query.origin === undefined ? undefined : [query.origin],
      from,
      until,
    };
  };

  const headOf = ({ station, quantity }: z.infer<typeof Query>, { from, until }: Selection) => {
    const { unit, averaging } = quantities[quantity];
    return { station, quantity, unit, averaging, from: isoInstant(from), until: isoInstant(until) };
  };

  const textOf = <T, P extends Piece<T>>(
    format: Format,
    { station, quantity }: z.infer<typeof Query>,
    parts: {
      readonly head: object;
      readonly columns: readonly string[];
      readonly pieces: AsyncIterable<P>;
      readonly toPoint: (point: T, piece: P) => object;
      readonly toRow: (point: T, piece: P) => Row;
    },
  ): AsyncGenerator<string> => {
    const { unit } = quantities[quantity];
    const toRow = (point: T, piece: P): Row => ({
      ...{ station, sensor: piece.sensor, origin: piece.origin, quantity, unit },
      ...parts.toRow(point, piece),
    });
    switch (format) {
      case "json":
        return jsonText(parts.head, parts.pieces, parts.toPoint);
      case "csv":
        return csvText(parts.columns, parts.pieces, toRow);
      case "ndjson":
        return ndjsonText(parts.pieces, toRow);
      default:
        return format satisfies never;
    }
  };

  /** The points of each series in turn, read as they are asked for. */
  async function* rawPieces(
    selection: Selection,
    keys: readonly SeriesKey[],
    points: number,
    signal: AbortSignal,
  ): AsyncGenerator<Piece<Point>> {
    if (points <= MADE_AT_ONCE) {
      yield* await answered(series.read(selection, { signal }));
      return;
    }
    for (const { sensor, origin } of keys)
      for await (const some of series.stream(
        { ...selection, sensors: [sensor], origins: [origin] },
        { signal },
      ))
        yield* some;
  }

  const rawAnswer = async (
    query: z.infer<typeof Query>,
    format: Format,
    reply: Answering,
  ): Promise<z.infer<typeof RawAnswer>> => {
    await find(query.station);
    const keys = await seriesOf(query);
    const selection = selectionOf(query);
    const signal = leaving(reply);
    const count = await answered(series.count(selection, { signal }));
    if (count > MOST_POINTS)
      throw tooMany(
        `The range holds ${count} points`,
        "ask for a shorter range, or for means (/api/v1/series/means).",
      );
    return sendText(reply, format, count, () =>
      textOf<Point, Piece<Point>>(format, query, {
        head: headOf(query, selection),
        columns: rawColumns,
        pieces: rawPieces(selection, keys, count, signal),
        toPoint: ({ at, received, flags, ...point }) => ({
          ...point,
          at: isoInstant(at),
          received: isoInstant(received),
          flags,
        }),
        toRow: ({ at, value, received, flags }) => ({
          at: isoInstant(at),
          value,
          received: isoInstant(received),
          flags: flags.join(" "),
        }),
      }),
    );
  };

  /** Which intervals the question makes, and how the store is asked for some of them. */
  const intervalsOf = (
    { every, zone }: z.infer<typeof MeansQuery>,
    selection: Selection,
    seriesCount: number,
  ): {
    readonly made: number;
    readonly intervalOf: (bucket: Bucket) => Interval;
    readonly windows: (most: number) => readonly (Range & { readonly buckets: Buckets })[];
  } => {
    const fixed = zone === undefined ? fixedLength(every) : undefined;
    const fixedOrHours = fixed ?? (every.startsWith("PT") ? fixedLength(every) : undefined);
    const limit = Math.floor(MOST_POINTS / Math.max(1, seriesCount));
    const refuse = (made: string) =>
      tooMany(
        `The range has ${made} intervals, times ${seriesCount} series,`,
        'ask for a shorter range or a longer "every".',
      );
    if (fixedOrHours !== undefined) {
      const made = gridIntervals(selection, fixedOrHours);
      if (made > limit) throw refuse(String(made));
      return {
        made,
        intervalOf: ({ at }) => cutInterval(gridStart(at, fixedOrHours), fixedOrHours, selection),
        windows: (most) =>
          gridWindows(selection, fixedOrHours, most).map((range) => ({
            ...range,
            buckets: { every: fixedOrHours },
          })),
      };
    }
    const length = calendarLength(every);
    if (length === undefined)
      throw new Problem(
        apiProblems.invalid_request,
        `"every": "${every}" mixes dates and hours: with "zone", ask for days, weeks, months or years, or for hours and minutes.`,
      );
    const intervals = calendarIntervals(selection, length, zone ?? "UTC", limit);
    if (intervals.length > limit) throw refuse(`more than ${limit}`);
    const edges = [...intervals.map(({ from }) => from), selection.until];
    const byStart = new Map(intervals.map((interval) => [interval.from, interval]));
    return {
      made: intervals.length,
      intervalOf: ({ at, until }) => byStart.get(at) ?? { from: at, until, partial: false },
      windows: (most) =>
        Array.from({ length: Math.ceil(intervals.length / most) }, (_, index) => {
          const some = edges.slice(index * most, (index + 1) * most + 1);
          const [from = selection.from, until = selection.until] = [some[0], some.at(-1)];
          return { from, until, buckets: { edges: some } };
        }),
    };
  };

  /**
   * The cadences by which each series is counted. Where all intervals hold what the sensor said of
   * itself, there is nothing to ask.
   */
  const cadencesIn = async (
    record: StationRecord,
    selection: Selection,
    found: readonly OfSeries<Bucket>[],
    signal: AbortSignal,
  ): Promise<(one: SeriesKey) => readonly Cadence[]> => {
    const announced = ({ sensor }: SeriesKey) => cadencesOf(record, sensor);
    const isOdd = (one: OfSeries<Bucket>) =>
      announced(one).length > 0 &&
      one.points.some(
        ({ at, until, sums, leftOut }) =>
          sums.count + leftOut !==
          expectedReadings(
            announced(one),
            { from: Math.max(at, selection.from), until: Math.min(until, selection.until) },
            now(),
          ),
      );
    const odd = found.filter(isOdd);
    if (odd.length === 0) return announced;
    const shown = await answered(
      series.observedCadences(
        {
          ...selection,
          sensors: [...new Set(odd.map(({ sensor }) => sensor))],
          announced: [...new Set(odd.flatMap(announced).map(({ every }) => every))],
        },
        { signal },
      ),
    );
    const nameOf = ({ sensor, origin }: SeriesKey) => `${sensor} ${origin}`;
    const byName = new Map(shown.map((one) => [nameOf(one), one.points]));
    return (one) => effectiveCadences(announced(one), byName.get(nameOf(one)) ?? []);
  };

  /** The means of each series in turn, computed as they are asked for. */
  async function* meanPieces(
    record: StationRecord,
    selection: Selection,
    keys: readonly SeriesKey[],
    { made, windows }: Pick<ReturnType<typeof intervalsOf>, "made" | "windows">,
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
        const cadences = await cadencesIn(record, asked, found, signal);
        for (const one of found) yield { ...one, cadences: cadences(one) };
      }
  }

  const meansAnswer = async (
    query: z.infer<typeof MeansQuery>,
    format: Format,
    reply: Answering,
  ): Promise<z.infer<typeof MeansAnswer>> => {
    const record = await find(query.station);
    const keys = await seriesOf(query);
    const selection = selectionOf(query);
    const intervals = intervalsOf(query, selection, keys.length);
    const signal = leaving(reply);
    const present = now();
    const meanOfBucket = (bucket: Bucket, { cadences }: MeanPiece): Mean => {
      const { from, until, partial } = intervals.intervalOf(bucket);
      return {
        at: isoInstant(from),
        until: isoInstant(until),
        ...(query.zone === undefined ? {} : { local: localTime(from, query.zone) }),
        partial: partial || until > present,
        ...meanIn(bucket, query.quantity),
        expected: expectedReadings(cadences, { from, until }, present),
      };
    };
    return sendText(reply, format, intervals.made * keys.length, () =>
      textOf<Bucket, MeanPiece>(format, query, {
        head: {
          ...headOf(query, selection),
          every: query.every,
          ...(query.zone === undefined ? {} : { zone: query.zone }),
        },
        columns: meanColumns,
        pieces: meanPieces(record, selection, keys, intervals, signal),
        toPoint: meanOfBucket,
        toRow: (bucket, piece) => {
          const { arc, flags, ...mean } = meanOfBucket(bucket, piece);
          return {
            ...mean,
            left_out: mean.left_out ?? 0,
            ...(arc === undefined ? {} : { arc_from: arc.from, arc_to: arc.to }),
            flags: flags.join(" "),
          };
        },
      }),
    );
  };

  for (const [suffix, format] of [
    ["", undefined],
    [".csv", "csv"],
    [".ndjson", "ndjson"],
  ] as const) {
    const wanted = (request: Asking, reply: Answering): Format => {
      if (format !== undefined) return format;
      // A cache must not give the CSV of one who asked to another who wants JSON.
      reply.header("vary", "accept");
      return formatOf(request);
    };
    const form = format === undefined ? "" : ` as ${format.toUpperCase()}`;
    const hide = format === undefined ? {} : { produces: [`text/${format}`] };
    api.get(
      `/api/v1/series${suffix}`,
      {
        config: { access: "measurements.read" },
        serializerCompiler: trustedSerializer,
        schema: {
          summary: `Values of one quantity of a station, as they were kept${form}`,
          description: "JSON, CSV or NDJSON by the Accept header.",
          querystring: Query,
          response: { 200: RawAnswer, ...refusals },
          ...hide,
        },
      },
      async (request, reply) => rawAnswer(request.query, wanted(request, reply), reply),
    );
    api.get(
      `/api/v1/series/means${suffix}`,
      {
        config: { access: "measurements.read" },
        serializerCompiler: trustedSerializer,
        schema: {
          summary: `Means of one quantity of a station, with their completeness${form}`,
          description:
            "JSON, CSV or NDJSON by the Accept header. With `zone`, days, weeks, months and years are those of the calendar there, of 23, 24 or 25 hours.",
          querystring: MeansQuery,
          response: { 200: MeansAnswer, ...refusals },
          ...hide,
        },
      },
      async (request, reply) => meansAnswer(request.query, wanted(request, reply), reply),
    );
  }
};

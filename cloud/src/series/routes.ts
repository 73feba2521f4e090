import { Flag } from "@datacityzen/hardware/flags";
import { SensorId, StationId } from "@datacityzen/hardware/identifiers";
import { type Averaging, QuantityName, quantities } from "@datacityzen/hardware/quantities";
import * as z from "zod";
import type { Api } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import { DurationParameter, InstantParameter, isoDuration, isoInstant } from "../api/times.ts";
import type { StationDirectory } from "../stations/directory.ts";
import { cadencesOf, expectedReadings } from "../stations/station.ts";
import type { SeriesStore } from "./store.ts";

/** The most points or buckets that one answer carries: some 10 MB of JSON. */
const MOST_POINTS = 100_000;

const DAY_MS = 86_400_000;

const AveragingName = z.enum([
  "arithmetic",
  "energetic",
  "circular",
  "maximum",
  "minimum",
] as const satisfies readonly Averaging[]);

const Query = z.object({
  station: StationId,
  quantity: QuantityName,
  sensor: SensorId.optional(),
  from: InstantParameter.optional().describe("Included; a day before `until` when absent"),
  until: InstantParameter.optional().describe("Excluded; now when absent"),
  every: DurationParameter.optional().describe("Length of the means; raw points when absent"),
});

const RawPoint = z.object({
  at: z.iso.datetime(),
  received: z.iso.datetime(),
  value: z.number(),
  flags: z.array(Flag),
});

const Mean = z.object({
  at: z.iso.datetime().meta({ description: "Start of the interval" }),
  mean: z.number(),
  min: z.number(),
  max: z.number(),
  count: z.int().meta({ description: "Readings that the mean is made of" }),
  expected: z
    .int()
    .nullable()
    .meta({ description: "Readings that a complete interval has; null when not known" }),
  flags: z.array(Flag).meta({ description: "Flags that any of the readings has" }),
});

const Answer = z
  .object({
    station: StationId,
    quantity: QuantityName,
    unit: z.string().meta({ description: "UCUM" }),
    averaging: AveragingName,
    from: z.iso.datetime(),
    until: z.iso.datetime(),
    every: z.string().optional(),
    series: z.array(
      z.object({ sensor: SensorId, points: z.union([z.array(RawPoint), z.array(Mean)]) }),
    ),
  })
  .meta({ id: "Series" });

export interface SeriesRoutesParts {
  readonly series: SeriesStore;
  readonly directory: StationDirectory;
  readonly now: () => number;
}

export const seriesRoutes = (api: Api, { series, directory, now }: SeriesRoutesParts): void => {
  api.get(
    "/api/v1/series",
    {
      schema: {
        summary: "Values of one quantity of a station, raw or as means with their completeness",
        querystring: Query,
        response: { 200: Answer, ...refusals },
      },
    },
    async ({ query }) => {
      const { station, quantity, sensor, every } = query;
      const record = directory.find(station);
      if (record === undefined)
        throw new Problem("station_unknown", `No station named "${station}" has reported.`);
      const until = query.until ?? now();
      const from = query.from ?? until - DAY_MS;
      if (from >= until)
        throw new Problem(
          "range_invalid",
          `"from" (${isoInstant(from)}) is not before "until" (${isoInstant(until)}).`,
        );
      const selection = { station, quantity, sensor, from, until };
      const { unit, averaging } = quantities[quantity];
      const head = {
        station,
        quantity,
        unit,
        averaging,
        from: isoInstant(from),
        until: isoInstant(until),
      };

      if (every === undefined) {
        const count = await series.count(selection);
        if (count > MOST_POINTS)
          throw new Problem(
            "too_many_points",
            `The range holds ${count} points and one answer carries ${MOST_POINTS}: ask for a shorter range, or for means with "every".`,
          );
        const found = await series.read(selection);
        return {
          ...head,
          series: found.map(({ sensor, points }) => ({
            sensor,
            points: points.map(({ at, received, value, flags }) => ({
              at: isoInstant(at),
              received: isoInstant(received),
              value,
              flags: [...flags],
            })),
          })),
        };
      }

      if ((until - from) / every > MOST_POINTS)
        throw new Problem(
          "too_many_points",
          `The range has ${Math.ceil((until - from) / every)} intervals and one answer carries ${MOST_POINTS}: ask for a shorter range or a longer "every".`,
        );
      const found = await series.aggregate({ ...selection, every });
      return {
        ...head,
        every: isoDuration(every),
        series: found.map(({ sensor, points }) => ({
          sensor,
          points: points.map(({ at, flags, ...bucket }) => ({
            at: isoInstant(at),
            ...bucket,
            flags: [...flags],
            expected: expectedReadings(
              cadencesOf(record, sensor),
              { from: Math.max(at, from), until: Math.min(at + every, until) },
              now(),
            ),
          })),
        })),
      };
    },
  );

  api.get(
    "/api/v1/quantities",
    {
      schema: {
        summary: "Every quantity that stations measure, with its unit and names",
        response: {
          200: z.object({
            quantities: z.array(
              z.object({
                name: QuantityName,
                symbol: z.string(),
                unit: z.string().meta({ description: "UCUM" }),
                unitSymbol: z.string(),
                averaging: AveragingName,
                digits: z.int(),
                plausible: z.array(z.number()).length(2),
                label: z.object({ fr: z.string(), en: z.string() }),
              }),
            ),
          }),
        },
      },
    },
    async () => ({
      quantities: QuantityName.options.map((name) => {
        const {
          symbol,
          unit,
          unitSymbol,
          averaging,
          digits,
          plausible,
          name: label,
        } = quantities[name];
        return {
          name,
          symbol,
          unit,
          unitSymbol,
          averaging,
          digits,
          plausible: [...plausible],
          label: { ...label },
        };
      }),
    }),
  );
};

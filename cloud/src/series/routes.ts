import { meanOf } from "@datacityzen/hardware/averaging/summary";
import { Flag } from "@datacityzen/hardware/flags";
import { SensorId, StationId } from "@datacityzen/hardware/identifiers";
import { QuantityName, quantities } from "@datacityzen/hardware/quantities";
import * as z from "zod";
import type { Api } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import { DurationParameter, InstantParameter, isoDuration, isoInstant } from "../api/times.ts";
import { AveragingName } from "../quantities/routes.ts";
import type { StationDirectory } from "../stations/directory.ts";
import { stationProblems } from "../stations/problems.ts";
import { cadencesOf, expectedReadings } from "../stations/station.ts";
import { seriesProblems } from "./problems.ts";
import type { SeriesStore } from "./store.ts";

/** The most points or buckets that one answer carries: some 10 MB of JSON. */
const MOST_POINTS = 100_000;

const DAY_MS = 86_400_000;

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
  readonly stations: StationDirectory;
  readonly now: () => number;
}

export const seriesRoutes = (api: Api, { series, stations, now }: SeriesRoutesParts): void => {
  api.get(
    "/api/v1/series",
    {
      config: { access: "measurements.read" },
      schema: {
        summary: "Values of one quantity of a station, raw or as means with their completeness",
        querystring: Query,
        response: { 200: Answer, ...refusals },
      },
    },
    async ({ query }) => {
      const { station, quantity, sensor, every } = query;
      const record = await stations.find(station);
      if (record === undefined)
        throw new Problem(
          stationProblems.station_unknown,
          `No station named "${station}" has reported.`,
        );
      const until = query.until ?? now();
      const from = query.from ?? until - DAY_MS;
      if (from >= until)
        throw new Problem(
          seriesProblems.range_invalid,
          `"from" (${isoInstant(from)}) is not before "until" (${isoInstant(until)}).`,
        );
      const selection = {
        stations: [station],
        quantities: [quantity],
        sensors: sensor === undefined ? undefined : [sensor],
        from,
        until,
      };
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
            seriesProblems.too_many_points,
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
          seriesProblems.too_many_points,
          `The range has ${Math.ceil((until - from) / every)} intervals and one answer carries ${MOST_POINTS}: ask for a shorter range or a longer "every".`,
        );
      const found = await series.aggregate({ ...selection, buckets: { every } });
      return {
        ...head,
        every: isoDuration(every),
        series: found.map(({ sensor, points }) => ({
          sensor,
          points: points.map(({ at, sums, flags }) => ({
            at: isoInstant(at),
            // Directions that cancel have no mean; their extremes do not replace one.
            mean: meanOf(sums, averaging) ?? sums.mean,
            min: sums.minimum?.value ?? sums.mean,
            max: sums.maximum?.value ?? sums.mean,
            count: sums.count,
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
};

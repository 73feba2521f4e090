import { type Origin, origins } from "@datacityzen/hardware/flags";
import { SensorId, StationId } from "@datacityzen/hardware/identifiers";
import { patienceMs } from "@datacityzen/hardware/station-state";
import { Batch } from "@datacityzen/hardware/wire/batch";
import { parsePayload } from "@datacityzen/hardware/wire/payload";
import * as z from "zod";
import { hiddenIn } from "../access/station-view.ts";
import type { Api } from "../api/api.ts";
import { Problem, refusals } from "../api/problems.ts";
import { InstantParameter, isoInstant } from "../api/times.ts";
import { Words } from "../api/words.ts";
import type { ModuleContext } from "../module.ts";
import { demandView, stationUnknown } from "../places/demand-view.ts";
import { placeProblems } from "../places/problems.ts";
import { answered } from "../series/answers.ts";
import type { Range, SeriesKey } from "../series/store.ts";
import { cadencesOf, deliveryMsOf, type StationRecord, slowest } from "../stations/station.ts";
import { type Absence, absences, arrivalsOf, type SensorArrivals } from "./arrivals.ts";
import { DAY_MS } from "./durations.ts";
import { qualityProblems } from "./problems.ts";

/** A week of a reading each 10 s is 60 480 of them. */
const LONGEST_MS = 7 * DAY_MS;
/** Messages of the quarantine that are read for an answer. */
const MOST_MESSAGES = 200;
const MOST_GAPS = 200;

const says = {
  rejected: {
    fr: "arrivé et refusé : dans la quarantaine",
    en: "came and was refused: in the quarantine",
  },
  missing_at_source: {
    fr: "manque à la source : d'autres capteurs de la station ont parlé, pas celui-ci",
    en: "missing at its source: other sensors of the station spoke, this one did not",
  },
  lost_on_the_way: {
    fr: "perdu en route : la station fonctionnait, rien n'est arrivé",
    en: "lost on the way: the station was running and nothing came",
  },
  not_known: {
    fr: "rien n'est arrivé, et on ne sait pas si la station fonctionnait",
    en: "nothing came, and whether the station was running is not known",
  },
} as const satisfies { readonly [name in Absence]: { fr: string; en: string } };

const Counts = z.object({
  rejected: z.int(),
  missing_at_source: z.int(),
  lost_on_the_way: z.int(),
  not_known: z.int(),
});

const ArrivalsAnswer = z
  .object({
    station: StationId,
    from: z.iso.datetime(),
    until: z.iso.datetime().meta({ description: "Excluded; what may still come is not counted" }),
    lateAfterMs: z.int().meta({ description: "Longer between measurement and arrival is late" }),
    runningSince: z.iso.datetime().optional().meta({ description: "As the station says it" }),
    droppedBatches: z.int().optional().meta({
      description: "Batches that the station itself gave up since it started",
    }),
    says: z.record(z.string(), Words),
    sensors: z.array(
      z.object({
        sensor: SensorId,
        origin: z.enum(origins),
        expected: z.int().nullable().meta({
          description: "Null where the sensor never said how often it measures",
        }),
        present: z.int(),
        late: z.int().meta({ description: "Of those that are present" }),
        absent: Counts,
        refusedAtSource: z.record(z.string(), z.int()).optional().meta({
          description: "Frames that the station refused since it started, by reason",
        }),
        gaps: z.array(
          z.object({
            from: z.iso.datetime(),
            until: z.iso.datetime(),
            state: z.enum(absences),
            count: z.int(),
          }),
        ),
        moreGaps: z.boolean(),
      }),
    ),
  })
  .meta({ id: "Arrivals" });

/** When the program of the station started, by its newest status. */
const runningSinceOf = ({ status, statusReceived }: StationRecord): number | undefined => {
  if (status?.state !== "online" || status.health === undefined || statusReceived === undefined)
    return undefined;
  return Math.min(status.at ?? statusReceived, statusReceived) - status.health.uptime * 1000;
};

export const arrivalRoutes = (
  api: Api,
  {
    series,
    stations,
    knownStations,
    quarantine,
    now,
  }: Pick<ModuleContext, "series" | "stations" | "knownStations" | "quarantine" | "now">,
): void => {
  /** One quantity for each sensor: it gives all of them at the same instants. */
  const sensorsOf = (station: string): SeriesKey[] => {
    const first = new Map<string, SeriesKey>();
    for (const key of series.seriesOf(station)) {
      const name = `${key.origin} ${key.sensor}`;
      const known = first.get(name);
      if (key.variant === "raw" && (known === undefined || key.quantity < known.quantity))
        first.set(name, key);
    }
    return [...first.values()].sort((one, other) => (one.sensor < other.sensor ? -1 : 1));
  };

  const rejectedOf = async (
    station: string,
    { from, until }: Range,
  ): Promise<ReadonlyMap<string, readonly number[]>> => {
    const rejected = new Map<string, number[]>();
    for (const { id, reason } of await quarantine.list({ station, from, limit: MOST_MESSAGES })) {
      // Another value for an instant that has one already.
      if (reason === "conflict") continue;
      const message = await quarantine.find(id);
      const parsed = message && parsePayload(Batch, message.payload);
      if (parsed?.ok !== true) continue;
      for (const { at, sensor } of parsed.value.readings)
        if (at >= from && at < until) rejected.set(sensor, [...(rejected.get(sensor) ?? []), at]);
    }
    return rejected;
  };

  api.get(
    "/api/v1/quality/arrivals",
    {
      config: { access: "station.read", resource: "handler" },
      schema: {
        summary: "What became of the readings that a station should have given",
        description:
          "For each sensor: present, late, rejected, missing at its source, lost on the way. A week at most; the last day when nothing else is asked.",
        querystring: z.object({
          station: StationId,
          from: InstantParameter.optional().describe("A day before `until` when absent"),
          until: InstantParameter.optional().describe("Excluded; now when absent"),
        }),
        response: { 200: ArrivalsAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      const { station } = request.query;
      const view = demandView(knownStations, request, reply, station);
      const record = await stations.find(station);
      if (record === undefined) throw stationUnknown(station);
      const newest = (await series.latest([station])).get(station) ?? [];
      const reading = newest.toSorted((one, other) => other.received - one.received)[0];
      const patience = patienceMs(slowest(record), deliveryMsOf(record, reading));
      const until = Math.min(request.query.until ?? now(), now() - patience);
      const from = request.query.from ?? until - DAY_MS;
      if (until <= from || until - from > LONGEST_MS)
        throw new Problem(
          qualityProblems.arrivals_range,
          `From ${isoInstant(from)} until ${isoInstant(until)}, after which readings may still come, is not a time of a week at most.`,
        );
      if (hiddenIn(view, { from, until }) !== undefined)
        throw new Problem(
          placeProblems.range_hidden,
          "A part of this time is shown to nobody else than the host of then: ask for a range before or after.",
        );
      const rejected = await rejectedOf(station, { from, until });
      const keys = sensorsOf(station);
      const byOrigin = new Map<Origin, SensorArrivals[]>();
      for (const { sensor, quantity, origin } of keys) {
        const [found] = await answered(
          series.read({
            ...{ stations: [station], sensors: [sensor], quantities: [quantity] },
            ...{ origins: [origin], from, until },
          }),
        );
        const one = {
          ...{ sensor, cadences: cadencesOf(record, sensor), points: found?.points ?? [] },
          rejected: rejected.get(sensor) ?? [],
        };
        byOrigin.set(origin, [...(byOrigin.get(origin) ?? []), one]);
      }
      const runningSince = runningSinceOf(record);
      const { health } = record.status ?? {};
      const asked = { from, until, runningSince, lateAfterMs: patience };
      return {
        ...{ station, from: isoInstant(from), until: isoInstant(until), lateAfterMs: patience },
        ...(runningSince === undefined ? {} : { runningSince: isoInstant(runningSince) }),
        ...(health === undefined ? {} : { droppedBatches: health.dropped }),
        says,
        sensors: [...byOrigin].flatMap(([origin, sensors]) =>
          arrivalsOf(sensors, asked).map(({ gaps, absent, ...one }) => ({
            ...one,
            ...{ origin, absent: { ...absent } },
            ...(health?.rejected?.[one.sensor] === undefined
              ? {}
              : { refusedAtSource: health.rejected[one.sensor] }),
            gaps: gaps.slice(0, MOST_GAPS).map((gap) => ({
              ...{ from: isoInstant(gap.from), until: isoInstant(gap.until) },
              ...{ state: gap.absence, count: gap.count },
            })),
            moreGaps: gaps.length > MOST_GAPS,
          })),
        ),
      };
    },
  );
};

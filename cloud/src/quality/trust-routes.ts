import { StationId } from "@datacityzen/hardware/identifiers";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import * as z from "zod";
import { nobody } from "../access/principal.ts";
import { hiddenIn } from "../access/station-view.ts";
import type { Api } from "../api/api.ts";
import { refusals } from "../api/problems.ts";
import { isoInstant } from "../api/times.ts";
import { Words } from "../api/words.ts";
import type { ModuleContext } from "../module.ts";
import { demandView, stationUnknown } from "../places/demand-view.ts";
import { currentPlace, type KnownStation } from "../places/known-station.ts";
import { zoneOfStation } from "../places/station-zone.ts";
import { answered } from "../series/answers.ts";
import type { Range } from "../series/store.ts";
import { cadencesOf, expectedReadings, type StationRecord } from "../stations/station.ts";
import { findAnnotations } from "./annotation-queries.ts";
import { neighboursOf, type Placed } from "./checks/neighbourhood.ts";
import { neighbourhoodReach } from "./checks/neighbours.ts";
import { HOUR_MS } from "./durations.ts";
import { recentFindings } from "./queries.ts";
import { type MonthFacts, trustIn, trustRules } from "./trust.ts";

const MOST_MONTHS = 24;
const MOST_ANNOTATIONS = 1000;
/** What the comparison with neighbours looks at. */
const COMPARED: readonly QuantityName[] = ["pm2_5", "pm10", "temperature", "humidity", "pressure"];
const CARE = ["cleaning", "maintenance"];

const TrustAnswer = z
  .object({
    station: StationId,
    rules: z.unknown().meta({ description: "The limits of each word, and where they come from" }),
    months: z.array(
      z.object({
        from: z.iso.datetime(),
        until: z.iso.datetime(),
        statements: z.array(
          z.object({
            aspect: z.enum(["coverage", "agreement", "sensors", "care"]),
            verdict: z.string(),
            says: Words,
            figures: z.record(z.string(), z.number()),
          }),
        ),
      }),
    ),
  })
  .meta({ id: "StationTrust" });

/** The last months of a zone, the oldest first; the present one up to now. */
const monthsBefore = (now: number, count: number, zoneAt: (at: number) => string): Range[] => {
  const present = Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(zoneAt(now))
    .toPlainDate()
    .with({ day: 1 });
  /** A month begins where the station was then: elsewhere it began hours earlier or later. */
  const start = (back: number) => {
    const first = present.subtract({ months: back });
    const startIn = (timeZone: string) => first.toZonedDateTime({ timeZone }).epochMilliseconds;
    return startIn(zoneAt(startIn("UTC")));
  };
  return Array.from({ length: count }, (_, index) => {
    const back = count - 1 - index;
    return { from: start(back), until: back === 0 ? now : start(back - 1) };
  });
};

const placedOf = (known: KnownStation): Placed | undefined => {
  const place = currentPlace(known);
  return place === undefined
    ? undefined
    : {
        ...{ station: known.name, exposure: place.exposure, siting: place.siting },
        point: { lat: place.lat, lon: place.lon },
      };
};

export const trustRoutes = (
  api: Api,
  context: Pick<
    ModuleContext,
    "series" | "stations" | "knownStations" | "territories" | "records" | "now"
  >,
): void => {
  const { series, stations, knownStations, records, now } = context;

  const neighboursNow = (station: string): number => {
    const known = knownStations.find(station);
    const own = known && placedOf(known);
    if (own === undefined) return 0;
    const others = [...knownStations.all()].flatMap((one) =>
      knownStations.viewOf(nobody, one.name).isSeen ? (placedOf(one) ?? []) : [],
    );
    return neighboursOf(own, others, neighbourhoodReach).length;
  };

  /** Readings of each sensor by one of its quantities, and the hours that are compared; undefined before its first. */
  const countsIn = async (
    record: StationRecord,
    month: Range,
  ): Promise<Pick<MonthFacts, "present" | "expected" | "hours"> | undefined> => {
    const keys = series.seriesOf(record.id).filter(({ variant }) => variant === "raw");
    const stations = [record.id];
    const compared = await answered(
      series.aggregate({ stations, quantities: COMPARED, ...month, buckets: { every: HOUR_MS } }),
    );
    const firstHour = Math.min(...compared.map(({ points }) => points[0]?.at ?? month.until));
    // It began in this month, or what it measured before came later than its name.
    const begin =
      record.firstSeen > month.from ? Math.min(record.firstSeen, firstHour) : month.from;
    const from = Math.max(begin, month.from);
    if (from >= month.until) return undefined;
    const first = new Map<string, QuantityName>();
    for (const { sensor, quantity } of keys)
      if (!first.has(sensor) || quantity < (first.get(sensor) ?? "")) first.set(sensor, quantity);
    let present = 0;
    let expected: number | null = null;
    for (const [sensor, quantity] of first) {
      const range = { from, until: month.until };
      const should = expectedReadings(cadencesOf(record, sensor), range, now());
      if (should === null) continue;
      expected = (expected ?? 0) + should;
      const found = await answered(
        series.aggregate({
          ...{ stations, sensors: [sensor], quantities: [quantity], ...range },
          buckets: { edges: [from, month.until] },
        }),
      );
      for (const { points } of found)
        for (const { sums, leftOut } of points) present += sums.count + leftOut;
    }
    const hours = compared.reduce((sum, { points }) => sum + points.length, 0);
    return { present, expected, hours };
  };

  api.get(
    "/api/v1/quality/trust",
    {
      config: { access: "station.read", resource: "handler" },
      schema: {
        summary: "How far a station can be trusted, month by month, in words with their figures",
        description:
          "Coverage, agreement with neighbours, stuck and drifting sensors, care. There is no score: `rules` says where each word begins. Months of which a part is hidden are left out.",
        querystring: z.object({
          station: StationId,
          months: z.coerce.number().int().min(1).max(MOST_MONTHS).default(6),
        }),
        response: { 200: TrustAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      const { station, months } = request.query;
      const view = demandView(knownStations, request, reply, station);
      const record = await stations.find(station);
      if (record === undefined) throw stationUnknown(station);
      const asked = monthsBefore(now(), months, (at) => zoneOfStation(context, station, at)).filter(
        (month) => hiddenIn(view, month) === undefined,
      );
      const begin = new Date(asked[0]?.from ?? now());
      const found = await recentFindings(
        records.db,
        ["neighbours", "stuck", "drift"],
        begin,
        station,
      );
      const cared = (
        await findAnnotations(records.db, {
          ...{ station, from: new Date(0), until: new Date(now()), limit: MOST_ANNOTATIONS },
        })
      ).filter(({ kind }) => CARE.includes(kind));
      const neighbours = neighboursNow(station);
      const answer: z.infer<typeof TrustAnswer>["months"] = [];
      for (const month of asked) {
        const counts = await countsIn(record, month);
        if (counts === undefined) continue;
        const within = (name: string) =>
          found.filter(
            ({ check, from }) =>
              check.startsWith(`${name}@`) &&
              from.getTime() >= month.from &&
              from.getTime() < month.until,
          );
        const hoursOf = (name: string) => within(name).reduce((sum, { count }) => sum + count, 0);
        const facts: MonthFacts = {
          ...month,
          ...counts,
          ...{ neighbours, farHours: hoursOf("neighbours") },
          ...{ stuck: within("stuck").length, driftDays: Math.ceil(hoursOf("drift") / 24) },
          caredFor: cared
            .map(({ until }) => until.getTime())
            .filter((at) => at <= month.until)
            .reduce<number | undefined>((last, at) => Math.max(last ?? at, at), undefined),
        };
        answer.push({
          ...{ from: isoInstant(month.from), until: isoInstant(month.until) },
          statements: trustIn(facts).map((one) => ({ ...one, figures: { ...one.figures } })),
        });
      }
      return { station, rules: trustRules, months: answer };
    },
  );
};

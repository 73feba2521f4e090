import { type Origin, origins } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import { pollen } from "@datacityzen/hardware/quantities/pollen";
import type { StationState } from "@datacityzen/hardware/station-state";
import type { StationView } from "../access/station-view.ts";
import type { ModuleContext } from "../module.ts";
import { currentPlace, type KnownPlace } from "../places/known-station.ts";
import { variantsOfQuantity } from "../quality/chosen-recipe.ts";
import { HOUR_MS } from "../quality/durations.ts";
import { pollutants } from "../quality/indices/table.ts";
import { recipesInForce } from "../quality/recipes-in-force.ts";
import { answered } from "../series/answers.ts";
import { gridStart, type LatestValue } from "../series/store.ts";
import { createHeardReadings } from "../stations/heard.ts";
import { seenOf } from "../stations/latest-answer.ts";
import { cadencesOf, isGateway, type StationRecord, stateOf } from "../stations/station.ts";
import { countingAt } from "./counting.ts";
import { createHourMemory, HOURS } from "./hour-memory.ts";
import { type JudgedStation, judgeStation, type NewestValue } from "./judge-station.ts";
import { chosenOf, type DayOfHours, daysOfSensor } from "./means.ts";

export interface StationAir extends JudgedStation {
  readonly record: StationRecord;
  /** What its host calls it; the name by which it connects otherwise. */
  readonly name: string;
  readonly state: StationState["kind"];
  readonly origin: Origin;
  readonly place: KnownPlace | undefined;
}

/** Of what means of hours are kept. */
export const judgedQuantities: ReadonlySet<QuantityName> = new Set([
  ...pollutants,
  ...(["pm1", "laeq", "temperature", "humidity", "pressure"] as const),
  ...(Object.keys(pollen) as (keyof typeof pollen)[]),
]);

/** Measured values come first: a station that has some is not told by what was simulated or replayed. */
const originFirst = (values: readonly LatestValue[], since: number): Origin | undefined => {
  const fresh = values.filter(({ at }) => at >= since);
  return origins.find((origin) =>
    (fresh.length > 0 ? fresh : values).some((one) => one.origin === origin),
  );
};

const newestByQuantity = (values: readonly LatestValue[]): NewestValue[] => {
  const newest = new Map<QuantityName, LatestValue>();
  for (const value of values) {
    const known = newest.get(value.quantity);
    if (known === undefined || value.at > known.at) newest.set(value.quantity, value);
  }
  return [...newest.values()];
};

/**
 * The air at stations, from newest values and means of hours that are kept in memory: now, or at the end of an
 * earlier hour of which all 24 hours before are kept.
 */
export const createStationAirs = (
  {
    events,
    series,
    stations,
    knownStations,
    calibrations,
    territories,
    now,
  }: Pick<
    ModuleContext,
    "events" | "series" | "stations" | "knownStations" | "calibrations" | "territories" | "now"
  >,
  keptHours: number = HOURS,
) => {
  const memory = createHourMemory({ events, series }, judgedQuantities, keptHours);
  const heardReadings = createHeardReadings(events, async () =>
    series.latest([...stations.all()].map(({ id }) => id)),
  );

  /** Whether it is for the public's air at all: rooms never are. */
  const isOutside = (id: string): boolean => {
    const known = knownStations.find(id);
    const place = known && currentPlace(known);
    return place?.exposure !== "indoor";
  };

  return {
    /** Whether a station's air is told to whoever has this view of it: none of a room, and none of a gateway. */
    isTold: (record: StationRecord, view: StationView): boolean =>
      !isGateway(record) && isOutside(record.id) && view.isSeen,
    async of(
      records: readonly StationRecord[],
      viewOf: (id: string) => StationView,
      /** The end of the hour to judge; that of the last whole one when absent. */
      end: number = gridStart(now(), HOUR_MS),
    ) {
      const at = now();
      const ids = records.map(({ id }) => id);
      const heard = await answered(heardReadings.ready());
      const latest = await answered(series.latest(ids));
      const hours = await answered(memory.of(ids, at));
      return records.map((record): StationAir => {
        const { id } = record;
        const view = viewOf(id);
        const known = knownStations.find(id);
        const place = known && currentPlace(known);
        const values = seenOf(view, latest.get(id) ?? []);
        const origin =
          originFirst(values, end - HOURS * HOUR_MS) ?? record.origins?.[0] ?? "measured";
        const countsAt = countingAt(view, known);
        // A mean over two places is of neither.
        const counts = (hour: number) => countsAt(hour) && countsAt(hour + HOUR_MS - 1);
        const days = new Map<QuantityName, DayOfHours>();
        const ofOrigin = (hours.get(id) ?? []).filter((one) => one.origin === origin);
        const recipesAt = recipesInForce(record, calibrations.of(id));
        for (const [quantity, all] of Map.groupBy(ofOrigin, (one) => one.quantity)) {
          const chosen = chosenOf(
            [...Map.groupBy(all, (one) => one.sensor)].flatMap(([sensor, own]) =>
              daysOfSensor(own, (hour) => variantsOfQuantity(recipesAt(sensor, hour), quantity), {
                cadences: cadencesOf(record, sensor),
                end,
                counts,
              }),
            ),
          );
          if (chosen !== undefined) days.set(quantity, chosen);
        }
        const gateway = record.via === undefined ? undefined : stations.atHand(record.via);
        return {
          ...{ record, origin, place },
          name: known?.title ?? id,
          state: stateOf(
            record,
            heard.of(id),
            gateway !== undefined && isGateway(gateway) ? gateway : undefined,
            at,
          ).kind,
          ...judgeStation({
            ...{ end, days, zone: territories.zoneOf(place?.territory) },
            newest: newestByQuantity(values.filter((one) => one.origin === origin)),
            choiceOf: ({ sensor, variant }) =>
              recipesAt(sensor, end - 1).find(({ choice }) => choice.recipe === variant)?.choice,
            isMeasured: origin === "measured",
          }),
        };
      });
    },
  };
};
export type StationAirs = ReturnType<typeof createStationAirs>;

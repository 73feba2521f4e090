import type { QuantityName } from "@datacityzen/hardware/quantities";
import { arrival } from "./arrival.ts";
import { type CheckDescription, type Finding, recipeOf, type Sample } from "./check.ts";
import { condensation } from "./condensation.ts";
import { dayAndNight } from "./day-and-night.ts";
import { drift } from "./drift.ts";
import { exposure } from "./exposure.ts";
import { neighbours } from "./neighbours.ts";
import { particleOrder } from "./particle-order.ts";
import { range } from "./range.ts";
import { rate } from "./rate.ts";
import { spike } from "./spike.ts";
import { step } from "./step.ts";
import { stuck } from "./stuck.ts";
import { timeShift } from "./time-shift.ts";
import { twoChannels } from "./two-channels.ts";

export interface SensorSeries {
  readonly sensor: string;
  /** Absent where the station never said it. */
  readonly model?: string | undefined;
  readonly quantity: QuantityName;
  /** In order of time; `received` where it is known. */
  readonly samples: readonly (Sample & { readonly received?: number })[];
}

export interface StationValues {
  readonly exposure: "outdoor" | "indoor";
  /** IANA name of the zone in which people there live. */
  readonly zone: string;
  readonly series: readonly SensorSeries[];
}

/** What the stations of the same type around it say, by quantity. */
export type Around = ReadonlyMap<QuantityName, readonly (readonly Sample[])[]>;

export interface Found extends Finding {
  /** `spike@1` */
  readonly check: string;
  readonly sensor: string;
  readonly quantity: QuantityName;
}

const NONE: readonly (readonly Sample[])[] = [];

const isParticles = (quantity: QuantityName): boolean =>
  quantity === "pm2_5" || quantity === "pm10";

type Note = (
  check: Pick<CheckDescription, "name" | "version">,
  series: Pick<SensorSeries, "sensor" | "quantity">,
  findings: readonly Finding[],
) => void;

const collect = (into: (note: Note) => void): Found[] => {
  const found: Found[] = [];
  into((check, { sensor, quantity }, findings) => {
    for (const finding of findings)
      found.push({ check: recipeOf(check), sensor, quantity, ...finding });
  });
  return found;
};

/** What can be said of single values, from a day of them or two. */
export const checkValues = (series: readonly SensorSeries[]): Found[] =>
  collect((note) => {
    for (const one of series) {
      const { quantity, samples, sensor, model } = one;
      for (const check of [range, step, spike, rate, stuck]) note(check, one, check.run(one));
      const points = samples.flatMap(({ at, received }) =>
        received === undefined ? [] : [{ at, received }],
      );
      note(arrival, one, arrival.run({ points }));
      const humidities = series.filter((other) => other.quantity === "humidity");
      // Of the same sensor, or of the only one that measures it.
      const humidity =
        humidities.find((other) => other.sensor === sensor) ??
        (humidities.length === 1 ? humidities[0] : undefined);
      if (isParticles(quantity) && humidity !== undefined)
        note(
          condensation,
          one,
          condensation.run({ particles: samples, humidity: humidity.samples }),
        );
      if (quantity !== "pm2_5") continue;
      const coarse = series.find((other) => other.sensor === sensor && other.quantity === "pm10");
      if (coarse !== undefined)
        note(particleOrder, one, particleOrder.run({ fine: samples, coarse: coarse.samples }));
      const twin = series.find(
        (other) =>
          other.quantity === quantity &&
          other.sensor > sensor &&
          model !== undefined &&
          other.model === model,
      );
      if (twin !== undefined)
        note(twoChannels, one, twoChannels.run({ a: samples, b: twin.samples }));
    }
  });

/**
 * What only weeks can say, from means of hours. `around`: the same of stations of its type; `reference`: of the nearest
 * declared one.
 */
export const checkCourse = (
  { exposure: said, zone, series }: StationValues,
  around: Around,
  reference: ReadonlyMap<QuantityName, readonly Sample[]> = new Map(),
): Found[] =>
  collect((note) => {
    const isOutdoors = said === "outdoor";
    const outdoors = around.get("temperature") ?? NONE;
    for (const one of series) {
      const { quantity, samples } = one;
      const near = isOutdoors ? (around.get(quantity) ?? NONE) : NONE;
      if (near.length > 0) note(neighbours, one, neighbours.run({ ...one, neighbours: near }));
      // What an authority's instrument says counts before what the others say.
      const truth = isOutdoors ? reference.get(quantity) : undefined;
      if (truth !== undefined)
        note(drift, one, drift.run({ ...one, against: { reference: truth } }));
      else if (near.length > 0) note(drift, one, drift.run({ ...one, against: { network: near } }));
      if (quantity === "temperature") {
        note(exposure, one, exposure.run({ temperature: samples, said, outdoors }));
        if (isOutdoors) note(timeShift, one, timeShift.run({ temperature: samples, outdoors }));
      }
      if (quantity === "laeq" && isOutdoors)
        note(dayAndNight, one, dayAndNight.run({ laeq: samples, zone }));
    }
  });

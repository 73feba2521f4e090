import type { QuantityName } from "@datacityzen/hardware/quantities";
import { covers, type Sample } from "../../cloud/src/quality/checks/check.ts";
import { checks } from "../../cloud/src/quality/checks/checks.ts";
import { neighboursOf } from "../../cloud/src/quality/checks/neighbourhood.ts";
import { neighbourhoodReach } from "../../cloud/src/quality/checks/neighbours.ts";
import {
  checkCourse,
  checkValues,
  type SensorSeries,
} from "../../cloud/src/quality/checks/of-station.ts";
import { type Fault, faultOf, well } from "../simulate/faults.ts";
import { positionOf } from "../simulate/places.ts";
import { createRegion } from "../simulate/region.ts";
import { stationOf } from "../simulate/station.ts";

export interface YearOfStations {
  readonly seed: number;
  readonly stations: number;
  /** UTC milliseconds. */
  readonly from: number;
  readonly until: number;
  readonly everyMs: number;
}

/** What a check said of values of which it is known whether they are good. */
export interface CheckOutcome {
  readonly check: string;
  readonly values: number;
  readonly flagged: number;
}

type Faults = (seed: number, index: number, sensor: number, at: number) => Fault;

const seriesOf = (
  { seed, stations, from, until, everyMs }: YearOfStations,
  faults: Faults,
): { readonly index: number; readonly series: SensorSeries[] }[] => {
  const region = createRegion(seed, { drawsOwn: false });
  const made = Array.from({ length: stations }, (_, index) => ({
    ...{ index, station: stationOf(region, index, faults) },
    byName: new Map<string, SensorSeries & { samples: Sample[] }>(),
  }));
  // Instant by instant: a region remembers its newest moments only.
  for (let at = from; at < until; at += everyMs)
    for (const { station, byName } of made)
      for (const { sensor, values } of station.readings(at, everyMs))
        for (const [name, value] of Object.entries(values)) {
          const key = `${sensor} ${name}`;
          let one = byName.get(key);
          if (one === undefined) {
            one = { sensor, quantity: name as QuantityName, samples: [] };
            byName.set(key, one);
          }
          one.samples.push({ at, value });
        }
  return made.map(({ index, byName }) => ({ index, series: [...byName.values()] }));
};

/** Every finding in the values of simulated stations, with each station's series. */
const checkAll = (asked: YearOfStations, faults: Faults) => {
  const all = seriesOf(asked, faults);
  const region = createRegion(asked.seed, { drawsOwn: false });
  const placed = all.map(({ index }) => ({
    station: String(index),
    point: positionOf(asked.seed, stationOf(region, index).place),
    exposure: "outdoor" as const,
  }));
  return all.map(({ index, series }) => {
    const near = neighboursOf(placed[index] as (typeof placed)[number], placed, neighbourhoodReach);
    const around = new Map(
      series.map(({ quantity }) => [
        quantity,
        near.flatMap(({ station }) =>
          (all[Number(station)]?.series ?? [])
            .filter((one) => one.quantity === quantity)
            .map(({ samples }) => samples),
        ),
      ]),
    );
    const found = [
      ...checkValues(series),
      ...checkCourse({ exposure: "outdoor", zone: "Europe/Paris", series }, around),
    ];
    return { index, series, found };
  });
};

/** How many values of stations without any fault each check doubts: none is wrong. */
export const flagsOfCleanYear = (asked: YearOfStations): CheckOutcome[] => {
  const all = checkAll(asked, () => well);
  const values = all
    .flatMap(({ series }) => series)
    .reduce((sum, { samples }) => sum + samples.length, 0);
  return checks.map(({ name, version }) => {
    const check = `${name}@${version}`;
    const flagged = all
      .flatMap(({ found }) => found)
      .filter((one) => one.check === check)
      .reduce((sum, { count }) => sum + count, 0);
    return { check, values, flagged };
  });
};

/** Of values that a simulated fault spoilt, how many the check for it doubts. */
export const faultsFoundInYear = (asked: YearOfStations): (CheckOutcome & { fault: string })[] => {
  const all = checkAll(asked, faultOf);
  const kinds = [
    { fault: "stuck", check: "stuck@1", is: ({ stuckSince }: Fault) => stuckSince !== undefined },
    { fault: "spike", check: "spike@1", is: ({ spike }: Fault) => spike > 1 },
    { fault: "drift beyond 30 %", check: "drift@1", is: ({ drift }: Fault) => drift > 1.3 },
  ] as const;
  return kinds.map(({ fault, check, is }) => {
    let [values, flagged] = [0, 0];
    for (const { index, series, found } of all) {
      const sensors = [...new Set(series.map(({ sensor }) => sensor))];
      for (const { sensor, quantity, samples } of series.filter(
        (one) => one.quantity === "pm2_5",
      )) {
        const own = found.filter(
          (one) => one.check === check && one.sensor === sensor && one.quantity === quantity,
        );
        for (const { at } of samples) {
          if (!is(faultOf(asked.seed, index, sensors.indexOf(sensor), at))) continue;
          values++;
          if (own.some((one) => covers(one, at))) flagged++;
        }
      }
    }
    return { fault, check, values, flagged };
  });
};

import { DAY_MS, HOUR_MS, MINUTE_MS } from "../durations.ts";
import { type Check, findingsOf, type Sample } from "./check.ts";
import { byInstant, mediansOf } from "./medians.ts";
import { networkOf } from "./neighbours.ts";
import { median } from "./statistics.ts";

export interface TimeShiftInput {
  readonly temperature: readonly Sample[];
  /** Temperatures of stations outdoors around it. */
  readonly outdoors: readonly (readonly Sample[])[];
}

const parameters = {
  days: 7,
  leastDays: 5,
  /** Every zone of the world lies within. */
  mostHours: 14,
  /** Shifted it must fit so much better: at most this part of the distance unshifted. */
  part: 0.6,
  /** °C of mean distance, without which nothing is said. */
  least: 0.8,
} as const;

/** Mean distance from the network when its clock is put back by `shift`; each has its own level. */
const distanceAt = (
  own: readonly Sample[],
  network: ReadonlyMap<number, number>,
  shift: number,
): number => {
  const differences = own.flatMap(({ at, value }) => {
    const there = network.get(at - shift);
    return there === undefined ? [] : [value - there];
  });
  if (differences.length < (parameters.leastDays * DAY_MS) / HOUR_MS) return Number.NaN;
  const level = median(differences);
  return differences.reduce((sum, one) => sum + Math.abs(one - level), 0) / differences.length;
};

/** A clock that is wrong by hours: local time sent as UTC, summer time, a battery that was empty. */
export const timeShift: Check<TimeShiftInput> = {
  name: "time-shift",
  version: 1,
  fr: "le cours du jour est décalé : l'horloge est fausse",
  en: "the course of the day is shifted: the clock is wrong",
  inputs: ["temperature", "temperatures outdoors around it"],
  parameters,
  source: "Our choice: least mean distance over shifts of whole hours, by means of hours",
  run({ temperature, outdoors }) {
    const network = byInstant(networkOf(outdoors));
    const period = (at: number) => Math.floor(at / (parameters.days * DAY_MS));
    const shifted = new Map<number, number>();
    const hourly = mediansOf(temperature, HOUR_MS);
    for (const [of, own] of Map.groupBy(hourly, ({ at }) => period(at))) {
      const unshifted = distanceAt(own, network, 0);
      if (!(unshifted > parameters.least)) continue;
      let best = { shift: 0, distance: unshifted };
      for (let hours = -parameters.mostHours; hours <= parameters.mostHours; hours++) {
        const distance = distanceAt(own, network, hours * HOUR_MS);
        if (distance < best.distance) best = { shift: hours * HOUR_MS, distance };
      }
      if (best.distance <= parameters.part * unshifted) shifted.set(of, best.shift);
    }
    return findingsOf(
      temperature,
      ({ at }) => shifted.has(period(at)),
      ([first]) => ({
        minutes: (shifted.get(period((first as Sample).at)) ?? 0) / MINUTE_MS,
      }),
    );
  },
};

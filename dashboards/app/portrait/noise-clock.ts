import { meanOf } from "@datacityzen/hardware/averaging/summary";
import type { Series } from "../api/answers.ts";
import { joined, wholePoints } from "./whole-hours.ts";

/** As French rules have them. */
export const periods = ["day", "evening", "night"] as const;
export type Period = (typeof periods)[number];

export const periodOf = (hour: number): Period =>
  hour >= 6 && hour < 18 ? "day" : hour >= 18 && hour < 22 ? "evening" : "night";

export interface NoiseClock {
  /** 0 to 23, local; undefined where that hour was never whole. */
  readonly hours: readonly (number | undefined)[];
  readonly periods: { readonly [period in Period]: number | undefined };
  /** Hours that count. */
  readonly count: number;
}

/** With less, one lorry is a habit. */
const LEAST_HOURS = 24;

/** The noise of each hour of the day over some days, as a mean of energies; undefined with too few hours. */
export const noiseClockOf = (
  answer: Pick<Series, "averaging" | "series">,
  zone: string,
): NoiseClock | undefined => {
  const points = wholePoints(answer);
  if (points.length < LEAST_HOURS) return undefined;
  const byHour = Map.groupBy(
    points,
    ({ at }) => Temporal.Instant.from(at).toZonedDateTimeISO(zone).hour,
  );
  const levelOf = (some: typeof points) => meanOf(joined(answer, some), answer.averaging);
  const hours = Array.from({ length: 24 }, (_, hour) => levelOf(byHour.get(hour) ?? []));
  const inPeriod = (period: Period) =>
    levelOf([...byHour].flatMap(([hour, some]) => (periodOf(hour) === period ? some : [])));
  return {
    ...{ hours, count: points.length },
    periods: {
      day: inPeriod("day"),
      evening: inPeriod("evening"),
      night: inPeriod("night"),
    },
  };
};

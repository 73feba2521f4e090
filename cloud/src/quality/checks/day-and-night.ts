import { DAY_MS, HOUR_MS } from "../durations.ts";
import { type Check, findingsOf, type Sample } from "./check.ts";
import { mediansOf } from "./medians.ts";
import { median } from "./statistics.ts";

export interface DayAndNightInput {
  /** LAeq of a microphone outdoors. */
  readonly laeq: readonly Sample[];
  /** IANA name of the zone in which people there live. */
  readonly zone: string;
}

const parameters = {
  days: 7,
  /** Local hours that must be there of each part. */
  leastHours: 24,
  night: { from: 1, until: 5 },
  day: { from: 9, until: 18 },
  /** dB by which days are louder than nights wherever people live; less is a microphone that hears itself. */
  least: 1,
  /** dB by which hours of one microphone differ at least. */
  leastSpread: 2,
  /** dB: nights this much louder than days are a wrong clock, or a night club: somebody has to look. */
  inverted: 3,
} as const;

const hourIn = (zone: string) => {
  const offsets = new Map<number, number>();
  /** Of a day of UTC: the two days a year on which it changes are a week's smallest part. */
  return (at: number): number => {
    const day = Math.floor(at / DAY_MS);
    let offset = offsets.get(day);
    if (offset === undefined) {
      offset =
        Temporal.Instant.fromEpochMilliseconds(day * DAY_MS + DAY_MS / 2).toZonedDateTimeISO(zone)
          .offsetNanoseconds / 1e6;
      offsets.set(day, offset);
    }
    return (((at + offset) / HOUR_MS) % 24) | 0;
  };
};

/** A microphone that hears no difference between day and night, or hears it the wrong way round. */
export const dayAndNight: Check<DayAndNightInput> = {
  name: "day-and-night",
  version: 1,
  fr: "le microphone n'entend pas la différence du jour et de la nuit, ou l'entend à l'envers",
  en: "the microphone hears no difference between day and night, or hears it the wrong way round",
  inputs: ["LAeq", "the zone"],
  parameters,
  source:
    "Day and night differ by 5 to 10 dB in towns (Directive 2002/49/EC's penalty of the night is 10 dB); telemetry of microphones: Bello et al., SONYC, CACM 62, 2019; limits are our choice",
  run({ laeq, zone }) {
    const hourOf = hourIn(zone);
    const period = (at: number) => Math.floor(at / (parameters.days * DAY_MS));
    const wrong = new Set<number>();
    for (const [of, hours] of Map.groupBy(mediansOf(laeq, HOUR_MS), ({ at }) => period(at))) {
      const levels = ({ from, until }: { readonly from: number; readonly until: number }) =>
        hours.filter(({ at }) => hourOf(at) >= from && hourOf(at) < until).map((one) => one.value);
      const [day, night] = [levels(parameters.day), levels(parameters.night)];
      if (Math.min(day.length, night.length) < parameters.leastHours) continue;
      const all = [...day, ...night];
      const spread = Math.max(...all) - Math.min(...all);
      const louder = median(day) - median(night);
      const isDeaf = louder < parameters.least && spread < parameters.leastSpread;
      if (isDeaf || louder < -parameters.inverted) wrong.add(of);
    }
    return findingsOf(laeq, ({ at }) => wrong.has(period(at)));
  },
};

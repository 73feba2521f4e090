import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { HOUR_MS } from "../durations.ts";
import type { Check, Finding, Sample, Series } from "./check.ts";

interface Persistence {
  /** As long as this the same value may be true. */
  readonly hours: number;
  /** Values between these two are often the same for long: calm air, clean air, fog, no pollen. */
  readonly calm?: readonly [low: number, high: number];
  readonly calmHours?: number;
}

const particles: Persistence = { hours: 2, calm: [0, 2], calmHours: 12 };
const level: Persistence = { hours: 1 };

const parameters = {
  byQuantity: {
    pm1: particles,
    pm2_5: particles,
    pm4: particles,
    pm10: particles,
    temperature: { hours: 3 },
    humidity: { hours: 3, calm: [99, 100], calmHours: 24 },
    pressure: { hours: 6 },
    co2: { hours: 3, calm: [390, 430], calmHours: 12 },
    wind_speed: { hours: 6, calm: [0, 0.5], calmHours: 48 },
    wind_direction: { hours: 12 },
    no2: { hours: 3, calm: [0, 2], calmHours: 24 },
    o3: { hours: 3, calm: [0, 3], calmHours: 24 },
    laeq: level,
    lamax: level,
    lamin: { hours: 3 },
  } as { readonly [name in QuantityName]?: Persistence },
  /** Fewer equal values say nothing, however long they take. */
  leastValues: 6,
  /** A longer gap ends a run: what lies in it is not known. */
  longestGapHours: 2,
} as const;

/** The same value again and again, for longer than the air stays the same. */
export const stuck: Check<Series> = {
  name: "stuck",
  version: 1,
  fr: "la même valeur, plus longtemps que l'air ne reste le même",
  en: "the same value for longer than the air stays the same",
  inputs: ["the values"],
  parameters,
  source:
    "Persistence check of Zahumenský, WMO/CBS, 2004 (least variability over 60 min), with longer times for sensors that give one decimal; repeats of OpenAQ's quality checks; times are our choice",
  run({ quantity, samples }) {
    const persistence = parameters.byQuantity[quantity];
    if (persistence === undefined) return [];
    const resolution = 10 ** -quantities[quantity].digits / 2;
    const { hours, calm, calmHours = hours } = persistence;
    const findings: Finding[] = [];
    let run: Sample[] = [];
    const close = () => {
      const [first, last] = [run[0], run.at(-1)];
      if (first === undefined || last === undefined) return;
      const isCalm = calm !== undefined && first.value >= calm[0] && first.value <= calm[1];
      const lasted = last.at - first.at;
      if (run.length >= parameters.leastValues && lasted >= (isCalm ? calmHours : hours) * HOUR_MS)
        findings.push({
          ...{ from: first.at, until: last.at + 1, count: run.length },
          figures: { value: first.value, hours: Math.round((10 * lasted) / HOUR_MS) / 10 },
        });
    };
    for (const sample of samples) {
      const [first, last] = [run[0], run.at(-1)];
      const goesOn =
        first !== undefined &&
        last !== undefined &&
        Math.abs(sample.value - first.value) < resolution &&
        sample.at - last.at <= parameters.longestGapHours * HOUR_MS;
      if (!goesOn) {
        close();
        run = [];
      }
      run.push(sample);
    }
    close();
    return findings;
  },
};

import {
  LEAST_SAME_VALUES,
  longestSameHours,
  persistences,
} from "@datacityzen/hardware/change-limits";
import { quantities } from "@datacityzen/hardware/quantities";
import { HOUR_MS } from "../durations.ts";
import type { Check, Finding, Sample, Series } from "./check.ts";

const parameters = {
  byQuantity: persistences,
  /** Fewer equal values say nothing, however long they take. */
  leastValues: LEAST_SAME_VALUES,
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
    if (persistences[quantity] === undefined) return [];
    const resolution = 10 ** -quantities[quantity].digits / 2;
    const findings: Finding[] = [];
    let run: Sample[] = [];
    const close = () => {
      const [first, last] = [run[0], run.at(-1)];
      if (first === undefined || last === undefined) return;
      const hours = longestSameHours(quantity, first.value) ?? Number.POSITIVE_INFINITY;
      const lasted = last.at - first.at;
      if (run.length >= parameters.leastValues && lasted >= hours * HOUR_MS)
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

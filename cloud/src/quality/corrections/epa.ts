import { cleaned } from "../indices/table.ts";
import {
  type Correction,
  keepOrder,
  type Measured,
  type Outcome,
  rawPm25,
  refused,
  untouchedPm10,
} from "./correction.ts";

const barkjohn = {
  title:
    "Barkjohn, Gantt, Clements: Development and application of a United States-wide correction for PM2.5 data collected with the PurpleAir sensor, Atmos. Meas. Tech. 14, 4617-4637, 2021",
  url: "https://doi.org/10.5194/amt-14-4617-2021",
};

const fireAndSmoke = {
  title: "US EPA, AirNow Fire and Smoke Map: extension of the US-wide correction, 2021",
  url: "https://document.airnow.gov/airnow-fire-and-smoke-map-questions-and-answers.pdf",
};

const valid = {
  fr: "Plantower PMS5003 (PurpleAir, AirGradient) dehors, air des États-Unis ; pas pour le SDS011",
  en: "Plantower PMS5003 (PurpleAir, AirGradient) outdoors, air of the United States; not for the SDS011",
};

const linear = (pm: number, humidity: number): number => 0.524 * pm - 0.0862 * humidity + 5.75;

/** Five parts that meet where they touch: 30, 50, 210 and 260 µg/m³. */
const extended = (pm: number, humidity: number): number => {
  if (pm < 30) return linear(pm, humidity);
  const damp = 0.0862 * humidity;
  if (pm < 50) {
    const part = pm / 20 - 3 / 2;
    return (0.786 * part + 0.524 * (1 - part)) * pm - damp + 5.75;
  }
  if (pm < 210) return 0.786 * pm - damp + 5.75;
  const smoke = 2.966 + 8.84e-4 * pm ** 2;
  if (pm >= 260) return smoke + 0.69 * pm;
  const part = pm / 50 - 21 / 5;
  return (0.69 * part + 0.786 * (1 - part)) * pm + (5.75 - damp) * (1 - part) + smoke * part;
};

const apply = (
  measured: Measured,
  formula: (pm: number, humidity: number) => number,
  humidityOf: (humidity: number) => number | undefined,
): Outcome => {
  const given = rawPm25(measured);
  if (given === undefined) return refused("missing", "pm2_5");
  if (given.raw < 0) return refused("out_of_range", given.input);
  if (measured.humidity === undefined) return refused("missing", "humidity");
  const humidity = humidityOf(measured.humidity);
  if (humidity === undefined) return refused("out_of_range", "humidity");
  const value = cleaned(formula(given.raw, humidity));
  return {
    ok: true,
    made: keepOrder([{ quantity: "pm2_5", value, ...given }, ...untouchedPm10(measured)]),
  };
};

/** The regression as it was published: nothing is clamped, and clean damp air may come out below zero. */
export const epa2021Linear: Correction = {
  name: "epa-2021-linear",
  version: 1,
  title: {
    fr: "correction de l'EPA, 2021, linéaire",
    en: "correction of the US EPA, 2021, linear",
  },
  needs: ["humidity"],
  corrects: ["pm2_5"],
  parameters: { slope: 0.524, humidity: -0.0862, intercept: 5.75 },
  valid,
  sources: [barkjohn],
  correct: (measured) =>
    apply(measured, linear, (humidity) =>
      humidity >= 0 && humidity <= 100 ? humidity : undefined,
    ),
};

/** With heavy smoke. Humidity is clamped to 0 to 100 %, the result to 0, and 0 stays 0, as AirGradient applies it. */
export const epa2021: Correction = {
  name: "epa-2021",
  version: 1,
  title: {
    fr: "correction de l'EPA, 2021, étendue aux fortes fumées",
    en: "correction of the US EPA, 2021, extended to heavy smoke",
  },
  needs: ["humidity"],
  corrects: ["pm2_5"],
  parameters: {
    slope: 0.524,
    humidity: -0.0862,
    intercept: 5.75,
    middle: 0.786,
    high: 0.69,
    square: 8.84e-4,
  },
  valid,
  sources: [barkjohn, fireAndSmoke],
  correct: (measured) =>
    apply(
      measured,
      (pm, humidity) => (pm === 0 ? 0 : Math.max(0, extended(pm, humidity))),
      (humidity) => Math.min(100, Math.max(0, humidity)),
    ),
};

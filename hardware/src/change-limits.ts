import type { QuantityName } from "./quantities.ts";

const MINUTE_MS = 60_000;

/**
 * The largest change from one value to the next, a minute apart or less. Particles and sound have none: a
 * cigarette or a lorry is a true jump.
 *
 * Time consistency check of Zahumenský, WMO/CBS, 2004 (temperature 3 °C, wind 20 m/s); humidity 15 % and pressure
 * 2 hPa as the Gothenburg University Climate Group uses it; CO₂ is our choice.
 */
export const largestSteps: { readonly [name in QuantityName]?: number } = {
  temperature: 3,
  humidity: 15,
  pressure: 2,
  wind_speed: 20,
  co2: 2000,
};

/** Over a longer gap more may change, as by a random walk: with the root of the gap. */
export const STEP_GAP_MS = MINUTE_MS;
/** Over a still longer one nothing is said. */
export const LONGEST_STEP_GAP_MS = 15 * MINUTE_MS;

/** Whether a value lies further from the one before, `gapMs` earlier, than the air goes. */
export const isStep = (
  quantity: QuantityName,
  before: number,
  value: number,
  gapMs: number,
): boolean => {
  const limit = largestSteps[quantity];
  if (limit === undefined || gapMs > LONGEST_STEP_GAP_MS) return false;
  return Math.abs(value - before) > limit * Math.sqrt(Math.max(1, gapMs / STEP_GAP_MS));
};

/** How long a quantity may be the same. */
export interface Persistence {
  readonly hours: number;
  /** Values between these two are often the same for long: calm air, clean air, fog, no pollen. */
  readonly calm?: readonly [low: number, high: number];
  readonly calmHours?: number;
}

const particles: Persistence = { hours: 2, calm: [0, 2], calmHours: 12 };
const level: Persistence = { hours: 1 };

/**
 * Persistence check of Zahumenský, WMO/CBS, 2004 (least variability over 60 min), with longer times for sensors
 * that give one decimal; the times are our choice.
 */
export const persistences: { readonly [name in QuantityName]?: Persistence } = {
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
};

/** Fewer equal values say nothing, however long they take. */
export const LEAST_SAME_VALUES = 6;

/** Hours for which this quantity may stay at this value; undefined where nothing is known of it. */
export const longestSameHours = (quantity: QuantityName, value: number): number | undefined => {
  const persistence = persistences[quantity];
  if (persistence === undefined) return undefined;
  const { hours, calm, calmHours = hours } = persistence;
  return calm !== undefined && value >= calm[0] && value <= calm[1] ? calmHours : hours;
};

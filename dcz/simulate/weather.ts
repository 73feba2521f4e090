import { smooth } from "./noise.ts";

/** The air over a region at one instant. */
export interface Weather {
  /** °C */
  readonly temperature: number;
  /** % */
  readonly humidity: number;
  /** hPa, where the stations stand */
  readonly pressure: number;
  /** m/s */
  readonly wind: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** From -1 in mid-January to 1 in mid-July, as north of the tropics. */
export const season = (at: number): number =>
  -Math.cos((2 * Math.PI * (at / DAY_MS - 15)) / 365.2425);

/** Hours of the day by the sun at 6° E, 0 to 24: Lyon, Geneva, Luxembourg. */
export const sunHour = (at: number): number => (at / HOUR_MS + 0.4) % 24;

/** Saturation over water, Magnus (WMO-No. 8, annex 4.B): relative humidity from temperature and dew point. */
const relativeHumidity = (temperature: number, dewPoint: number): number => {
  const exponent = (celsius: number) => (17.62 * celsius) / (243.12 + celsius);
  return 100 * Math.exp(exponent(dewPoint) - exponent(temperature));
};

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/**
 * Plausible weather of a region that `seed` names: highs and lows pass in days, a clear sky makes
 * warm afternoons and cold nights, humidity goes against temperature, highs are calm.
 */
export const weatherAt = (seed: number, at: number): Weather => {
  const days = at / DAY_MS;
  const high = smooth(days / 3.5, seed, 1);
  const cloud = clamp(0.5 - 0.5 * high + 0.3 * smooth(days / 0.6, seed, 2), 0, 1);
  const airMass = 10 + 9 * season(at) + 4 * smooth(days / 5, seed, 3);
  const swing = (4 + 2 * season(at)) * (1 - 0.7 * cloud);
  // Warmest about three hours after the sun stood highest.
  const temperature = airMass + swing * Math.cos((2 * Math.PI * (sunHour(at) - 15)) / 24);
  const dewPoint = airMass - 1.5 - 4 * (1 - cloud) + smooth(days / 1.3, seed, 4);
  return {
    temperature,
    humidity: clamp(relativeHumidity(temperature, dewPoint), 15, 100),
    pressure: 985 + 14 * high + 1.5 * smooth(days * 6, seed, 5),
    wind: Math.max(0.3, 3.2 - 1.8 * high + 1.4 * smooth(days * 4, seed, 6)),
  };
};

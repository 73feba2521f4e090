import { DAY_MS, seasonAt, sunHourAt } from "./clock.ts";
import { smooth } from "./noise.ts";

/** The air over a region at one instant, in its middle, at 240 m. */
export interface Weather {
  /** °C */
  readonly temperature: number;
  /** °C; what the humidity of a place follows from. */
  readonly dewPoint: number;
  /** hPa, at the sea's level */
  readonly pressure: number;
  /** m/s, mean of ten minutes */
  readonly wind: number;
  /** From where, degrees */
  readonly direction: number;
  /** 0 to 1 */
  readonly cloud: number;
  /** mm/h */
  readonly rain: number;
  /** From -1, a deep low, to 1, a strong high, in which the air stands still. */
  readonly high: number;
}

/** Saturation over water, Magnus (WMO-No. 8, annex 4.B): relative humidity from temperature and dew point. */
export const relativeHumidity = (temperature: number, dewPoint: number): number => {
  const exponent = (celsius: number) => (17.62 * celsius) / (243.12 + celsius);
  return Math.min(100, 100 * Math.exp(exponent(dewPoint) - exponent(temperature)));
};

/** Standard atmosphere (ISO 2533) from the sea's level to `height` m. */
export const pressureAt = (atSea: number, height: number): number =>
  atSea * (1 - (0.0065 * height) / 288.15) ** 5.2559;

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/**
 * Plausible weather of a region that `seed` names: highs and lows pass in days, a clear sky makes
 * warm afternoons and cold nights, humidity goes against temperature, highs are calm, lows bring rain from the
 * west. Means and swings of Lyon-Bron, 1991 to 2020 (Météo-France): 3.9 °C in January, 23 °C in July; the
 * temperature of a day moves by 5 °C in winter and 12 °C in summer.
 */
export const weatherAt = (seed: number, at: number, longitude: number): Weather => {
  const days = at / DAY_MS;
  const hour = sunHourAt(at, longitude);
  const season = seasonAt(at);
  const high = smooth(days / 3.5, seed, 1);
  const cloud = clamp(0.5 - 0.5 * high + 0.3 * smooth(days / 0.6, seed, 2), 0, 1);
  const airMass = 13 + 9 * season + 4 * smooth(days / 5, seed, 3);
  const swing = (4.5 + 2 * season) * (1 - 0.7 * cloud);
  // Warmest about three hours after the sun stood highest.
  const temperature = airMass + swing * Math.cos((2 * Math.PI * (hour - 15)) / 24);
  const shower = Math.max(0, smooth(days * 7, seed, 7) - 0.1) * Math.max(0, -high - 0.1);
  const dewPoint =
    airMass - 2 - 4 * (1 - cloud) + smooth(days / 1.3, seed, 4) + Math.min(1.5, 4 * shower);
  // The air near the ground mixes by day: winds are freshest in the afternoon.
  const gust = 1 + 0.25 * Math.cos((2 * Math.PI * (hour - 14.5)) / 24);
  return {
    ...{ temperature, cloud, high },
    dewPoint: Math.min(dewPoint, temperature - 0.1),
    pressure: 1015 + 13 * high + 1.5 * smooth(days * 3, seed, 5),
    wind: Math.max(0.3, (3 - 1.7 * high + 1.3 * smooth(days * 4, seed, 6)) * gust),
    // Lows come from the west; in highs the wind turns as it likes.
    direction: (((255 + 150 * smooth(days / 1.7, seed, 8) * (0.7 + 0.5 * high)) % 360) + 360) % 360,
    rain: 9 * shower,
  };
};

import { season, sunHour, type Weather } from "./weather.ts";

const DAY_MS = 86_400_000;

/** A hump around `hour`, also across midnight. */
const around = (now: number, hour: number, width: number): number => {
  const distance = Math.abs(((now - hour + 36) % 24) - 12);
  return Math.exp(-((distance / width) ** 2));
};

/** Saturday and Sunday, UTC; the first day of 1970 was a Thursday. */
const isWeekend = (at: number): boolean => ((Math.floor(at / DAY_MS) + 4) % 7) % 6 === 0;

/** How much people move about, 0 at night to about 1 in the rush hours. */
export const activity = (at: number): number => {
  const hour = sunHour(at);
  const working = around(hour, 8, 1.6) + around(hour, 18, 2) + 0.55 * around(hour, 13, 5);
  const leisure = 0.7 * around(hour, 14, 5) + 0.35 * around(hour, 21, 2.5);
  return isWeekend(at) ? leisure : working;
};

/** Particles of the town before a station's own surroundings, µg/m³: traffic, heating, what the wind leaves. */
export const particlesAt = (at: number, { wind, temperature }: Weather) => {
  const traffic = 7 * activity(at);
  const heating = 9 * Math.max(0, (14 - temperature) / 14) * around(sunHour(at), 21, 4);
  const background = 5 - season(at);
  // In calm air particles stay; a fresh wind carries them away.
  const kept = 2.6 / (0.6 + wind);
  const pm2_5 = background + (traffic + heating) * kept;
  return { pm2_5, pm10: 1.25 * pm2_5 + 2.5 * traffic ** 0.5 + 0.6 * wind };
};

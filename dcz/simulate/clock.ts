export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** From -1 in mid-January to 1 in mid-July, as north of the tropics. */
export const seasonAt = (at: number): number =>
  -Math.cos((2 * Math.PI * (at / DAY_MS - 15)) / 365.2425);

/** Hours of the day by the sun, 0 to 24. */
export const sunHourAt = (at: number, longitude: number): number =>
  (((at / HOUR_MS + longitude / 15) % 24) + 24) % 24;

/**
 * Sine of the sun's height, 0 at night: declination by Cooper (Solar Energy 12, 1969, p. 333), the hour by the sun.
 */
export const sunlightAt = (at: number, { lat, lon }: { lat: number; lon: number }): number => {
  const day = (at / DAY_MS) % 365.2425;
  const declination = (23.45 * Math.PI * Math.sin((2 * Math.PI * (284 + day)) / 365)) / 180;
  const latitude = (lat * Math.PI) / 180;
  const hour = (Math.PI * (sunHourAt(at, lon) - 12)) / 12;
  const height =
    Math.sin(latitude) * Math.sin(declination) +
    Math.cos(latitude) * Math.cos(declination) * Math.cos(hour);
  return Math.max(0, height);
};

/** 01:00 UTC on the last Sunday of a month of 31 days, when clocks change in the Union (directive 2000/84/EC). */
const changeIn = (year: number, month: number): number => {
  const last = Date.UTC(year, month, 31, 1);
  return last - new Date(last).getUTCDay() * DAY_MS;
};

/** The clock on the wall in France, as if it were UTC: what people do goes by it. */
export const wallClockAt = (at: number): number => {
  const year = new Date(at).getUTCFullYear();
  const isSummer = at >= changeIn(year, 2) && at < changeIn(year, 9);
  return at + (isSummer ? 2 : 1) * HOUR_MS;
};

/** Saturday and Sunday; the first day of 1970 was a Thursday. */
export const isWeekend = (wallClock: number): boolean =>
  ((Math.floor(wallClock / DAY_MS) + 4) % 7) % 6 === 0;

/** Days since the first of January, about. */
export const dayOfYearAt = (at: number): number => (at / DAY_MS) % 365.2425;

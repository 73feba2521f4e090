/** What the store of `lateBench` has, for who fills it and for who sends it again. */
export const QUANTITIES = ["pm1", "pm2_5", "pm10", "temperature", "humidity", "pressure"] as const;
export const MINUTE = 60_000;
export const T0 = Date.UTC(2026, 0, 1);

/** `series`: counted from 0, those of a station follow each other. The same in SQL and here. */
export const valueSql = (series: string, minute: string): string =>
  `10 + ((${minute} * 7919 + ${series} * 104729) % 1000)::DOUBLE / 100`;
export const valueAt = (series: number, minute: number): number =>
  10 + ((minute * 7919 + series * 104_729) % 1000) / 100;

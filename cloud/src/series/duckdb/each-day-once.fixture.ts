import { expect } from "vitest";
import type { KeptSince } from "../store.ts";
import {
  DAY,
  DAYS,
  HOUR,
  openStore,
  READINGS_OF_A_DAY,
  readingsOf,
  STATIONS,
  T0,
} from "./retention-kill.fixture.ts";

const meansOf = (station: string): readonly number[] =>
  Array.from({ length: DAYS }, (_, day) => {
    const values = readingsOf(station, day).map((one) => one.values.pm2_5);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });

/** Each day has its values or its sums, once, whatever befell the process that dropped values; gives what is kept. */
export const expectEachDayOnce = async (path: string): Promise<KeptSince> => {
  const opened = await openStore(path, () => T0);
  const { values, hours } = opened.store.kept();
  const whole = {
    ...{ stations: STATIONS, quantities: ["pm2_5"] as const },
    ...{ from: T0, until: T0 + DAYS * DAY },
  };
  const days = await opened.store.aggregate({ ...whole, buckets: { every: DAY } });
  expect(days.map(({ station }) => station)).toEqual(STATIONS);
  for (const { station, points } of days) {
    expect(points.map(({ sums }) => sums.count)).toEqual(Array(DAYS).fill(READINGS_OF_A_DAY));
    const means = meansOf(station);
    for (const [day, { sums }] of points.entries())
      expect(sums.mean).toBeCloseTo(means[day] as number, 9);
  }
  const from = Math.max(T0, hours);
  const ofHours = await opened.store.aggregate({ ...whole, from, buckets: { every: HOUR } });
  for (const { points } of ofHours) expect(points).toHaveLength((whole.until - from) / HOUR);
  const left = Math.max(T0, values);
  for (const { points } of await opened.store.read(whole)) {
    expect(points[0]?.at).toBe(left);
    expect(points).toHaveLength((whole.until - left) / HOUR);
  }
  expect(opened.database.damages).toEqual([]);
  await opened.close();
  return { values, hours, days: Number.NEGATIVE_INFINITY };
};

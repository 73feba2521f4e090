import { expect, test } from "vitest";
import { createHours, HOUR_MS, type Hours } from "./hours.ts";
import { averageOfYear, hoursOfDayIn } from "./years.ts";

const hoursOf = hoursOfDayIn("UTC", 0);

/** Hours of some days in UTC, each with the same value all day. */
const hoursOfDays = (
  first: string,
  days: number,
  on: (date: string) => number | undefined,
): Hours => {
  const hours = createHours(0);
  const start = Date.parse(`${first}T00:00Z`);
  for (let hour = 0; hour < days * 24; hour += 1) {
    const ms = start + hour * HOUR_MS;
    hours.add(ms, on(new Date(ms).toISOString().slice(0, 10)));
  }
  return hours;
};

const monthOf = (date: string): number => Number(date.slice(5, 7));

test("a year's mean needs three quarters of its hours", () => {
  const half = hoursOfDays("2025-01-01", 365, (date) => (monthOf(date) <= 6 ? 10 : 20));
  // 181 days of 10 and 184 of 20.
  expect(averageOfYear("pm2_5", half, { year: 2025, hoursOf })).toEqual({
    value: Number(((181 * 10 + 184 * 20) / 365).toPrecision(12)),
    count: 8760,
    expected: 8760,
  });
  const some = (days: number) => hoursOfDays("2024-01-01", days, () => 8);
  // 366 days: 274.5 are three quarters.
  expect(averageOfYear("no2", some(275), { year: 2024, hoursOf }).value).toBe(8);
  expect(averageOfYear("no2", some(274), { year: 2024, hoursOf })).toEqual({
    value: undefined,
    count: 274 * 24,
    expected: 366 * 24,
  });
});

test("ozone's peak season is the highest mean of six months in a row", () => {
  const summer = hoursOfDays("2025-01-01", 365, (date) =>
    monthOf(date) >= 4 && monthOf(date) <= 9 ? 90 : 40,
  );
  const found = averageOfYear("o3", summer, { year: 2025, hoursOf });
  // The first days of April still have hours of March in their means of 8 h, never in the highest one.
  expect(found).toEqual({ value: 90, count: 183, expected: 183 });
});

test("a southern summer that ends in the year is a peak season", () => {
  const south = hoursOfDays("2024-07-01", 550, (date) =>
    [10, 11, 12, 1, 2, 3].includes(monthOf(date)) ? 80 : 30,
  );
  const found = averageOfYear("o3", south, { year: 2025, hoursOf });
  expect(found.value).toBeCloseTo(80, 1);
  expect(found.expected).toBe(182);
});

test("a year without three quarters of its days has no known peak season, whatever its winter was", () => {
  // From the summer before to April: five seasons end in the year, and none of its own summer.
  const winter = hoursOfDays("2024-07-01", 300, () => 30);
  expect(averageOfYear("o3", winter, { year: 2025, hoursOf })).toEqual({
    value: undefined,
    count: 116,
    expected: 365,
  });
  const most = hoursOfDays("2025-03-01", 274, () => 70);
  expect(averageOfYear("o3", most, { year: 2025, hoursOf }).value).toBe(70);
});

test("a season's mean leaves out the days that are missing", () => {
  // 100 ppb in two months, of which a half is missing; the rest of the year is whole.
  const some = hoursOfDays("2025-01-01", 365, (date) => {
    if (monthOf(date) >= 11) return Number(date.slice(8)) % 2 === 0 ? 100 : undefined;
    return 40;
  });
  const found = averageOfYear("o3", some, { year: 2025, hoursOf });
  // July to December: 184 days, 154 of them known, 30 of 100.
  expect(found.expected).toBe(184);
  expect(found.value).toBeCloseTo((124 * 40 + 30 * 100) / 154, 0);
});

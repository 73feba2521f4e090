import fc from "fast-check";
import { expect, test } from "vitest";
import { openingWeek } from "./opening.ts";
import { usualWeek } from "./usual-week.ts";

const nine = { from: "09:00", until: "12:00" };
const two = { from: "14:00", until: "18:30" };

test("days and times are read as a week, with the holidays where the hours speak of them", () => {
  const found = usualWeek("Mo-Fr 9:00-12:00, 14:00-18:30; We off; Sa,PH 09:00-12:00");
  expect(found?.days).toEqual([[nine, two], [nine, two], [], [nine, two], [nine, two], [nine], []]);
  expect(found?.holidays).toEqual([nine]);
  expect(usualWeek("Mo 09:00-12:00, Mo,Tu 14:00-18:30; PH off")).toEqual({
    days: [[nine, two], [two], [], [], [], [], []],
    holidays: [],
  });
  expect(usualWeek("24/7")).toMatchObject({ holidays: undefined });
  expect(usualWeek("Fr-Mo 09:00-12:00")?.days.map((one) => one.length)).toEqual([
    ...[1, 0, 0, 0, 1, 1, 1],
  ]);
});

test.each([
  "Jul-Aug: Mo 09:00-12:00",
  'Mo 09:00-12:00 "sur rendez-vous"',
  "Mo-Fr 09:00-12:00; SH off",
  "PH off; Mo-Fr 09:00-12:00",
  "Mo 22:00-02:00",
  "Mo 25:00-26:00",
  "Mo 09:00-12:00, Mo 11:00-14:00",
  "Mo 09:00-12:00, PH off",
  "sunrise-sunset",
  "Mo[1] 09:00-12:00",
  "week 1-20 Mo 09:00-12:00",
  "off",
  "sur rendez-vous",
  "",
])("%s is no week that a page could say for a year", (hours) => {
  expect(usualWeek(hours)).toBeUndefined();
});

const days = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const selector = fc.oneof(
  fc.uniqueArray(fc.constantFrom(...days, "PH"), { minLength: 1, maxLength: 3 }),
  fc
    .tuple(fc.constantFrom(...days), fc.constantFrom(...days))
    .map(([from, until]) => [from === until ? from : `${from}-${until}`]),
);
const rule = fc
  .tuple(selector, fc.constantFrom("09:00-12:00", "14:00-18:00", "08:00-10:00,13:15-24:00", "off"))
  .map(([named, times]) => `${named.join()} ${times}`);
const hoursOf = fc.array(rule, { minLength: 1, maxLength: 4 }).map((rules) => rules.join("; "));

test("it says of a week and of a holiday what the library says of theirs", () => {
  const paris = { country: "fr", region: "", zone: "Europe/Paris" };
  fc.assert(
    fc.property(hoursOf, (hours) => {
      const found = usualWeek(hours);
      if (found === undefined) return;
      const week = openingWeek(hours, paris, Date.parse("2026-11-23T10:00:00+01:00"));
      expect(found.days, hours).toEqual(week?.map(({ open }) => open));
      // 11 November 2026 is a Wednesday.
      const [holiday] = openingWeek(hours, paris, Date.parse("2026-11-11T10:00:00+01:00")) ?? [];
      // Hours that are a holiday's own come with its name as a comment, and count as not quite sure there.
      const known = [...(holiday?.open ?? []), ...(holiday?.maybe ?? [])];
      expect(found.holidays ?? found.days[2], hours).toEqual(known);
    }),
  );
});

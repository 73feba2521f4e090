import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hoursOfWeek, timesInWords, weekdays, weekOfHours } from "./hours-in-words.ts";

describe("the times of a day, as people write them", () => {
  test.each([
    ["9h-12h", "09:00-12:00"],
    ["9h30-12h et 14h à 17h30", "09:30-12:00,14:00-17:30"],
    ["de 9 h à 12 h, 14 h – 18 h", "09:00-12:00,14:00-18:00"],
    ["09:00-12:00, 14:00-17:00", "09:00-12:00,14:00-17:00"],
    ["9.15-12", "09:15-12:00"],
    ["9am-5pm", "09:00-17:00"],
    ["12pm to 2:30pm", "12:00-14:30"],
    ["20h-24h", "20:00-24:00"],
    ["", ""],
    ["Fermé", ""],
    ["closed", ""],
  ])("%s", (text, times) => expect(timesInWords(text)).toBe(times));

  test.each([
    "le matin",
    "9h",
    "12h-9h",
    "9h-12h 11h-14h",
    "14h-17h, 9h-12h",
    "9h-12h, 11h-14h",
    "25h-26h",
    "9h75-12h",
    "13pm-2pm",
    "9h-12h<script>",
    "9".repeat(200),
  ])("%s cannot be read", (text) => expect(timesInWords(text)).toBeUndefined());
});

test("days that follow each other and are alike stand together", () => {
  expect(hoursOfWeek({ Mo: "9h-12h", Tu: "9h-12h", We: "", Th: "9h-12h", Sa: "10h-11h" })).toBe(
    "Mo-Tu 09:00-12:00; Th 09:00-12:00; Sa 10:00-11:00",
  );
  expect(hoursOfWeek({ Mo: "fermé" })).toBeUndefined();
  expect(weekOfHours("Mo-Fr 09:00-12:00; PH off")).toBeUndefined();
  expect(weekOfHours("Mo[1] 09:00-12:00")).toBeUndefined();
  expect(weekOfHours("Mo 09:00-12:00; Mo 14:00-15:00")).toBeUndefined();
});

test("a week that was written is read as the same week", () => {
  const times = fc.constantFrom("", "09:00-12:00", "09:00-12:00, 14:00-17:30", "18:00-24:00");
  fc.assert(
    fc.property(fc.tuple(times, times, times, times, times, times, times), (given) => {
      const week = Object.fromEntries(weekdays.map((day, index) => [day, given[index]]));
      const hours = hoursOfWeek(week);
      const read = hours === undefined ? {} : weekOfHours(hours);
      for (const day of weekdays) expect(read?.[day] ?? "").toBe(week[day]);
    }),
  );
});

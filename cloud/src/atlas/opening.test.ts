import { afterAll, expect, test } from "vitest";
import { holidayRegion, type OpeningPlace, openingTimes, openingWeek, stateAt } from "./opening.ts";

const paris = { country: "fr", region: "", zone: "Europe/Paris" } satisfies OpeningPlace;
const reunion = { country: "fr", region: "La Réunion", zone: "Indian/Reunion" };
const DAY = 86_400_000;
const at = (text: string): number => Date.parse(text);
const stateOf = (hours: string, instant: string, place: OpeningPlace = paris) => {
  const now = at(instant);
  return stateAt(openingTimes(hours, place, [now, now + 8 * DAY]), now, now + 8 * DAY);
};

test.each([
  ["Mo-Fr 09:00-12:00,14:00-18:00", "2026-11-24T09:00:00+01:00", "open"],
  ["Mo-Fr 09:00-12:00,14:00-18:00", "2026-11-24T08:59:00+01:00", "closed"],
  // The end is not open any more.
  ["Mo-Fr 09:00-12:00,14:00-18:00", "2026-11-24T12:00:00+01:00", "closed"],
  ["Mo-Fr 09:00-12:00", "2026-07-21T11:30:00+02:00", "open"],
  ["24/7", "2026-11-24T03:00:00+01:00", "open"],
  ["Mo-Fr 22:00-02:00", "2026-11-25T01:00:00+01:00", "open"],
  // OsmAnd#20627: these are closed on holidays and Sundays, not always.
  ["Mo-Sa 10:00-18:00; PH,Su closed", "2026-11-24T11:00:00+01:00", "open"],
  ["Mo-Sa 10:00-18:00; PH Su closed", "2026-11-24T11:00:00+01:00", "open"],
  ["Mo-Fr 09:00-12:00; PH off", "2026-11-11T10:00:00+01:00", "closed"],
  ["off", "2026-11-24T10:00:00+01:00", "closed"],
  ['Mo-Fr 09:00-12:00 "sur rendez-vous"', "2026-11-24T10:00:00+01:00", "unknown"],
  ["Mo-Fr 09:00-12:00 unknown", "2026-11-24T10:00:00+01:00", "unknown"],
  ["sunrise-sunset", "2026-11-24T12:00:00+01:00", "unknown"],
  ["Mo-Fr 09:00-12:00; SH off", "2026-11-24T10:00:00+01:00", "unknown"],
  ["le mardi matin", "2026-11-24T10:00:00+01:00", "unknown"],
  ["", "2026-11-24T10:00:00+01:00", "unknown"],
])("%s at %s is %s", (hours, instant, state) => {
  expect(stateOf(hours, instant).state).toBe(state);
});

test("a region has holidays of its own", () => {
  const hours = "Mo-Su 09:00-12:00; PH off";
  expect(["57463", "67482", "97411", "33063", undefined].map(holidayRegion)).toEqual([
    ...["Moselle", "Bas-Rhin", "La Réunion", "", ""],
  ]);
  // 26 December is a holiday in Alsace and Moselle alone; 20 December on Réunion.
  const boxing = "2026-12-26T10:00:00+01:00";
  expect(stateOf(hours, boxing).state).toBe("open");
  expect(stateOf(hours, boxing, { ...paris, region: "Moselle" }).state).toBe("closed");
  expect(stateOf(hours, "2026-12-20T10:00:00+04:00", reunion).state).toBe("closed");
  expect(stateOf(hours, "2026-12-20T10:00:00+01:00").state).toBe("open");
});

test("it says when a place closes, and when it opens next", () => {
  expect(stateOf("Mo-Fr 09:00-12:00,14:00-18:00", "2026-11-24T10:00:00+01:00")).toEqual({
    state: "open",
    until: at("2026-11-24T12:00:00+01:00"),
  });
  expect(stateOf("Mo-Fr 09:00-12:00", "2026-11-27T12:30:00+01:00")).toEqual({
    state: "closed",
    from: at("2026-11-30T09:00:00+01:00"),
  });
  expect(stateOf("24/7", "2026-11-27T12:30:00+01:00")).toEqual({ state: "open" });
  expect(stateOf("off", "2026-11-27T12:30:00+01:00")).toEqual({ state: "closed" });
});

test("the week is told by the clock of the place, also when summer time ends", () => {
  const week = openingWeek(
    "Mo-Su 08:30-12:00; We 22:00-26:00; PH off",
    paris,
    at("2026-10-24T22:00:00+02:00"),
  );
  expect(week?.map(({ day, open }) => [day, open])).toEqual([
    ["2026-10-24", [{ from: "08:30", until: "12:00" }]],
    ["2026-10-25", [{ from: "08:30", until: "12:00" }]],
    ["2026-10-26", [{ from: "08:30", until: "12:00" }]],
    ["2026-10-27", [{ from: "08:30", until: "12:00" }]],
    ["2026-10-28", [{ from: "22:00", until: "24:00" }]],
    [
      "2026-10-29",
      [
        { from: "00:00", until: "02:00" },
        { from: "08:30", until: "12:00" },
      ],
    ],
    ["2026-10-30", [{ from: "08:30", until: "12:00" }]],
  ]);
  expect(
    openingWeek("Mo 08:00-12:00", paris, at("2026-11-09T12:00:00+01:00"))?.map(
      ({ isHoliday }) => isHoliday,
    ),
  ).toEqual([...[false, false, true, false, false, false, false]]);
  expect(openingWeek("à définir", paris, at("2026-10-24T22:00:00+02:00"))).toBeUndefined();
});

const zone = process.env.TZ;
afterAll(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

test.each(["UTC", "Asia/Tokyo", "America/Los_Angeles", "Europe/Paris"])(
  "a machine whose clock is in %s says the same",
  (name) => {
    process.env.TZ = name;
    expect(stateOf("Mo-Fr 09:00-12:00; PH off", "2026-11-24T09:00:00+01:00").state).toBe("open");
    expect(stateOf("Mo-Fr 09:00-12:00", "2026-11-27T12:30:00+01:00")).toEqual({
      state: "closed",
      from: at("2026-11-30T09:00:00+01:00"),
    });
  },
);

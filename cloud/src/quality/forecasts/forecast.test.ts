import { expect, test } from "vitest";
import { dayAfter, faultOf, forecastAt, localDay, wordsOfForecast } from "./forecast.ts";

test.each([
  ["atmo", null, 0, 6],
  ["eaqi2024", null, 0, 6],
  ["usaqi", null, -1, 500],
  ["pollen_betula", "atmo-france", 0, 6],
  ["pollen_betula", "raep", -1, 5],
  ["pollen", "meteoswiss", -1, 4],
  ["pollen_poaceae", "grains", -1, 100_000],
] as const)("%s in %s has values above %d up to %d", (subject, scale, below, highest) => {
  expect(faultOf({ subject, scale, value: highest })).toBeUndefined();
  expect(faultOf({ subject, scale, value: below + 1 })).toBeUndefined();
  expect(faultOf({ subject, scale, value: below })).toContain("must be a");
  expect(faultOf({ subject, scale, value: highest + 1 })).toContain("must be a");
  const half = faultOf({ subject, scale, value: highest - 0.5 });
  if (scale === "grains") expect(half).toBeUndefined();
  else expect(half).toContain("whole number");
});

test("a pollen value says its scale, an index of air has its own", () => {
  expect(faultOf({ subject: "pollen_betula", scale: null, value: 3 })).toContain('"scale"');
  expect(faultOf({ subject: "atmo", scale: "raep", value: 3 })).toContain("its own scale");
  expect(faultOf({ subject: "pollen", scale: "grains", value: 3 })).toContain("one taxon");
});

test("a level has the words of its scale, a figure none", () => {
  const words = (...[subject, scale, value]: Parameters<typeof given>) =>
    wordsOfForecast(given(subject, scale, value))?.fr;
  expect(words("atmo", null, 1)).toBe("Bon");
  expect(words("atmo", null, 6)).toBe("Extrêmement mauvais");
  expect(words("pollen", "atmo-france", 4)).toBe("élevé");
  expect(words("pollen_olea", "raep", 0)).toBe("nul");
  expect(words("pollen_betula", "meteoswiss", 0)).toBe("nul");
  expect(words("pollen_betula", "meteoswiss", 4)).toBe("très élevé");
  expect(words("pollen_betula", "grains", 70)).toBeUndefined();
  expect(words("usaqi", null, 100)).toBeUndefined();
});
const given = (
  subject: Parameters<typeof wordsOfForecast>[0]["subject"],
  scale: Parameters<typeof wordsOfForecast>[0]["scale"],
  value: number,
) => ({ subject, scale, value });

test("a place has its own forecast, else that of the smallest territory around; of two the newest", () => {
  const make = (place: object, hour: number, value: number) => ({
    ...{ station: null, territory: null, ...place },
    ...{ issued: new Date(Date.UTC(2026, 10, 28, hour)), value },
  });
  const all = [
    make({ territory: "region" }, 9, 1),
    make({ territory: "commune" }, 6, 2),
    make({ territory: "commune" }, 7, 3),
    make({ station: "garden" }, 5, 4),
  ];
  const territories = ["commune", "region"];
  expect(forecastAt(all, { station: "garden", territories })?.value).toBe(4);
  expect(forecastAt(all, { station: "yard", territories })?.value).toBe(3);
  expect(forecastAt(all, { territories: ["other", "region"] })?.value).toBe(1);
  expect(forecastAt(all, { territories: [] })).toBeUndefined();
});

test("tomorrow is that of the zone, on days of 23 and 25 hours too", () => {
  const tomorrow = (zone: string, at: string) => dayAfter(localDay(zone, Date.parse(at)), 1);
  expect(tomorrow("Europe/Paris", "2026-03-28T23:30:00Z")).toBe("2026-03-30");
  expect(tomorrow("Europe/Paris", "2026-10-24T21:59:59Z")).toBe("2026-10-25");
  expect(tomorrow("Europe/Paris", "2026-10-25T22:59:59Z")).toBe("2026-10-26");
  expect(tomorrow("Indian/Reunion", "2026-12-31T20:00:00Z")).toBe("2027-01-02");
  expect(tomorrow("America/Guadeloupe", "2026-12-31T23:00:00Z")).toBe("2027-01-01");
});

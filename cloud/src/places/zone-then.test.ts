import { expect, test } from "vitest";
import type { KnownPlace } from "./known-station.ts";
import { zoneOfStation } from "./station-zone.ts";

const day = (date: string): number => Date.parse(`${date}T00:00:00Z`);
const place = (territory: string, since: string, until?: string): KnownPlace => ({
  ...{ lat: 0, lon: 0, isExact: false, exposure: "outdoor", territory, since: day(since) },
  ...(until === undefined ? {} : { until: day(until) }),
});
const zones: { readonly [territory: string]: string } = {
  bordeaux: "Europe/Paris",
  "saint-denis": "Indian/Reunion",
};
const partsWith = (places: readonly KnownPlace[]) =>
  ({
    knownStations: { find: () => ({ places }) },
    territories: { zoneOf: (territory?: string) => zones[territory ?? ""] ?? "UTC" },
  }) as unknown as Parameters<typeof zoneOfStation>[0];

test("a station that moved overseas has the days of there from then on, and keeps those of before", () => {
  const parts = partsWith([
    place("bordeaux", "2026-01-01", "2026-06-01"),
    place("saint-denis", "2026-06-10"),
  ]);
  const zoneOn = (date: string) => zoneOfStation(parts, "school", day(date));
  expect(zoneOfStation(parts, "school")).toBe("Indian/Reunion");
  expect(zoneOn("2026-03-01")).toBe("Europe/Paris");
  // On its way, and before anybody said where it was.
  expect(zoneOn("2026-06-05")).toBe("Europe/Paris");
  expect(zoneOn("2025-12-01")).toBe("Europe/Paris");
  expect(zoneOn("2026-06-10")).toBe("Indian/Reunion");
});

test("a station without a place has the country's days", () => {
  expect(zoneOfStation(partsWith([]), "school", day("2026-06-05"))).toBe("UTC");
});

import { expect, test } from "vitest";
import type { AirOfStation, AtlasPage } from "../api/answers.ts";
import { metresBetween, placesToday } from "./today.ts";

const NOW = Date.parse("2026-11-24T10:00:00+01:00");
type Entry = AtlasPage["entries"][number];

const entry = (name: string, more: Partial<Entry> = {}): Entry => ({
  ...{ id: name, slug: name, name, family: "mediation", nature: "structure", source: "test" },
  ...{ services: [], publics: [], care: [], fees: [], zone: "Europe/Paris", lat: 45, lon: -1 },
  opening: { state: "open" },
  ...more,
});
const station = (level: number, lat: number, more: object = {}): AirOfStation =>
  ({
    ...{ station: `at ${lat}`, name: "Mairie", origin: "measured", noise: null, pollen: null },
    ...{ place: { lat, lon: -1, exposure: "outdoor" }, quantities: [], heardAt: null },
    air: { level, hour: null, name: null },
    ...more,
  }) as unknown as AirOfStation;
const names = (entries: readonly Entry[], stations: readonly AirOfStation[] = []) =>
  placesToday(entries, stations, NOW).map((each) => each.entry.name);

test("what is open comes first, then what opens today, then what nobody knows; what stays closed is left out", () => {
  const at = (from: string) => ({ opening: { state: "closed" as const, from } });
  expect(
    names([
      entry("unknown", { opening: { state: "unknown" } }),
      entry("tomorrow", at("2026-11-25T08:00:00.000Z")),
      entry("afternoon", at("2026-11-24T13:00:00.000Z")),
      entry("closed", { opening: { state: "closed" } }),
      entry("workshop", { nature: "offer" }),
      entry("open"),
    ]),
  ).toEqual(["open", "afternoon", "unknown"]);
});

test("of open places, where the air is better comes first, by the nearest station of each", () => {
  const stations = [station(4, 45), station(2, 45.1)];
  const places = [entry("by the road"), entry("in the park", { lat: 45.1 })];
  expect(names(places, stations)).toEqual(["in the park", "by the road"]);
  // Of a place without a point nobody knows the air.
  const { lat: _, lon: __, ...nowhere } = entry("nowhere");
  expect(placesToday([nowhere], stations, NOW)[0]?.air).toBe(undefined);
  // A white area: no station is near.
  expect(placesToday([entry("far", { lat: 46 })], stations, NOW)[0]?.air).toBe(undefined);
  // What is measured indoors says nothing of the street.
  const indoors = station(1, 45, { place: { lat: 45, lon: -1, exposure: "indoor" } });
  expect(placesToday([entry("here")], [indoors], NOW)[0]?.air).toBe(undefined);
});

test("the heat is told of a station nearby only", () => {
  const quantities = [{ quantity: "temperature", hour: { value: 31 } }];
  const warm = station(2, 45, { quantities });
  expect(placesToday([entry("here")], [warm], NOW)[0]?.temperature).toBe(31);
  expect(placesToday([entry("there", { lat: 45.08 })], [warm], NOW)[0]).toMatchObject({
    air: { station: { distance: 8896 } },
    temperature: undefined,
  });
});

test("a degree of latitude is 111 km", () =>
  expect(metresBetween({ lat: 45, lon: 0 }, { lat: 46, lon: 0 })).toBeCloseTo(111_195, -1));

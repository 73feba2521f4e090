import fc from "fast-check";
import { expect, test } from "vitest";
import { dayIn, isoIn, openZone } from "./zone.ts";

const names = [
  "Europe/Paris",
  "UTC",
  "+05:45",
  "America/St_Johns",
  "Australia/Lord_Howe",
  "Africa/Casablanca",
];

test("local times, offsets and days are those of Temporal, in every zone and near every change", () => {
  const changes = [
    "2026-03-29T01:00Z",
    "2026-10-25T01:00Z",
    "2026-04-04T15:00Z",
    "2026-02-15T02:00Z",
  ];
  const near = fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -172_800, max: 172_800 }))
    .map(([change, seconds]) => Date.parse(change) + seconds * 1000);
  const anywhere = fc.integer({ min: 0, max: 4e9 }).map((seconds) => seconds * 1000);
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.oneof(near, anywhere), (name, at) => {
      const zone = openZone(name);
      if (zone === undefined) throw new Error(name);
      const there = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(name);
      expect(zone.offsetAt(at)).toBe(there.offsetNanoseconds / 1e6);
      expect(dayIn(zone, at)).toBe(there.toPlainDate().toString());
      expect(Date.parse(isoIn(zone, at))).toBe(at);
      const local = at + zone.offsetAt(at);
      const plain = there.toPlainDateTime();
      const both = (["earlier", "later"] as const)
        .map((disambiguation) => plain.toZonedDateTime(name, { disambiguation }))
        .map(({ epochMilliseconds }) => epochMilliseconds);
      expect(zone.instantsOf(local)).toEqual([...new Set(both)]);
    }),
    { numRuns: 400 },
  );
});

test("no zone has a made-up name", () => {
  for (const name of ["Europe/Bègles", "", "1", "+25:00"]) expect(openZone(name)).toBeUndefined();
});

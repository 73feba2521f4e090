import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Reading } from "@datacityzen/hardware/wire/batch";
import { Hello } from "@datacityzen/hardware/wire/hello";
import { expect, test } from "vitest";
import { demonstrationStations } from "../../../cloud/src/demonstration/stations.ts";
import { demonstrationWeek } from "../../../dashboards/app/home/demonstration-week.ts";
import { distance } from "../places.ts";
import {
  nextPart,
  type Progress,
  progressAt,
  readProgress,
  withoutPart,
  writeProgress,
} from "./progress.ts";
import { createDemonstration } from "./territory.ts";
import { weekly } from "./week.ts";

const MONDAY = Date.UTC(2026, 10, 23);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

test("a dozen stations, whose readings and descriptions a cloud takes", () => {
  const { stations } = createDemonstration();
  expect(stations).toHaveLength(12);
  for (const station of stations) {
    expect(station.id).toMatch(/^demo-[a-z-]+$/);
    const hello = Hello.parse(station.hello(120_000));
    const readings = station.readings(MONDAY, 120_000).map((each) => Reading.parse(each));
    expect(readings.map(({ sensor }) => sensor)).toEqual(hello.sensors.map(({ id }) => id));
    expect(readings.every(({ flags }) => flags?.includes("simulated"))).toBe(true);
  }
});

test("the same values at the same instants, whatever was asked before", () => {
  const digest = (days: readonly number[]) => {
    const { stations } = createDemonstration();
    const drawn = new Map(
      days.map((day) => [
        day,
        stations.map((station) =>
          Array.from({ length: 6 }, (_, part) =>
            station.readings(MONDAY + day * DAY + part * 4 * HOUR, 120_000),
          ),
        ),
      ]),
    );
    const inOrder = [...drawn].sort(([one], [other]) => one - other);
    return createHash("sha256").update(JSON.stringify(inOrder)).digest("hex");
  };
  expect(digest([0, 1, 2, 3, 4, 5, 6])).toBe(digest([6, 2, 0, 5, 1, 3, 4]));
  expect(digest([0, 1, 2, 3, 4, 5, 6])).toMatchInlineSnapshot(
    `"15b5cec4357901cc2f7c5a30beb970be3cfa02ac4738fb1c2ebfaa8c7f883a09"`,
  );
});

test("any seven days hold smoke, a storm, outages, noise in a street and a pollen peak", () => {
  const { region, stations } = createDemonstration();
  for (const day of [0, 1, 2, 3, 4, 5, 6, 160]) {
    const kinds = new Set<string>();
    let silent = 0;
    for (let at = MONDAY + day * DAY; at < MONDAY + day * DAY + WEEK; at += 20 * MINUTE) {
      for (const { kind, begin, end } of region.momentAt(at).episodes)
        if (at >= begin && at < end) kinds.add(kind);
      for (const { place } of stations) if (region.darkUntil(place, at) !== undefined) silent += 1;
    }
    expect([...kinds].sort()).toEqual(["noise", "outage", "pollen", "smoke", "storm"]);
    expect(silent).toBeGreaterThan(30);
  }
});

test("the smoke is breathed in the town, and the works are heard in their street", () => {
  const { region, stations } = createDemonstration();
  const valuesOf = (name: string, quantity: "pm2_5" | "laeq") => {
    const station = stations.find(({ id }) => id === name);
    return Array.from({ length: WEEK / (10 * MINUTE) }, (_, part) => {
      const at = MONDAY + part * 10 * MINUTE;
      const readings = station?.readings(at, 120_000) ?? [];
      return readings.map(({ values }) => values[quantity]).find((value) => value !== undefined);
    }).map((value) => value ?? 0);
  };
  const market = valuesOf("demo-place-du-marche", "pm2_5");
  const usual = [...market].sort((one, other) => one - other)[market.length / 2] ?? 0;
  expect(usual).toBeLessThan(25);
  expect(Math.max(...market)).toBeGreaterThan(80);
  expect(Math.max(...valuesOf("demo-ferme-des-tilleuls", "pm2_5"))).toBeLessThan(80);
  expect(Math.max(...valuesOf("demo-avenue-de-la-gare", "laeq"))).toBeGreaterThan(78);
  const [one, other] = stations;
  if (one === undefined || other === undefined) throw new Error("no stations");
  expect(distance(one.place, other.place)).toBeGreaterThan(100);
  expect(region.seed).toBe(15);
});

test("what is missing is filled from the newest hour on, and nothing twice", () => {
  let progress: Progress = progressAt(undefined, MONDAY);
  const parts = [];
  for (let part = nextPart(progress); part !== undefined; part = nextPart(progress)) {
    parts.push(part);
    progress = withoutPart(progress, part);
  }
  expect(parts[0]).toEqual({ from: MONDAY - HOUR, until: MONDAY });
  expect(parts.at(-1)?.from).toBe(MONDAY - WEEK);
  for (const [index, { from }] of parts.entries())
    expect(parts[index + 1]?.until ?? MONDAY - WEEK).toBe(from);
});

test("a restart fills what it missed, of a week at most, and what was not filled before", () => {
  const before: Progress = {
    until: MONDAY - HOUR,
    missing: [{ from: MONDAY - 9 * DAY, until: MONDAY - 5 * DAY }],
  };
  expect(progressAt(before, MONDAY)).toEqual({
    until: MONDAY,
    missing: [
      { from: MONDAY - WEEK, until: MONDAY - 5 * DAY },
      { from: MONDAY - HOUR, until: MONDAY },
    ],
  });
  // The clock went back: nothing is missing, and nothing is sent again.
  expect(progressAt({ until: MONDAY + HOUR, missing: [] }, MONDAY)).toEqual({
    until: MONDAY + HOUR,
    missing: [],
  });
});

test("progress that was cut short counts as none", () => {
  const folder = mkdtempSync(join(tmpdir(), "dcz-demonstration-"));
  try {
    const path = join(folder, "demonstration", "progress.json");
    expect(readProgress(path)).toBeUndefined();
    const progress = progressAt(undefined, MONDAY);
    writeProgress(path, progress);
    expect(readProgress(path)).toEqual(progress);
    writeFileSync(path, '{"until":17');
    expect(readProgress(path)).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the home page tells each happening of the week, at its day and hour, with the names of the stations", () => {
  const kindOf = { works: "noise", feast: "noise" } as const;
  expect(
    demonstrationWeek.map(({ what, day, hour }) => ({
      ...{ kind: what === "works" || what === "feast" ? kindOf[what] : what, day, hour },
    })),
  ).toEqual(weekly.map(({ kind, day, hour }) => ({ kind, day, hour })));
  const titles = new Map(demonstrationStations.map(({ name, title }) => [name, title]));
  for (const { station, title } of demonstrationWeek) expect(titles.get(station)).toBe(title);
  for (const [index, { at }] of weekly.entries())
    if (at !== undefined) expect(demonstrationWeek[index]?.station).toBe(at);
});

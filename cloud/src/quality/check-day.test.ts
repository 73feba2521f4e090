import { expect, test } from "vitest";
import type { CloudEvents } from "../events/events.ts";
import { newStation, withHello } from "../stations/station.ts";
import { DAY_MS, hello, MIDNIGHT, NOW, openParts } from "./background.fixture.ts";
import { createDayChecks } from "./check-day.ts";
import { winterDay, wobble } from "./checks/labelled.fixture.ts";
import { findFindings } from "./queries.ts";
import { putReference } from "./reference-queries.ts";

/** Checks of days that note what they have made again and whom they tell. */
const noted = (parts: Awaited<ReturnType<typeof openParts>>) => {
  const followed: object[] = [];
  const told: string[] = [];
  const checks = createDayChecks({
    ...parts,
    recomputing: {
      start: async (_: unknown, scope: object) => {
        followed.push(scope);
        return "";
      },
    },
    events: {
      publish: (name, event) => {
        told.push(`${name} ${(event as { station: string }).station}`);
      },
    },
  } as Parameters<typeof createDayChecks>[0]);
  return { checks, followed, told };
};

test("a day is checked once it is over, once, and what is doubted is kept; again leaves the same", async () => {
  const { series, ...rest } = await openParts();
  const { checks, followed, told: published } = noted({ series, ...rest });
  const yesterday = MIDNIGHT - DAY_MS;
  await series.append({
    ...{ station: "a", received: NOW },
    readings: Array.from({ length: 288 }, (_, index) => ({
      ...{ at: yesterday + index * 300_000, sensor: "sds" },
      values: {
        pm2_5: index === 100 ? 400 : 8 + (index % 7) / 10,
        pm10: index < 60 ? 20 : 15 + (index % 9) / 10,
      },
    })),
  });
  const { db } = rest.records;
  expect(await checks.startDue()).toEqual(["2026-11-23"]);
  expect(await checks.startDue()).toEqual([]);
  await expect
    .poll(() => followed, { timeout: 30_000 })
    .toEqual([{ tier: "consolidated", from: yesterday, until: MIDNIGHT }]);
  // Of the others, which measured nothing, nobody knows how their sensors are.
  expect(published).toEqual(["quality.doubts a"]);
  // It was stuck in the morning, and is not any more.
  published.length = 0;
  await checks.tellDoubts();
  expect(published).toEqual(["quality.doubts a"]);
  const asked = { station: "a", limit: 10, from: new Date(yesterday), until: new Date(MIDNIGHT) };
  const found = await findFindings(db, asked);
  expect(
    found.map(({ check, sensor, quantity, from, count }) => [check, sensor, quantity, from, count]),
  ).toEqual(
    [
      ["stuck@1", "sds", "pm10", new Date(yesterday), 60],
      ["spike@1", "sds", "pm2_5", new Date(yesterday + 100 * 300_000), 1],
    ].slice(0, found.length),
  );
  expect(found).toHaveLength(2);
});

test("two boxes of one class that hang at each other's place are found by the daily job", async () => {
  const { series, ...rest } = await openParts();
  const START_OF_COURSE = MIDNIGHT - 7 * DAY_MS;
  const at = { valley: { lat: 45.18, lon: 5.72 }, hill: { lat: 45.3, lon: 5.72 } };
  // Two boxes of a class and four neighbours on either level; the hill is six degrees colder.
  const boxes = ["valley", "hill"].flatMap((level) =>
    ["box", "n1", "n2", "n3", "n4"].map((name) => ({ id: `${level}-${name}`, level, name })),
  );
  const records = boxes.map(({ id }) => withHello(newStation(id, 0), hello, 0));
  const known = boxes.map(({ id, level, name }) => ({
    ...{ name: id, thing: id, visibility: "public" as const },
    ...(name === "box" ? { group: "class-6b" } : {}),
    places: [
      { since: 0, ...at[level as "valley" | "hill"], isExact: false, exposure: "outdoor" as const },
    ],
  }));
  for (const [number, { id, level, name }] of boxes.entries())
    await series.append({
      ...{ station: id, received: NOW },
      readings: Array.from({ length: 7 * 24 }, (_, hour) => {
        const isOnHill = (level === "hill") !== (name === "box");
        const temperature = winterDay(hour) - (isOnHill ? 6 : 0) + 0.3 * wobble(hour, number);
        return { at: START_OF_COURSE + hour * 3_600_000, sensor: "bme", values: { temperature } };
      }),
    });
  const checked: string[] = [];
  const checks = createDayChecks({
    recomputing: { start: async () => "" },
    ...{ ...rest, series, stations: { all: () => records } },
    knownStations: {
      ...{ find: (id: string) => known.find(({ name }) => name === id), all: () => known },
      viewOf: rest.knownStations.viewOf,
    },
    events: {
      publish: (_: string, event: unknown) => {
        checked.push((event as { station: string }).station);
      },
    },
  } as unknown as Parameters<typeof createDayChecks>[0]);
  await checks.startDue();
  await expect.poll(() => checked.length, { timeout: 30_000 }).toBe(boxes.length);
  const swapped = async (station: string) =>
    (
      await findFindings(rest.records.db, {
        ...{ station, limit: 100, from: new Date(START_OF_COURSE), until: new Date(MIDNIGHT) },
      })
    ).filter(({ check }) => check === "swapped@1");
  for (const { id, name } of boxes) {
    const found = await swapped(id);
    if (name === "box")
      expect(found, id).toMatchObject([
        { sensor: "bme", quantity: "temperature", origin: "measured", count: 168 },
      ]);
    else expect(found, id).toEqual([]);
  }
});

test("a sensor that goes away from a declared reference is told to the fleet, and the reference itself is not", async () => {
  const { series, ...rest } = await openParts();
  const days = 42;
  const start = MIDNIGHT - days * DAY_MS;
  const places = { box: 45.18, reference: 45.22 };
  const names = Object.keys(places) as (keyof typeof places)[];
  const records = names.map((id) => withHello(newStation(id, 0), hello, 0));
  const known = names.map((name) => ({
    ...{ name, thing: name, visibility: "public" as const },
    places: [
      {
        ...{ since: 0, lat: places[name], lon: 5.72, isExact: false },
        exposure: "outdoor" as const,
      },
    ],
  }));
  for (const [number, name] of names.entries())
    await series.append({
      ...{ station: name, received: NOW },
      readings: Array.from({ length: days * 24 }, (_, hour) => {
        // A tenth of a degree a day; more than two in six weeks are a drift.
        const away = name === "box" ? hour / 240 : 0;
        const temperature = winterDay(hour) + away + 0.3 * wobble(hour, number);
        return { at: start + hour * 3_600_000, sensor: "bme", values: { temperature } };
      }),
    });
  const { db } = rest.records;
  await putReference(db, { station: "reference", name: "Town", declared: new Date(NOW) });
  const told = new Map<string, readonly string[]>();
  const checks = createDayChecks({
    ...{ ...rest, series, stations: { all: () => records } },
    recomputing: { start: async () => "" },
    knownStations: {
      ...{ find: (id: string) => known.find(({ name }) => name === id), all: () => known },
      viewOf: rest.knownStations.viewOf,
    },
    events: {
      publish: (_: string, event: unknown) => {
        const { station, doubts } = event as CloudEvents["quality.doubts"];
        told.set(
          station,
          doubts.map(({ problem }) => problem),
        );
      },
    },
  } as unknown as Parameters<typeof createDayChecks>[0]);
  await checks.startDue();
  await expect.poll(() => told.size, { timeout: 60_000 }).toBe(2);
  expect(told.get("box")).toContain("drifting");
  expect(told.get("reference")).not.toContain("drifting");
  const found = await findFindings(db, {
    ...{ station: "box", limit: 100, from: new Date(start), until: new Date(MIDNIGHT) },
  });
  expect(found).toContainEqual(
    expect.objectContaining({ check: "drift@1", sensor: "bme", quantity: "temperature" }),
  );
});

test("a backlog that comes after its days were checked is checked with the days that follow it, and takes no finding from them", async () => {
  const { series, ...rest } = await openParts();
  const { checks, followed, told } = noted({ series, ...rest });
  const day = (back: number, spikeAt: number) => ({
    ...{ station: "a", received: NOW },
    readings: Array.from({ length: 288 }, (_, index) => ({
      ...{ at: MIDNIGHT - back * DAY_MS + index * 300_000, sensor: "sds" },
      values: { pm2_5: index === spikeAt ? 400 : 8 + (index % 7) / 10 },
    })),
  });
  await series.append(day(1, 100));
  await checks.startDue();
  await expect.poll(() => followed, { timeout: 30_000 }).toHaveLength(1);
  expect(await checks.checkedUntil()).toBe(MIDNIGHT);
  const spikes = async () =>
    (
      await findFindings(rest.records.db, {
        ...{ station: "a", limit: 10, from: new Date(0), until: new Date(NOW) },
      })
    )
      .filter(({ check }) => check.startsWith("spike@"))
      .map(({ from }) => from.getTime())
      .sort((one, other) => one - other);
  const yesterday = MIDNIGHT - DAY_MS + 100 * 300_000;
  expect(await spikes()).toEqual([yesterday]);
  // The box was without a link for two days; its day has no rest of what the humidity would make.
  await series.append(day(3, 50));
  await series.append(day(2, 200));
  told.length = 0;
  const from = MIDNIGHT - 3 * DAY_MS;
  await checks.startLate([
    { station: "a", from },
    { station: "gone", from },
  ]);
  await expect
    .poll(() => followed, { timeout: 30_000 })
    .toContainEqual({ tier: "consolidated", station: "a", from, until: MIDNIGHT });
  expect(told).toEqual(["quality.doubts a"]);
  expect(await spikes()).toEqual([
    from + 50 * 300_000,
    MIDNIGHT - 2 * DAY_MS + 200 * 300_000,
    yesterday,
  ]);
});

import type { Batch } from "@datacityzen/hardware/wire/batch";
import pino from "pino";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";
import type { CloudEvents } from "../events/events.ts";
import { createJobs } from "../jobs/jobs.ts";
import { insertJob } from "../jobs/queries.ts";
import { newIdentifier } from "../records/identifiers.ts";
import {
  type FreshDatabase,
  freshDatabase,
  openRecordsUnderTest,
} from "../records/records.fixture.ts";
import { openMemorySeries } from "../series/memory/store.ts";
import { newStation, withHello } from "../stations/station.ts";
import { createDayChecks } from "./check-day.ts";
import { winterDay, wobble } from "./checks/labelled.fixture.ts";
import { findFindings, insertRecompute } from "./queries.ts";
import { createRecomputing } from "./recompute.ts";
import { putReference } from "./reference-queries.ts";

const DAY_MS = 86_400_000;
const MIDNIGHT = Date.UTC(2026, 10, 24);
const NOW = MIDNIGHT + 8 * 3_600_000;

const hello = {
  kit: "test",
  sensors: [
    { id: "sds", model: "sds011", every: 10_000 },
    { id: "bme", model: "bme280", every: 10_000 },
  ],
  software: {},
};

let database: FreshDatabase;
let cloud: CloudUnderTest;
beforeAll(async () => {
  database = await freshDatabase();
  cloud = await openCloudUnderTest(() => NOW, { databaseUrl: database.url });
});
afterAll(async () => {
  await cloud.remove();
  await database.remove();
});

const send = async (station: string, seq: number, readings: Batch["readings"]) => {
  const client = await cloud.connect(station);
  const say = (topic: string, text: unknown) =>
    client.publishAsync(`dcz/1/${station}/${topic}`, JSON.stringify(text), { qos: 1 });
  await say("hello", hello);
  await say("readings", { boot: "aaaaaaaa", seq, clock: "ntp", readings });
  await client.endAsync();
};
const at = (ms: number) => new Date(ms).toISOString();
interface LineageBody {
  readonly values: readonly {
    readonly raw?: { readonly value: number };
    readonly whyNot?: string;
    readonly reprocessed?: {
      readonly value: number;
      readonly agrees?: boolean;
      readonly stored?: { readonly value: number; readonly first?: number };
      readonly inputs: readonly { readonly value: number }[];
    };
  }[];
}
const explain = async (station: string, instant: number) => {
  const { body } = await cloud.get(
    `/api/v1/quality/lineage?station=${station}&quantity=pm2_5&at=${at(instant)}`,
  );
  return (body as LineageBody).values?.[0];
};

test("a reading is reprocessed as it is committed; a humidity that comes late changes it when it is made again", async () => {
  const instant = NOW - 60_000;
  await send("late", 1, [
    { at: instant - 300_000, sensor: "bme", values: { humidity: 50 } },
    { at: instant, sensor: "sds", values: { pm2_5: 20, pm10: 40 } },
  ]);
  await expect
    .poll(async () => (await explain("late", instant))?.reprocessed)
    .toMatchObject({ value: 19.97, agrees: true, inputs: [{ value: 20 }, { value: 50 }] });

  // The box had no link for the humidity of then.
  await send("late", 2, [{ at: instant - 1000, sensor: "bme", values: { humidity: 90 } }]);
  await expect
    .poll(async () => (await explain("late", instant))?.reprocessed)
    .toMatchObject({ value: 16.71, agrees: false, stored: { value: 19.97 } });

  const started = await cloud.getAsAdministrator("/api/v1/quality/recomputes", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ station: "late", from: at(MIDNIGHT), until: at(NOW) }),
  });
  expect(started.status).toBe(202);
  const { id } = started.body as { id: string };
  await expect
    .poll(async () => (await cloud.getAsAdministrator(`/api/v1/quality/recomputes/${id}`)).body)
    .toMatchObject({ state: "done", station: "late", changed: 2, values: 2 });
  // And the former value stays beside it.
  expect(await explain("late", instant)).toMatchObject({
    raw: { value: 20 },
    reprocessed: { value: 16.71, agrees: true, stored: { value: 16.71, first: 19.97 } },
  });
});

test("reprocessed values are read as raw ones are, by their recipe and version, and their means too", async () => {
  const range = `station=late&quantity=pm2_5&from=${at(MIDNIGHT)}&until=${at(NOW)}`;
  const raw = await cloud.get(`/api/v1/series?${range}`);
  expect(raw.body).toMatchObject({ series: [{ points: [{ value: 20 }] }] });
  const made = await cloud.get(`/api/v1/series?${range}&variant=sds011-power@1`);
  expect(made.body).toMatchObject({ series: [{ sensor: "sds", points: [{ value: 16.71 }] }] });
  const means = await cloud.get(`/api/v1/series/means?${range}&variant=sds011-power@1&every=P1D`);
  expect(means.body).toMatchObject({ series: [{ points: [{ mean: 16.71, count: 1 }] }] });
  expect((await cloud.get(`/api/v1/series?${range}&variant=epa`)).status).toBe(400);
  const other = await cloud.get(`/api/v1/series?${range}&variant=epa-2021@1`);
  expect(other).toMatchObject({ status: 200, body: { quantity: "pm2_5" } });
});

test("what became of a day's readings is told by sensor, and the trust of a month in words", async () => {
  const noon = MIDNIGHT - 12 * 3_600_000;
  const minutes = (sensor: string, values: object, from: number, until: number) =>
    Array.from({ length: until - from }, (_, index) => ({
      ...{ at: noon + (from + index) * 10_000, sensor, values },
    }));
  await send("gappy", 1, [
    ...minutes("bme", { humidity: 50 }, 0, 60),
    ...minutes("sds", { pm2_5: 5, pm10: 8 }, 0, 20),
    ...minutes("sds", { pm2_5: 5, pm10: 8 }, 30, 60),
  ] as Batch["readings"]);
  const range = `from=${at(noon)}&until=${at(noon + 600_000)}`;
  await expect
    .poll(async () => (await cloud.get(`/api/v1/quality/arrivals?station=gappy&${range}`)).body)
    .toMatchObject({
      sensors: [
        { sensor: "bme", expected: 60, present: 60, late: 60 },
        {
          ...{ sensor: "sds", expected: 60, present: 50, absent: { missing_at_source: 10 } },
          gaps: [{ state: "missing_at_source", count: 10, from: at(noon + 200_000) }],
        },
      ],
    });
  const long = await cloud.get(
    `/api/v1/quality/arrivals?station=gappy&from=${at(noon - 30 * DAY_MS)}`,
  );
  expect(long).toMatchObject({ status: 400, body: { code: "arrivals_range" } });
  const { body } = await cloud.get("/api/v1/quality/trust?station=gappy&months=2");
  const { months } = body as { months: { statements: { aspect: string; verdict: string }[] }[] };
  expect(months).toHaveLength(1);
  expect(months[0]?.statements.map(({ aspect, verdict }) => `${aspect} ${verdict}`)).toEqual([
    "coverage thin",
    "agreement not_known",
    "sensors sound",
    "care never",
  ]);
});

test("why nothing is made is said, and who may recompute", async () => {
  await send("dry", 1, [{ at: NOW - 1000, sensor: "sds", values: { pm2_5: 20, pm10: 40 } }]);
  await expect
    .poll(async () => await explain("dry", NOW))
    .toMatchObject({ raw: { value: 20 }, whyNot: "no_humidity" });
  const nobody = await cloud.get("/api/v1/quality/recomputes");
  expect(nobody.status).toBe(401);
  const unknown = await cloud.getAsAdministrator(
    "/api/v1/quality/recomputes/018f0000-0000-7000-8000-000000000000",
  );
  expect(unknown).toMatchObject({ status: 404, body: { code: "recompute_unknown" } });
  const none = await cloud.get("/api/v1/quality/lineage?station=dry&quantity=co2");
  expect(none).toMatchObject({ status: 404, body: { code: "value_unknown" } });
});

test("every check and recipe is told, with the choice for each sensor", async () => {
  const { status, body } = await cloud.get("/api/v1/quality/recipes");
  expect(status).toBe(200);
  const { checks, choices } = body as {
    checks: { check: string }[];
    choices: { recipe: string; models: string[] }[];
  };
  expect(checks.map(({ check }) => check)).toContain("spike@1");
  expect(choices.find(({ models }) => models.includes("sds011"))?.recipe).toBe("sds011-power@1");
});

const silent = pino({ level: "silent" });
const parts = async () => {
  const subject = await openRecordsUnderTest();
  const jobs = createJobs(subject.records, () => NOW, silent);
  onTestFinished(async () => {
    await jobs.close();
    await subject.remove();
  });
  const names = ["a", "b", "c", "d"];
  const records = names.map((name) => withHello(newStation(name, 0), hello, 0));
  return {
    ...{ jobs, records: subject.records, series: openMemorySeries(), now: () => NOW },
    stations: { all: () => records },
    knownStations: {
      ...{ find: () => undefined, all: () => [] },
      viewOf: () => ({ isSeen: true, hidden: [] }),
    },
    territories: { around: () => [], zoneOf: () => "Europe/Paris" },
    calibrations: { of: () => [] },
    pace: { restTimes: 0 },
  };
};

test("a recomputation is cancelled while it runs, and not when it is over", async () => {
  const post = (path: string, body: object) =>
    cloud.getAsAdministrator(`/api/v1/quality/recomputes${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  // A long time, day by day, of a station that has a recipe.
  await send("long", 1, [{ at: NOW - 1000, sensor: "bme", values: { humidity: 50 } }]);
  const range = { station: "long", from: at(MIDNIGHT - 20_000 * DAY_MS), until: at(NOW) };
  const { id } = (await post("", range)).body as { id: string };
  const read = async () =>
    (await cloud.getAsAdministrator(`/api/v1/quality/recomputes/${id}`)).body;
  await expect.poll(read).toMatchObject({ state: "running", progress: { station: "long" } });
  expect(await post(`/${id}/cancel`, {})).toMatchObject({
    status: 200,
    body: { state: "cancelled" },
  });
  expect(await post(`/${id}/cancel`, {})).toMatchObject({
    status: 409,
    body: { code: "recompute_over" },
  });
  const next = (await post("", { ...range, from: at(MIDNIGHT) })).body as { id: string };
  await expect
    .poll(
      async () => (await cloud.getAsAdministrator(`/api/v1/quality/recomputes/${next.id}`)).body,
    )
    .toMatchObject({ state: "done" });
  expect(await read()).toMatchObject({ state: "cancelled" });
});

test("a recomputation that was cut off goes on with the next station", async () => {
  const { series, ...rest } = await parts();
  for (const { id } of rest.stations.all())
    await series.append({
      ...{ station: id, received: NOW },
      readings: [
        { at: MIDNIGHT, sensor: "bme", values: { humidity: 60 } },
        { at: MIDNIGHT, sensor: "sds", values: { pm2_5: 20, pm10: 30 } },
      ],
    });
  const [read, told]: [string[], string[]] = [[], []];
  let fails = true;
  const recomputing = createRecomputing({
    ...rest,
    consolidating: { run: async () => async () => ({ values: 0, changed: 0 }) },
    events: {
      publish: (name, event) => {
        told.push(`${name} ${(event as { station: string }).station}`);
      },
    },
    series: {
      ...series,
      read: async (selection) => {
        const [station = ""] = selection.stations;
        if (station === "c" && fails) {
          fails = false;
          throw new Error("the machine was switched off");
        }
        if (selection.variant === undefined) read.push(station);
        return series.read(selection);
      },
    },
  });
  const { db } = rest.records;
  const id = newIdentifier();
  await insertJob(db, { id, name: "test", data: {}, created: new Date(NOW) });
  const range = { from: new Date(MIDNIGHT - DAY_MS), until: new Date(MIDNIGHT + DAY_MS) };
  await insertRecompute(db, { job: id, ...range });
  const progress: string[] = [];
  const run = () =>
    recomputing.run(id, {
      signal: new AbortController().signal,
      progress: async (done, total) => void progress.push(`${done}/${total}`),
    });
  await expect(run()).rejects.toThrow("switched off");
  expect(await run()).toEqual({ stations: 4, values: 8, changed: 0 });
  // Two days each, and the first two stations once only; of the third one day had been read.
  expect(read).toEqual(["a", "a", "b", "b", "c", "c", "c", "d", "d"]);
  expect(told).toEqual(["a", "b", "c", "d"].map((station) => `quality.recomputed ${station}`));
  expect(progress.slice(-2)).toEqual(["6/8", "8/8"]);
  expect(await run()).toEqual({ stations: 4, values: 8, changed: 0 });
  expect(read).toHaveLength(9);
});

test("a day is checked once it is over, once, and what is doubted is kept; again leaves the same", async () => {
  const { series, ...rest } = await parts();
  const published: string[] = [];
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
  const followed: object[] = [];
  const checks = createDayChecks({
    ...rest,
    series,
    recomputing: {
      start: async (_: unknown, scope: object) => {
        followed.push(scope);
        return "";
      },
    },
    events: {
      publish: (name, event) => {
        published.push(`${name} ${(event as { station: string }).station}`);
      },
    },
  } as Parameters<typeof createDayChecks>[0]);
  const { db } = rest.records;
  expect(await checks.startDue()).toEqual(["2026-11-23"]);
  expect(await checks.startDue()).toEqual([]);
  await expect
    .poll(() => published, { timeout: 30_000 })
    .toEqual(["a", "b", "c", "d"].map((station) => `quality.doubts ${station}`));
  await expect
    .poll(() => followed)
    .toEqual([{ tier: "consolidated", from: yesterday, until: MIDNIGHT }]);
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
  const { series, ...rest } = await parts();
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
  const { series, ...rest } = await parts();
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

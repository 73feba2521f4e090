import type { Batch } from "@datacityzen/hardware/wire/batch";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";
import { type FreshDatabase, freshDatabase } from "../records/records.fixture.ts";
import { DAY_MS, hello, MIDNIGHT, NOW } from "./background.fixture.ts";

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

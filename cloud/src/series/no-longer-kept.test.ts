import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";
import { commitsInto } from "../duckdb/commits.fixture.ts";
import { openDatabase } from "../duckdb/open.ts";
import { openDuckdbSeries } from "./duckdb/store.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 24, 8);
/** 60 days ago, at midnight of UTC. */
const OLD = Date.UTC(2026, 8, 25);
let subject: CloudUnderTest;
let seq = 0;

const send = async (from: number, count = 48) => {
  const client = await subject.connect(`edge-${seq}`, { username: "old" });
  const heard: string[] = [];
  client.on("message", (_topic, payload) => heard.push(payload.toString()));
  await client.subscribeAsync("dcz/1/old/receipts", { qos: 1 });
  const readings = Array.from({ length: count }, (_, place) => ({
    at: from + (place * DAY) / 48,
    sensor: "s1",
    values: { pm2_5: place },
  }));
  const batch = { boot: "abcdefgh", seq: seq++, clock: "ntp", readings };
  await client.publishAsync("dcz/1/old/readings", JSON.stringify(batch), { qos: 1 });
  return heard;
};

beforeAll(async () => {
  subject = await openCloudUnderTest(() => NOW, { settings: { STORE_VALUES_DAYS: "30" } });
  await send(OLD);
  await send(NOW - 3_600_000, 2);
  // What the cloud does ten minutes after its start.
  await subject.restart(async () => {
    const database = await openDatabase(join(subject.folder, "cloud", "series.duckdb"));
    const store = await openDuckdbSeries(database, commitsInto(database), {
      now: () => NOW,
      retention: { keep: { values: 30, zone: "Europe/Paris" } },
    });
    await store.enforceRetention();
    await store.close();
    await database.close();
  });
}, 60_000);
afterAll(() => subject.remove());

const ask = async (path: string, accept = "application/json") => {
  const { status, headers, body } = await subject.get(
    `/api/v1/series${path}station=old&quantity=pm2_5&from=2026-09-25T00:00:00Z&until=2026-09-27T00:00:00Z`,
    { headers: { accept } },
  );
  return { status, header: headers.get("no-longer-kept"), body: body as never };
};
const lost = [
  { from: "2026-09-25T00:00:00.000Z", until: "2026-09-26T00:00:00.000Z", finest: "hour" },
];

test("answers say what of their range is no longer kept, and give what is", async () => {
  const raw = await ask("?");
  expect(raw).toMatchObject({ status: 200, body: { no_longer_kept: lost, series: [] } });
  expect(raw.header).toBe("2026-09-25T00:00:00.000Z/2026-09-26T00:00:00.000Z;finest=hour");
  expect((await ask("?", "text/csv")).header).toBe(raw.header);
  expect(await ask("/means?every=PT30M&")).toMatchObject({ body: { no_longer_kept: lost } });
  const hours = await ask("/means?every=PT1H&");
  expect(hours.header).toBeNull();
  expect(hours.body).toMatchObject({ series: [{ points: { length: 24 } }] });
  expect(hours.body).toMatchObject({ series: [{ points: { 3: { mean: 6.5, count: 2 } } }] });
  const local = await ask("/means?every=P1D&zone=Europe/Paris&");
  expect(local.header).toBeNull();
  expect(local.body).toMatchObject({ series: [{ points: [{ count: 44 }, { count: 4 }] }] });
  const chart = await ask("/chart?points=1000&");
  expect(chart).toMatchObject({ header: null, body: { every: "PT1H" } });
  expect(chart.body).toMatchObject({ series: [{ points: { length: 48 } }] });
});

test("late readings of such a day are kept aside with the reason, and the station is told; the others of the message are kept", async () => {
  const heard = await send(OLD + DAY / 2 - DAY / 96, 1);
  await expect.poll(() => heard.join()).toContain("too_old");
  expect(JSON.parse(heard[0] ?? "")).toMatchObject({ outcome: "quarantined", reason: "too_old" });
  const kept = await subject.getAsAdministrator("/api/v1/quarantine?station=old");
  expect(kept.body).toMatchObject({
    messages: [
      {
        reason: "too_old",
        detail: expect.stringContaining("1 reading of before 2026-09-26T00:00:00.000Z"),
      },
    ],
  });
  const mixed = await send(OLD + DAY - DAY / 48, 2);
  await expect.poll(() => mixed.join()).toContain("too_old");
  expect((await ask("/means?every=PT1H&")).body).toMatchObject({
    series: [{ points: { length: 25, 23: { count: 2 }, 24: { count: 1 } } }],
  });
});

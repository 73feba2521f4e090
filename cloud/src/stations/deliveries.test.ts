import { afterAll, beforeAll, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";

const MINUTE = 60_000;
let now = Date.UTC(2026, 10, 24, 8);
let subject: CloudUnderTest;
beforeAll(async () => {
  subject = await openCloudUnderTest(() => now);
});
afterAll(() => subject.remove());

const station = async () =>
  (await subject.get("/api/v1/stations/champ")).body as { state: string; deliversEvery?: string };

test("a station that sends a batch each half hour is not silent between two of them", async () => {
  const client = await subject.connect();
  for (let delivery = 0; delivery < 6; delivery++) {
    const readings = Array.from({ length: 30 }, (_, minute) => ({
      at: now - (30 - minute) * MINUTE,
      sensor: "bme280",
      values: { temperature: 12 },
    }));
    const batch = { boot: "abcdefgh", seq: delivery, clock: "ntp", readings };
    await client.publishAsync("dcz/1/champ/readings", JSON.stringify(batch), { qos: 1 });
    now += 30 * MINUTE;
  }
  now -= MINUTE;
  expect(await station()).toMatchObject({ state: "online", deliversEvery: "PT30M" });
  await subject.restart();
  expect(await station()).toMatchObject({ state: "online", deliversEvery: "PT30M" });
  now += 45 * MINUTE;
  expect(await station()).toMatchObject({ state: "silent" });
});

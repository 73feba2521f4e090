import { afterAll, beforeAll, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";

const NOW = Date.UTC(2026, 10, 24, 8);
let subject: CloudUnderTest;
beforeAll(async () => {
  subject = await openCloudUnderTest(() => NOW);
});
afterAll(() => subject.remove());

const values = { pm2_5: 1, pm10: 2, temperature: 3, humidity: 4, pressure: 1000 };

test("a message that names hundreds of new sensors keeps what a station may have, tells the rest, and lists stay small", async () => {
  const client = await subject.connect("edge-names", { username: "names" });
  const heard: string[] = [];
  client.on("message", (_topic, payload) => heard.push(payload.toString()));
  await client.subscribeAsync("dcz/1/names/receipts", { qos: 1 });
  const readings = Array.from({ length: 620 }, (_, index) => ({
    at: NOW - 1000,
    sensor: `s-${index}`,
    values,
  }));
  const batch = { boot: "abcdefgh", seq: 1, clock: "ntp", readings };
  await client.publishAsync("dcz/1/names/readings", JSON.stringify(batch), { qos: 1 });
  await expect.poll(() => heard.join()).toContain("too_many");
  expect(JSON.parse(heard[0] ?? "")).toMatchObject({ outcome: "quarantined", seq: 1 });

  const { body } = await subject.get("/api/v1/stations");
  const [station] = (body as { stations: { latest: object[]; latestLeftOut: number }[] }).stations;
  expect(station?.latest).toHaveLength(24);
  expect(station?.latestLeftOut).toBe(500 - 24);
  const kept = await subject.getAsAdministrator("/api/v1/quarantine?station=names");
  expect(kept.body).toMatchObject({ messages: [{ reason: "too_many" }] });

  // What is known goes on, whatever was refused.
  const next = { ...batch, seq: 2, readings: [{ at: NOW, sensor: "s-0", values }] };
  await client.publishAsync("dcz/1/names/readings", JSON.stringify(next), { qos: 1 });
  const again = (await subject.get("/api/v1/series?station=names&quantity=pm2_5&sensor=s-0")).body;
  expect(again).toMatchObject({ series: [{ points: [{ value: 1 }] }] });
});

import type { MqttClient } from "mqtt";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";

const NOW = Date.UTC(2026, 10, 24, 8);
let subject: CloudUnderTest;
beforeEach(async () => {
  subject = await openCloudUnderTest(() => NOW);
});
afterEach(() => subject.remove());

const batch = (seq: number) =>
  JSON.stringify({
    boot: "abcdefgh",
    seq,
    clock: "ntp",
    readings: [{ at: NOW - 1000 * seq, sensor: "sds011", values: { pm2_5: seq } }],
  });

const heardBy = (client: MqttClient): string[] => {
  const heard: string[] = [];
  client.on("message", (topic, payload) => heard.push(`${topic} ${payload}`));
  return heard;
};

const station = (username: string, options = {}) =>
  subject.connect(`edge-${username}`, { username, ...options });

test("a station reads its own receipts and configuration, and no other's", async () => {
  const ab = await station("ab");
  await ab.subscribeAsync(["dcz/1/ab/receipts", "dcz/1/ab/config"], { qos: 1 });
  for (const topic of ["dcz/1/cd/receipts", "dcz/1/cd/config"])
    await expect(ab.subscribeAsync(topic), topic).rejects.toThrow();
  const stranger = await subject.connect("stranger");
  await expect(stranger.subscribeAsync("dcz/1/ab/receipts")).rejects.toThrow();
  const gateway = await subject.connect("maison", { username: "gateway:maison" });
  await gateway.subscribeAsync(["dcz/1/ab/receipts", "dcz/1/cd/receipts"], { qos: 1 });
});

test("what is published under another's name is kept aside, and its sender gets a receipt that says so", async () => {
  const ab = await station("ab");
  const cd = await station("cd");
  await ab.subscribeAsync("dcz/1/ab/receipts", { qos: 1 });
  await cd.subscribeAsync("dcz/1/cd/receipts", { qos: 1 });
  const [toAb, toCd] = [heardBy(ab), heardBy(cd)];
  await ab.publishAsync("dcz/1/cd/readings", batch(1), { qos: 1 });
  await expect.poll(() => toAb.join()).toContain("not_allowed");
  expect(toAb[0]).toMatch(/^dcz\/1\/ab\/receipts .*\\"cd\\"/);
  await cd.publishAsync("dcz/1/cd/readings", "?", { qos: 1 });
  await expect.poll(() => toCd).toHaveLength(1);
  expect(toCd[0]).toContain("malformed");
  expect((await subject.get("/api/v1/stations/cd")).status).toBe(404);
});

test("a filter that was refused to a persistent session stays refused after a reconnect", async () => {
  const session = { clean: false };
  const first = await station("ab", session);
  const granted = await first
    .subscribeAsync(["dcz/1/ab/receipts", "dcz/1/cd/receipts"], { qos: 1 })
    .catch(() => undefined);
  expect(granted).toBeUndefined();
  await first.endAsync(true);

  // While the session is away, and once more when it is back.
  const cd = await station("cd");
  await cd.publishAsync("dcz/1/cd/readings", "?", { qos: 1 });
  let heard: string[] = [];
  const again = await station("ab", session);
  again.on("message", (topic) => heard.push(topic));
  await cd.publishAsync("dcz/1/cd/readings", "?", { qos: 1 });
  await again.publishAsync("dcz/1/ab/readings", "?", { qos: 1 });
  await expect.poll(() => heard).toContain("dcz/1/ab/receipts");
  expect(new Set(heard)).toEqual(new Set(["dcz/1/ab/receipts"]));

  // Another sender takes the session over: it does not inherit what its owner may hear.
  await again.endAsync(true);
  heard = [];
  const thief = await subject.connect("edge-ab", { username: "ef", ...session });
  thief.on("message", (topic) => heard.push(topic));
  await thief.subscribeAsync("dcz/1/ef/receipts", { qos: 1 });
  const owner = await subject.connect("other", { username: "ab" });
  await owner.publishAsync("dcz/1/ab/readings", "?", { qos: 1 });
  await thief.publishAsync("dcz/1/ef/readings", "?", { qos: 1 });
  await expect.poll(() => heard).toContain("dcz/1/ef/receipts");
  expect(new Set(heard)).toEqual(new Set(["dcz/1/ef/receipts"]));
});

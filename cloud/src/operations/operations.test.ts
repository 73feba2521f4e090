import { Registry } from "prom-client";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";
import { createOperationsListener } from "./listener.ts";

const NOW = Date.UTC(2026, 10, 24, 8, 30);

let subject: CloudUnderTest;
beforeAll(async () => {
  subject = await openCloudUnderTest(() => NOW);
});
afterAll(() => subject.remove());

test("everybody may ask how the service is", async () => {
  const { status, body } = await subject.get("/api/v1/health");
  expect(status).toBe(200);
  expect(body).toMatchObject({
    status: "ok",
    startedAt: "2026-11-24T08:30:00.000Z",
    stations: 0,
    quarantined: 0,
  });
});

test("figures follow one naming scheme, and are for the administrator", async () => {
  expect((await subject.get("/metrics")).status).toBe(401);
  const { status, body } = await subject.getAsAdministrator("/metrics");
  expect(status).toBe(200);
  const names = [...String(body).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  expect(names).toContain("dcz_cloud_messages_total");
  // What Node itself counts keeps the names that prom-client gives it everywhere.
  expect(names.filter((name) => !/^(dcz_cloud_|process_|nodejs_)/.test(name ?? ""))).toEqual([]);
});

test("a balancer may ask whether the cloud lives and does its work; records that are off are no fault", async () => {
  const live = await subject.get("/livez");
  expect([live.status, live.body]).toEqual([200, { live: true }]);
  const ready = await subject.get("/readyz");
  expect([ready.status, ready.body]).toEqual([200, { ready: true, store: "up", records: "off" }]);
  expect(ready.headers.get("cache-control")).toBe("no-store");
});

test("what comes and what is answered is counted, stations by their state", async () => {
  const subject = await openCloudUnderTest(() => NOW);
  onTestFinished(() => subject.remove());
  const client = await subject.connect("balcony");
  const readings = [{ at: NOW, sensor: "sds011", values: { pm2_5: 5 } }];
  const batch = JSON.stringify({ boot: "k3v9x0qz", seq: 1, clock: "ntp", readings });
  await client.publishAsync("dcz/1/balcony/readings", batch, { qos: 1 });
  await subject.get("/api/v1/stations");
  const figures = async () =>
    String((await subject.getAsAdministrator("/metrics")).body).split("\n");
  await expect
    .poll(figures)
    .toEqual(
      expect.arrayContaining([
        "dcz_cloud_acknowledgement_seconds_count 1",
        `dcz_cloud_message_bytes_total ${batch.length}`,
        "dcz_cloud_messages_waiting 0",
        "dcz_cloud_mqtt_clients 1",
        'dcz_cloud_stations{state="online"} 1',
        'dcz_cloud_stations{state="silent"} 0',
        "dcz_cloud_store_up 1",
        "dcz_cloud_backup_timestamp_seconds 0",
        expect.stringMatching(/^dcz_cloud_store_commit_seconds_count [1-9]/),
        expect.stringMatching(/^dcz_cloud_disk_free_bytes [1-9]/),
        expect.stringMatching(
          /^dcz_cloud_http_request_seconds_count\{of="api",status="2xx"\} [1-9]/,
        ),
      ]),
    );
  // Switched off, records are not down; without a certificate, none ends.
  const names = (await figures()).filter((line) => !line.startsWith("#"));
  expect(names.filter((line) => /records_up|certificate_expiry|outbox|_jobs/.test(line))).toEqual(
    [],
  );
  expect((await figures()).join("\n")).not.toContain("balcony");
});

test("the operators' listener says why the store does not commit", async () => {
  let fault: string | undefined;
  const listener = createOperationsListener({
    figures: new Registry(),
    records: { state: () => ({ up: true }) },
    storeFault: () => fault,
  });
  onTestFinished(() => listener.close());
  expect((await listener.inject("/health")).json()).toEqual({ status: "ok" });
  fault = "No space left on device";
  const answer = await listener.inject("/health");
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toEqual({ status: "degraded", storeFault: fault });
  expect((await listener.inject("/livez")).statusCode).toBe(200);
  const ready = await listener.inject("/readyz");
  expect([ready.statusCode, ready.json()]).toEqual([
    503,
    { ready: false, store: "down", records: "up" },
  ]);
  expect((await listener.inject("/metrics")).statusCode).toBe(200);
});

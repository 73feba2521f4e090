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

test("the operators' listener says why the store does not commit", async () => {
  let fault: string | undefined;
  const listener = createOperationsListener({ figures: new Registry(), storeFault: () => fault });
  onTestFinished(() => listener.close());
  expect((await listener.inject("/health")).json()).toEqual({ status: "ok" });
  fault = "No space left on device";
  const answer = await listener.inject("/health");
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toEqual({ status: "degraded", storeFault: fault });
  expect((await listener.inject("/metrics")).statusCode).toBe(200);
});

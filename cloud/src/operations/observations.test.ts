import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { createObservations } from "./observations.ts";
import { recordsGauge } from "./records-gauge.ts";

const lines = async (figures: Registry, name: string): Promise<string[]> =>
  (await figures.metrics()).split("\n").filter((line) => line.startsWith(name));

test("a message waits until it is acknowledged, and only an acknowledgement is timed", async () => {
  const figures = new Registry();
  let now = 1000;
  const { timed } = createObservations(figures, () => now);
  const waiting: ((error?: Error) => void)[] = [];
  const told: (Error | undefined)[] = [];
  const accept = timed(
    (_message: string, settled: (error?: Error) => void) => void waiting.push(settled),
  );
  for (const message of ["one", "two", "three"]) accept(message, (error) => void told.push(error));
  expect(await lines(figures, "dcz_cloud_messages_waiting")).toEqual([
    "dcz_cloud_messages_waiting 3",
  ]);
  now += 30;
  waiting[0]?.();
  const closed = new Error("the store closed");
  waiting[1]?.(closed);
  expect(told).toEqual([undefined, closed]);
  expect(await lines(figures, "dcz_cloud_messages_waiting")).toEqual([
    "dcz_cloud_messages_waiting 1",
  ]);
  const text = await figures.metrics();
  expect(text).toContain('dcz_cloud_acknowledgement_seconds_bucket{le="0.025"} 0\n');
  expect(text).toContain('dcz_cloud_acknowledgement_seconds_bucket{le="0.05"} 1\n');
  expect(text).toContain("dcz_cloud_acknowledgement_seconds_count 1\n");
  expect(text).toContain("dcz_cloud_messages_not_acknowledged_total 1\n");
});

test("answers are counted by class: a series for each address that somebody thinks up would be too many", async () => {
  const figures = new Registry();
  const { answered } = createObservations(figures, () => 0);
  for (const status of [200, 204, 404, 503]) answered("api", status, 0.002);
  expect(await lines(figures, "dcz_cloud_http_request_seconds_count")).toEqual([
    'dcz_cloud_http_request_seconds_count{of="api",status="2xx"} 2',
    'dcz_cloud_http_request_seconds_count{of="api",status="4xx"} 1',
    'dcz_cloud_http_request_seconds_count{of="api",status="5xx"} 1',
  ]);
});

test("what the records know is absent while they are down, fail or are slow, and all other figures are there", async () => {
  const figures = new Registry();
  let up = true;
  let answer: () => Promise<readonly { labels: { kind: string }; value: number }[]> = async () => [
    { labels: { kind: "mail" }, value: 4 },
  ];
  let asked = 0;
  recordsGauge({
    figures,
    name: "dcz_cloud_test",
    help: "A figure that the records know",
    labelNames: ["kind"],
    records: {
      state: () => (up ? { up } : { up, reason: "away", since: 0, isWanted: true }),
    },
    read: () => {
      asked += 1;
      return answer();
    },
    withinMs: 20,
  });
  const found = () => lines(figures, "dcz_cloud_test");
  expect(await found()).toEqual(['dcz_cloud_test{kind="mail"} 4']);
  up = false;
  expect(await found()).toEqual([]);
  expect(asked).toBe(1);
  up = true;
  answer = () => Promise.reject(new Error("terminated"));
  expect(await found()).toEqual([]);
  const late = Promise.withResolvers<never[]>();
  answer = () => late.promise;
  expect(await found()).toEqual([]);
  expect(await found()).toEqual([]);
  // One question waits, however often Prometheus asks.
  expect(asked).toBe(3);
  late.resolve([]);
});

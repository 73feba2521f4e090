import { afterEach, beforeEach, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";

const NOW = Date.UTC(2026, 10, 24, 12);
const HOUR = 3_600_000;
const SECOND = 1000;
let subject: CloudUnderTest;
beforeEach(async () => {
  subject = await openCloudUnderTest(() => NOW);
});
afterEach(() => subject.remove());

const open = async () => {
  const client = await subject.connect();
  let seq = 0;
  return {
    hello: (every: number) =>
      client.publishAsync(
        "dcz/1/ab/hello",
        JSON.stringify({
          kit: "table",
          sensors: [{ id: "sds011", model: "sds011", every }],
          software: {},
        }),
        { qos: 1 },
      ),
    readings: (from: number, until: number, every: number) => {
      const count = Math.ceil((until - from) / every);
      const readings = Array.from({ length: count }, (_, index) => ({
        at: from + index * every,
        sensor: "sds011",
        values: { pm2_5: index },
      }));
      const document = { boot: "aaaaaaaa", seq: seq++, clock: "ntp", readings };
      return client.publishAsync("dcz/1/ab/readings", JSON.stringify(document), { qos: 1 });
    },
  };
};

const hours = async () => {
  const range = "from=2026-11-24T08:00:00Z&until=2026-11-24T12:00:00Z&every=PT1H";
  const { body } = await subject.get(`/api/v1/series/means?station=ab&quantity=pm2_5&${range}`);
  const { series } = body as {
    series: { points: { count: number; expected: number | null }[] }[];
  };
  return series[0]?.points.map(({ count, expected }) => [count, expected]);
};

test("a backlog of a slower time, which arrives after the hello of now, is not called incomplete", async () => {
  const station = await open();
  await station.hello(10 * SECOND);
  await station.readings(NOW - HOUR, NOW, 10 * SECOND);
  await station.readings(NOW - 4 * HOUR, NOW - HOUR, 120 * SECOND);
  expect(await hours()).toEqual([
    [30, 30],
    [30, 30],
    [30, 30],
    [360, 360],
  ]);
});

test("a faster cadence never gives more readings than are expected", async () => {
  const station = await open();
  await station.hello(60 * SECOND);
  await station.readings(NOW - 4 * HOUR, NOW - 2 * HOUR, 60 * SECOND);
  await station.hello(10 * SECOND);
  await station.readings(NOW - 2 * HOUR, NOW - HOUR, 10 * SECOND);
  await station.readings(NOW - HOUR, NOW, 10 * SECOND);
  expect(await hours()).toEqual([
    [60, 60],
    [60, 60],
    [360, 360],
    [360, 360],
  ]);
});

test("lost readings are missing by the cadence of their time", async () => {
  const station = await open();
  await station.hello(10 * SECOND);
  await station.readings(NOW - 4 * HOUR, NOW - 3.5 * HOUR, 60 * SECOND);
  await station.readings(NOW - HOUR, NOW - 0.25 * HOUR, 10 * SECOND);
  expect(await hours()).toEqual([
    [30, 60],
    [270, 360],
  ]);
});

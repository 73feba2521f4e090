import { afterAll, beforeAll, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";

const NOW = Date.UTC(2026, 10, 24, 8);
const SENSORS = 12;
const POINTS = 600;
let subject: CloudUnderTest;

beforeAll(async () => {
  subject = await openCloudUnderTest(() => NOW);
  const client = await subject.connect("edge-wide", { username: "wide" });
  for (let sensor = 0; sensor < SENSORS; sensor++) {
    const readings = Array.from({ length: POINTS }, (_, index) => ({
      at: NOW - 1000 * (POINTS - index),
      sensor: `s-${10 + sensor}`,
      values: { pm2_5: index },
    }));
    const batch = { boot: "abcdefgh", seq: sensor, clock: "ntp", readings };
    await client.publishAsync("dcz/1/wide/readings", JSON.stringify(batch), { qos: 1 });
  }
}, 60_000);
afterAll(() => subject.remove());

const query = `station=wide&quantity=pm2_5&from=${new Date(NOW - 1000 * POINTS).toISOString()}`;

interface Answer {
  readonly station: string;
  readonly series: readonly {
    readonly sensor: string;
    readonly points: readonly { at: string; value?: number; mean?: number }[];
  }[];
}

test.each([
  ["/api/v1/series?", "value"],
  ["/api/v1/series/means?every=PT1S&", "mean"],
] as const)(
  "%s gives every point of every series, once and in order, as it is streamed",
  async (path, name) => {
    const { status, type, body } = await subject.get(`${path}${query}`);
    expect(status).toBe(200);
    expect(type).toMatch(/^application\/json/);
    const { station, series } = body as Answer;
    expect(station).toBe("wide");
    expect(series.map(({ sensor }) => sensor)).toEqual(
      Array.from({ length: SENSORS }, (_, index) => `s-${10 + index}`),
    );
    for (const { points } of series) {
      expect(points.map((point) => point[name])).toEqual(
        Array.from({ length: POINTS }, (_, index) => index),
      );
      expect(points[1]?.at).toBe(new Date(NOW - 1000 * (POINTS - 1)).toISOString());
    }
  },
);

test.each([
  ["csv", 1],
  ["ndjson", 0],
] as const)("as %s there is a line for each point", async (format, heads) => {
  const answers = [`/api/v1/series.${format}?`, `/api/v1/series/means.${format}?every=PT1S&`];
  for (const path of answers) {
    const { body } = await subject.get(`${path}${query}`);
    const lines = String(body).trimEnd().split("\n");
    expect(lines).toHaveLength(heads + SENSORS * POINTS);
    expect(lines.at(-1)).toContain("s-21");
  }
});

test("days of a zone are streamed like any other intervals", async () => {
  const from = new Date(NOW - 600 * 86_400_000).toISOString();
  const { body } = await subject.get(
    `/api/v1/series/means?station=wide&quantity=pm2_5&every=P1D&zone=Europe/Paris&from=${from}`,
  );
  const { series } = body as Answer;
  expect(series).toHaveLength(SENSORS);
  expect(series[0]?.points).toMatchObject([{ mean: (POINTS - 1) / 2 }]);
});

import type { CloudUnderTest } from "../cloud.fixture.ts";

/** What the cloud's clock shows when a test begins. */
export const NOW = Date.UTC(2026, 10, 24, 8);

/** A message of one reading. */
export const batch = (seq: number, at: number, pm2_5: number) => ({
  boot: "abcdefgh",
  seq,
  clock: "ntp",
  readings: [{ at, sensor: "sds011-58d9", values: { pm2_5, pm10: 2 * pm2_5 } }],
});

/** The values of PM2.5 that a station has. */
export const valuesIn = async (subject: CloudUnderTest, station: string) => {
  const { body } = await subject.get(
    `/api/v1/series?station=${station}&quantity=pm2_5&from=2026-11-01&until=2026-12-01`,
  );
  const { series } = body as { series: { points: { at: string; value: number }[] }[] };
  return series.flatMap(({ points }) => points.map(({ value }) => value));
};

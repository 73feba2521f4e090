import { type Answer, type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";

/** What the clock of the cloud shows. */
export const NOW = Date.UTC(2026, 10, 24, 8, 30);
const HOUR = 3_600_000;

export interface VenusUnderTest extends CloudUnderTest {
  /** PM2.5 of the station: its means where the query has `every`, else its points. */
  series(query: string): Promise<Answer>;
}

/** A cloud to which the station "venus" sent PM2.5 every ten minutes from 06:00 to 08:20, but not from 07:00 to 07:30. */
export const openVenusUnderTest = async (): Promise<VenusUnderTest> => {
  const subject = await openCloudUnderTest(() => NOW);
  const client = await subject.connect();
  const send = (kind: string, document: object) =>
    client.publishAsync(`dcz/1/venus/${kind}`, JSON.stringify(document), {
      qos: 1,
    });
  await send("hello", {
    kit: "workshop-table",
    sensors: [{ id: "sds011-58d9", model: "sds011", every: 600_000 }],
    software: {},
  });
  const instants = Array.from({ length: 15 }, (_, index) => NOW - 2.5 * HOUR + index * 600_000);
  await send("readings", {
    boot: "abcdefgh",
    seq: 1,
    clock: "ntp",
    readings: instants
      .filter((at) => at < NOW - 1.5 * HOUR || at >= NOW - HOUR)
      .map((at, index) => ({
        at,
        sensor: "sds011-58d9",
        values: { pm2_5: index + 1 },
        flags: ["replayed"],
      })),
  });
  return {
    ...subject,
    series: (query) =>
      subject.get(
        `/api/v1/series${query.includes("every=") ? "/means" : ""}?station=venus&quantity=pm2_5&${query}`,
      ),
  };
};

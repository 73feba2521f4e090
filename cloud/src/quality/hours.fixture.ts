import type { PlacesUnderTest } from "../places/places.fixture.ts";

export const EVERY_MS = 600_000;

/** Sends whole hours of readings of a station, six an hour, and one more. */
export const sendHours = async (
  subject: Pick<PlacesUnderTest, "connect">,
  name: string,
  {
    sensors,
    start,
    hours,
    valuesAt,
  }: {
    readonly sensors: readonly { readonly id: string; readonly model: string }[];
    readonly start: number;
    readonly hours: number;
    readonly valuesAt: (hour: number, index: number) => { readonly [sensor: string]: object };
  },
): Promise<void> => {
  const client = await subject.connect(`edge-${name}`);
  const say = (topic: string, body: object) =>
    client.publishAsync(`dcz/1/${name}/${topic}`, JSON.stringify(body), { qos: 1 });
  await say("hello", {
    ...{ kit: "test", software: {} },
    sensors: sensors.map((sensor) => ({ ...sensor, every: EVERY_MS })),
  });
  const readings = Array.from({ length: 6 * hours + 1 }, (_, index) =>
    Object.entries(valuesAt(Math.floor(index / 6), index)).map(([sensor, values]) => ({
      ...{ at: start + index * EVERY_MS, sensor, values },
    })),
  ).flat();
  for (let part = 0; part * 200 < readings.length; part++)
    await say("readings", {
      ...{ boot: "wholehrs", seq: 100 + part, clock: "ntp" },
      readings: readings.slice(part * 200, (part + 1) * 200),
    });
  await client.endAsync();
};

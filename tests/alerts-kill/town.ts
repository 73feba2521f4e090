import mqtt from "mqtt";

const MINUTE_MS = 60_000;
/** A sensor that measures each minute. */
const hello = {
  kit: "town",
  sensors: [{ id: "dust", model: "dust-of-a-town", every: MINUTE_MS }],
  software: {},
};

export interface Spike {
  readonly station: string;
  /** UTC ms of its first value; it has one each second for a minute. */
  readonly from: number;
  /** µg/m³. */
  readonly value: number;
}

/** Stations that measure PM2.5, and what they publish to one broker after the other: each message until it is acknowledged. */
export const createTown = (stations: readonly string[]) => {
  let seq = 0;
  const batch = (readings: readonly object[]) =>
    JSON.stringify({ boot: "alertskill", seq: seq++, clock: "ntp", readings });
  const reading = (at: number, value: number) => ({
    ...{ at, sensor: "dust", values: { pm2_5: value } },
  });
  return {
    /** Clean air of the hours before, at each station. */
    async begin(broker: string, now: number, hours: number): Promise<void> {
      const client = await mqtt.connectAsync(broker, { clientId: "town" });
      const first = Math.floor(now / MINUTE_MS) * MINUTE_MS - hours * 60 * MINUTE_MS;
      for (const station of stations) {
        const topic = `dcz/1/${station}`;
        await client.publishAsync(`${topic}/hello`, JSON.stringify(hello), { qos: 1 });
        for (let hour = 0; hour < hours; hour++)
          await client.publishAsync(
            `${topic}/readings`,
            batch(
              Array.from({ length: 60 }, (_, minute) =>
                reading(first + (hour * 60 + minute) * MINUTE_MS, 8),
              ),
            ),
            { qos: 1 },
          );
      }
      await client.endAsync();
    },
    async publish(broker: string, spikes: readonly Spike[]): Promise<void> {
      const client = await mqtt.connectAsync(broker, { clientId: "town" });
      await Promise.all(
        spikes.map(({ station, from, value }) =>
          client.publishAsync(
            `dcz/1/${station}/readings`,
            batch(
              Array.from({ length: 60 }, (_, second) =>
                reading(from + 1_000 * second + 500, value),
              ),
            ),
            { qos: 1 },
          ),
        ),
      );
      await client.endAsync();
    },
  };
};

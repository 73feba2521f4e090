import mqtt, { type MqttClient } from "mqtt";
import type { Browser } from "playwright-core";
import { openBrowser } from "../browser.ts";
import { type Site, startSite } from "../site.ts";
import { type Visit, visitor } from "../visit.ts";

export const EVERY = 10_000;
export const STATION = "/stations/ecole-jules-ferry";

/** The grid point that began `steps` cadences ago. */
export const gridAgo = (steps: number) => (Math.floor(Date.now() / EVERY) - steps) * EVERY;

interface SentReading {
  readonly at: number;
  readonly sensor: string;
  readonly values: object;
  readonly flags?: readonly string[];
}

/** A site on which stations have measured, and a browser. */
export interface Pages extends Pick<Site, "directory" | "cloud"> {
  readonly site: string;
  readonly browser: Browser;
  /** The connection by which all stations send. */
  readonly station: MqttClient;
  /** Sends readings of the station. */
  send(readings: readonly SentReading[]): Promise<unknown>;
  readonly visit: Visit;
  close(): Promise<void>;
}

export const openPages = async (): Promise<Pages> => {
  const running = await startSite("pages");
  const { directory, cloud, address: site } = running;
  const station = await mqtt.connectAsync(running.broker);
  let seq = 0;

  const send = (readings: readonly SentReading[]) =>
    station.publishAsync(
      "dcz/1/ecole-jules-ferry/readings",
      JSON.stringify({ boot: "pagetest", seq: seq++, clock: "ntp", readings }),
      { qos: 1 },
    );

  await station.publishAsync(
    "dcz/1/ecole-jules-ferry/hello",
    JSON.stringify({
      kit: "street-station",
      sensors: [{ id: "sds011-58d9", model: "sds011", serial: "58d9", every: EVERY }],
      software: { edge: "0.1.0" },
    }),
    { qos: 1, retain: true },
  );
  await station.publishAsync(
    "dcz/1/ecole-jules-ferry/status",
    JSON.stringify({ state: "online", at: Date.now() }),
    { qos: 1, retain: true },
  );
  // A day with a hole of two hours in it.
  for (let hour = 23; hour >= 0; hour--) {
    if (hour === 10 || hour === 11) continue;
    await send(
      Array.from({ length: 360 }, (_, index) => ({
        at: gridAgo(hour * 360 + (360 - index) + 2),
        sensor: "sds011-58d9",
        values: { pm2_5: 5 + hour / 2, pm10: 9 + hour / 2 },
      })),
    );
  }
  // One that measured long ago, one that is a demonstration.
  const publish = (id: string, at: number, flags: string[]) =>
    station.publishAsync(
      `dcz/1/${id}/readings`,
      JSON.stringify({
        boot: "pagetest",
        seq: 0,
        clock: "ntp",
        readings: [{ at, sensor: "sds011", values: { pm2_5: 7.7 }, flags }],
      }),
      { qos: 1 },
    );
  await publish("vieille-tour", gridAgo(400 * 8640), []);
  await publish("vitrine", gridAgo(1), ["simulated"]);
  const browser = await openBrowser();

  const visit = visitor(browser, site);

  return {
    ...{ directory, cloud, site, browser, station, send, visit },
    close: async () => {
      await browser.close();
      await station.endAsync(true);
      await running.end();
    },
  };
};

import type { Attack } from "../attack.ts";
import { loadSensors } from "./bulk.ts";

const SENSORS = 40;
const READINGS = 2000;
/** What one answer carries, of all its series: docs/limits.md. */
const MOST_POINTS = 100_000;

/** Questions that are none: each is refused, and breaks nothing. */
const nonsense = [
  "/api/v1/map/tiles/stations/14/16384/0",
  "/api/v1/map/tiles/stations/-1/0/0",
  "/api/v1/map/tiles/stations/1e99/0/0",
  "/api/v1/map/tiles/__proto__/1/0/0",
  "/api/v1/map/tiles/stations/1/0/0?at=9999-12-31T23:59:59Z",
  "/api/v1/map/tiles/stations/1/0/0?quantity=constructor",
  "/api/v1/map/stations?cursor=1e308_-0_%00&sort=high",
  `/api/v1/map/stations?cursor=${"9".repeat(13)}_a`,
  "/api/v1/map/stations?sort=distance&from=__proto__",
  "/api/v1/map/coverage?cursor=%27%3B--&limit=1e9",
  "/api/v1/series/chart?station=wide&quantity=pm2_5&points=1e9",
  "/api/v1/series/chart?station=wide&quantity=__proto__",
  `/api/v1/series/means/stations?stations=${Array.from({ length: 201 }, (_, index) => `s-${index}`).join(",")}&quantity=pm2_5&every=PT1H`,
  `/api/v1/air/stations?ids=${"a,".repeat(3000)}a`,
  "/api/v1/air/near?lat=NaN&lon=Infinity",
  "/api/v1/air/territories/%2e%2e%2f%2e%2e",
  `/api/v1/addresses?search=${"%25_".repeat(500)}`,
] as const;

/** The doors that are newest: tiles, lists and curves that anybody may ask for. */
export const mapAndCharts: Attack = {
  name: "map-and-charts",
  target: "cloud",
  what: "thousands of tiles of nowhere, each hour of the map at once, curves of forty sensors, and questions that are none",
  light: true,
  async run({ site, amount, random, note, fault }) {
    const ask = async (path: string): Promise<{ status: number; text: string }> => {
      const answer = await fetch(site.cloud.http + path, { signal: AbortSignal.timeout(60_000) });
      return { status: answer.status, text: await answer.text() };
    };
    for (const path of nonsense) {
      const { status, text } = await ask(path);
      // Without outlines of a country there is nothing to look in: that is said with 503 or 404.
      if (status === 500 || status === 200)
        fault(`${path.slice(0, 80)} answers ${status}: ${text.slice(0, 100)}`);
    }

    const statuses = new Map<number, number>();
    const count = (status: number) => statuses.set(status, 1 + (statuses.get(status) ?? 0));
    const side = 2 ** 14;
    for (let asked = 0; asked < amount(8000); asked += 50)
      await Promise.all(
        Array.from({ length: 50 }, async () => {
          const [x, y] = [Math.floor(random() * side), Math.floor(random() * side)];
          count((await ask(`/api/v1/map/tiles/stations/14/${x}/${y}`)).status);
        }),
      );
    note(
      `tiles answer ${[...statuses].map(([status, times]) => `${status} ${times} times`).join(", ")}`,
    );

    const hour = 3_600_000;
    const hours = Array.from({ length: 48 }, (_, index) =>
      new Date(Math.floor(Date.now() / hour - index) * hour).toISOString(),
    );
    const lists = await Promise.all(hours.map((at) => ask(`/api/v1/map/stations?at=${at}`)));
    for (const { status } of lists)
      if (status >= 500 && status !== 503) fault(`a list answers ${status}`);

    await loadSensors(site.cloud.mqttPort, SENSORS, READINGS);
    const until = new Date().toISOString();
    const from = new Date(Date.now() - hour).toISOString();
    const range = `station=wide&quantity=pm2_5&from=${from}&until=${until}`;
    const curves = await Promise.all(
      Array.from({ length: 16 }, () => ask(`/api/v1/series/chart?${range}&points=10000`)),
    );
    for (const { status, text } of curves) {
      if (status === 429) continue;
      const points = text.split('"at":').length - 1;
      if (status !== 200 || points > MOST_POINTS)
        fault(`a curve answers ${status} with ${points} points`);
    }
    note(`a curve has ${(curves[0]?.text.split('"at":').length ?? 1) - 1} points`);
  },
};

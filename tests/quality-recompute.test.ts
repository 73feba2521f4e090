import { join } from "node:path";
import mqtt from "mqtt";
import { expect, onTestFinished, test } from "vitest";
import { commitsInto } from "../cloud/src/duckdb/commits.fixture.ts";
import { machineDefaults } from "../cloud/src/duckdb/machine.ts";
import { openDatabase } from "../cloud/src/duckdb/open.ts";
import { writeSealedDays } from "../cloud/src/quality/sealed-days.fixture.ts";
import { connectTo } from "../cloud/src/records/database.ts";
import { freshDatabase } from "../cloud/src/records/records.fixture.ts";
import { openDuckdbSeries } from "../cloud/src/series/duckdb/store.ts";
import type { Running } from "./processes.ts";
import { askAdministrator, dataFolder, startCloud } from "./records.fixture.ts";

const DAY = 86_400_000;
const MINUTE = 60_000;
/** How far it is is written twice a second: half of the work must take longer than that on any machine. */
const STATIONS = 12;
const DAYS = 8;
const EVERY = 5 * MINUTE;
/** A worker that was killed before it said that it began is missed after a minute without a sign of life. */
const PATIENCE_MS = 150_000;
const KILLS = 2;
const variant = "sds011-power@1";
const names = Array.from({ length: STATIONS }, (_, index) => `station-${index}`);

interface Recompute {
  readonly id: string;
  readonly state: string;
  readonly progress?: { readonly done: number; readonly total: number };
}

test("a recomputation whose cloud is killed in the middle makes every value, once, and none of it half", async () => {
  const folder = await dataFolder();
  const database = await freshDatabase();
  onTestFinished(() => database.remove());
  const from = Math.floor(Date.now() / DAY) * DAY - (DAYS + 5) * DAY;
  // Particles of 5 to 34 µg/m³, PM10 above PM2.5, humidity of 40 to 87 %.
  const value =
    "[5 + (m * 7 + s + d) % 20, 15 + (m * 7 + s + d) % 20, 40 + (m * 5 + d) % 48][s % 3 + 1]";
  await writeSealedDays(join(folder, "cloud"), {
    ...{ stations: STATIONS, from, days: DAYS, everyMs: EVERY, value },
    // As if the humidity had come late: what was made of even days is not what is made of them now.
    madeBefore: { variant, value: 1 },
  });
  const start = async () => {
    const cloud = startCloud(folder, { DATABASE_URL: database.url, DEMO: "off" });
    return { cloud, ...((await cloud.ready) as { readonly http: string; readonly mqtt: string }) };
  };
  const ask = async (http: string, path: string, body?: object): Promise<Recompute> => {
    const answer = await askAdministrator(http, folder, `/api/v1/quality/recomputes${path}`, {
      ...(body === undefined
        ? {}
        : {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify(body),
          }),
    });
    if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Recompute;
  };

  let running: { cloud: Running; http: string; mqtt: string } = await start();
  const client = await mqtt.connectAsync(running.mqtt, { clientId: "boxes" });
  const sensors = [{ id: "sds", model: "sds011", every: EVERY }];
  for (const name of names)
    await client.publishAsync(
      `dcz/1/${name}/hello`,
      JSON.stringify({ kit: "test", sensors, software: {} }),
      { qos: 1 },
    );
  await client.endAsync();
  const range = {
    from: new Date(from).toISOString(),
    until: new Date(from + DAYS * DAY).toISOString(),
  };
  const { id } = await ask(running.http, "", range);

  const records = await connectTo({ url: database.url });
  onTestFinished(() => records.end());
  const doneWhenKilled: number[] = [];
  for (let kill = 1; kill <= KILLS; kill++) {
    const until = (kill * STATIONS * DAYS) / (KILLS + 2);
    let done = 0;
    await expect
      .poll(
        async () => {
          const { state, progress } = await ask(running.http, `/${id}`);
          done = state === "running" ? (progress?.done ?? 0) : 0;
          return done;
        },
        { timeout: PATIENCE_MS, interval: 5 },
      )
      .toBeGreaterThanOrEqual(until);
    await running.cloud.end("SIGKILL");
    doneWhenKilled.push(done);
    // The queue notices a killed worker when no sign of life has come for a minute: that minute is over.
    await records.query(
      "update pgboss.job set state = 'retry', start_after = now() where name = 'quality.recompute' and state = 'active'",
    );
    running = await start();
  }
  await expect
    .poll(async () => (await ask(running.http, `/${id}`)).state, { timeout: PATIENCE_MS })
    .toBe("done");
  for (const done of doneWhenKilled) expect(done).toBeLessThan(STATIONS * DAYS);
  await running.cloud.end("SIGTERM");

  const store = await openDatabase(join(folder, "cloud", "series.duckdb"), machineDefaults());
  const series = await openDuckdbSeries(store, commitsInto(store, { folds: true }));
  onTestFinished(async () => {
    await series.close();
    await store.close();
  });
  const quantities = ["pm2_5", "pm10", "humidity"] as const;
  const asked = { stations: names, quantities, from, until: from + DAYS * DAY };
  const raw = await series.read(asked);
  const made = await series.read({ ...asked, variant });
  const rawOf = new Map(
    raw.flatMap(({ station, quantity, points }) =>
      points.map((point) => [`${station} ${quantity} ${point.at}`, point.value] as const),
    ),
  );
  const perSeries = (DAYS * DAY) / EVERY;
  expect(rawOf.size).toBe(STATIONS * 3 * perSeries);
  expect(made).toHaveLength(STATIONS * 2);
  const power = { pm2_5: [0.48756, 8.60068], pm10: [0.81559, 5.83411] } as const;
  for (const { station, quantity, points } of made) {
    expect(points).toHaveLength(perSeries);
    expect(new Set(points.map(({ at }) => at)).size).toBe(perSeries);
    const valueAt = (of: "pm2_5" | "pm10", at: number): number => {
      const [factor, exponent] = power[of];
      const humidity = rawOf.get(`${station} humidity ${at}`) ?? Number.NaN;
      return (
        (rawOf.get(`${station} ${of} ${at}`) ?? Number.NaN) /
        (1 + factor * (humidity / 100) ** exponent)
      );
    };
    for (const { at, value: kept, first } of points) {
      const fine = valueAt("pm2_5", at);
      const expected = quantity === "pm2_5" ? fine : Math.max(fine, valueAt("pm10", at));
      expect(Math.abs(kept - expected), `${station} ${quantity} ${at}`).toBeLessThan(0.006);
      // What was made before stands beside, on even days alone; nothing else does.
      expect(first, `${station} ${quantity} ${at}`).toBe(
        Math.floor((at - from) / DAY) % 2 === 0 ? 1 : undefined,
      );
    }
  }
}, 400_000);

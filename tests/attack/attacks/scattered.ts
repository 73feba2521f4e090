import { join } from "node:path";
import { commitsInto } from "../../../cloud/src/duckdb/commits.fixture.ts";
import { openDatabase } from "../../../cloud/src/duckdb/open.ts";
import { openDuckdbSeries } from "../../../cloud/src/series/duckdb/store.ts";
import type { Attack } from "../attack.ts";
import { batch, topic } from "../payloads.ts";
import { connectRaw, publishAll } from "../raw-mqtt.ts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
const DAYS = 30;
const MONTH_MS = DAYS * DAY_MINUTES * MINUTE_MS;
const STATIONS = ["month-0", "month-1", "month-2"] as const;
const QUANTITIES = ["pm2_5", "pm10", "temperature"] as const;
const SENSOR = "sds011";
const READINGS = 60;

/** A month that lies three months back, on days of UTC. */
const monthStart = (): number => (Math.floor(Date.now() / MONTH_MS) - 3) * MONTH_MS;

/** The month is filled from its whole minutes, of which one in ten is missing. */
const isThere = (minute: number): boolean => minute % 10 !== 3;

const readingAt = (start: number, minute: number) => ({
  at: start + minute * MINUTE_MS,
  sensor: SENSOR,
  values: Object.fromEntries(
    QUANTITIES.map((name, place) => [
      name,
      ((Math.floor(minute) * 7919 + place * 1047) % 1000) / 10,
    ]),
  ),
});

/** A store that has a month of some stations in files, as one has that has run for long. */
const fillMonth = async (directory: string): Promise<void> => {
  const database = await openDatabase(join(directory, "cloud", "series.duckdb"));
  const store = await openDuckdbSeries(database, commitsInto(database));
  const start = monthStart();
  for (const station of STATIONS)
    for (let day = 0; day < DAYS; day++) {
      const minutes = Array.from(
        { length: DAY_MINUTES },
        (_, minute) => day * DAY_MINUTES + minute,
      );
      const readings = minutes.filter(isThere).map((minute) => readingAt(start, minute));
      await store.append({ station, readings, received: start + MONTH_MS });
    }
  await store.sealUp(start + MONTH_MS);
  await store.close();
  await database.close();
};

const pointsOf = async (origin: string, station: string, day: number): Promise<number> => {
  const from = monthStart() + day * DAY_MINUTES * MINUTE_MS;
  const range = `from=${new Date(from).toISOString()}&until=${new Date(from + DAY_MINUTES * MINUTE_MS).toISOString()}`;
  const answer = await fetch(`${origin}/api/v1/series?station=${station}&quantity=pm10&${range}`, {
    signal: AbortSignal.timeout(30_000),
  });
  const { series = [] } = (await answer.json()) as { series?: { points: unknown[] }[] };
  return series.reduce((sum, { points }) => sum + points.length, 0);
};

/** Thirty days were read whole for their repeats while another station's acknowledgement waited: 444 ms. */
export const scatteredMonth: Attack = {
  name: "scattered-month",
  target: "cloud",
  what: "three stations send a month that stands in files once more, in any order: half of it is there, half of it is new",
  prepare: fillMonth,
  async run({ site, amount, random, note, fault }) {
    const start = monthStart();
    const clients = await Promise.all(
      STATIONS.map((station) => connectRaw(site.cloud.mqttPort, station, { username: station })),
    );
    /** By station: what it sent in messages that were acknowledged, which is all. */
    const sent = await Promise.all(
      clients.map(async (client, place) => {
        const station = STATIONS[place] as string;
        const minutes: number[] = [];
        const messages = (function* () {
          for (let seq = 0; seq < amount(800); seq++) {
            const some = Array.from({ length: READINGS }, (_, index) => {
              const minute = Math.floor(random() * DAYS * DAY_MINUTES);
              return index % 2 === 0 ? minute : minute + 0.5;
            });
            yield [
              topic(station),
              batch(
                seq,
                some.map((minute) => readingAt(start, minute)),
              ),
            ] as const;
            // It was sent.
            minutes.push(...some);
          }
        })();
        const began = performance.now();
        const { sent, acknowledged } = await publishAll(client, messages, { ms: amount(32_000) });
        note(
          `${station}: ${acknowledged()} of ${sent} messages acknowledged after ${Math.round(performance.now() - began)} ms`,
        );
        client.close();
        return acknowledged() === sent ? minutes : [];
      }),
    );
    for (const [place, minutes] of sent.entries()) {
      if (minutes.length === 0) continue;
      const station = STATIONS[place] as string;
      for (const day of [0, 11, DAYS - 1]) {
        const [from, until] = [day * DAY_MINUTES, (day + 1) * DAY_MINUTES];
        const expected = new Set(minutes.filter((minute) => minute >= from && minute < until));
        for (let minute = from; minute < until; minute++) if (isThere(minute)) expected.add(minute);
        const found = await pointsOf(site.cloud.http, station, day);
        if (found !== expected.size)
          fault(`of ${expected.size} readings of ${station} on day ${day} there are ${found}`);
      }
    }
  },
};

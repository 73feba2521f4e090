import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Flag } from "@datacityzen/hardware/flags";
import { expect, test } from "vitest";
import { copy, startCopy } from "./copy-command.fixture.ts";
import { dataFolder, startCloud } from "./records.fixture.ts";

const MINUTE = 60_000;
const T0 = Date.UTC(2026, 3, 1, 0, 0, 7);
const STATIONS = ["balcony", "school-roof"] as const;
const READINGS = 1200;
/** Two values of each reading, and one far from all others. */
const POINTS = STATIONS.length * (2 * READINGS + 1);

const flagsOf = (place: number): Flag[] => {
  if (place % 500 === 3) return ["warming_up", "humid"];
  return place % 700 === 5 ? ["replayed"] : [];
};

const tokenOf = async (folder: string): Promise<string> =>
  (await readFile(join(folder, "cloud", "admin-token"), "utf8")).trim();

/** Readings of a day of each station, and one of a year before. */
const send = async (cloud: string, token: string): Promise<void> => {
  const lines = STATIONS.flatMap((station, seq) => {
    const readings = Array.from({ length: READINGS }, (_, place) => ({
      at: T0 + place * MINUTE,
      sensor: "sds011",
      values: { pm2_5: (place * 7919) % 101, pm10: place / 3 },
      ...(flagsOf(place).length === 0 ? {} : { flags: flagsOf(place) }),
    }));
    const old = { at: T0 - 365 * 24 * 60 * MINUTE, sensor: "old", values: { pm2_5: 1.234567891 } };
    const batch = { station, boot: "sourceaa", seq: 10 * seq, clock: "ntp" };
    return [[old], ...[0, 1].map((part) => readings.slice(part * 600, (part + 1) * 600))].map(
      (some, part) => JSON.stringify({ ...batch, seq: 10 * seq + part, readings: some }),
    );
  });
  const answer = await fetch(`${cloud}/api/v1/readings`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/x-ndjson" },
    body: lines.join("\n"),
  });
  expect(await answer.json()).toMatchObject({ refused: 0, refusals: [] });
};

test("a running platform is copied to another by their API, goes on after a kill, and is compared point by point; and to a folder", async () => {
  const [source, target, folder] = [
    await dataFolder("s"),
    await dataFolder("t"),
    await dataFolder("f"),
  ];
  const [one, other] = [source, target].map((data) => startCloud(data, { DATABASE_URL: "none" }));
  if (one === undefined || other === undefined) throw new Error("two clouds were started");
  const [{ http: from = "" }, { http: to = "" }] = await Promise.all([one.ready, other.ready]);
  await send(from, await tokenOf(source));

  const refused = await copy(["--from", from, "--to", to]);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("DCZ_TO_TOKEN") });

  const secret = { DCZ_TO_TOKEN: await tokenOf(target) };
  const killed = startCopy(["--from", from, "--to", to], secret);
  const ended = once(killed, "exit");
  const countThere = async (): Promise<number> => {
    const answer = await fetch(`${to}/api/v1/stations/balcony/latest`);
    return ((await answer.json()) as { values?: unknown[] }).values?.length ?? 0;
  };
  await expect.poll(countThere, { interval: 10, timeout: 60_000 }).toBeGreaterThan(0);
  killed.kill("SIGKILL");
  await ended;

  const whole = await copy(["--from", from, "--to", to], secret);
  expect(whole.figures).toMatchObject({
    ...{ stations: 2, points: POINTS, alike: POINTS, different: 0, beside: 0, withheld: 0 },
    whole: true,
  });
  expect(whole.figures.days).toBe(whole.figures.daysAlike);
  expect(whole.code).toBe(0);
  const again = await copy(["--from", from, "--to", to], secret);
  expect(again.figures).toMatchObject({ copied: 0, alike: POINTS, whole: true });

  // Into a folder, arrivals too.
  const offline = await copy(["--from", from, "--to", folder]);
  expect(offline.figures).toMatchObject({ copied: POINTS, alike: POINTS, whole: true });
  const third = startCloud(folder, { DATABASE_URL: "none" });
  const read = async (cloud: string) => {
    const range = `from=${new Date(T0).toISOString()}&until=${new Date(T0 + 1e8).toISOString()}`;
    const answer = await fetch(`${cloud}/api/v1/series?station=balcony&quantity=pm10&${range}`);
    return (await answer.json()) as object;
  };
  const { http: offlineHttp = "" } = await third.ready;
  expect(await read(offlineHttp)).toEqual(await read(from));
  await third.end("SIGTERM");

  // What the target has otherwise is named.
  await fetch(`${to}/api/v1/readings`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${secret.DCZ_TO_TOKEN}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({
      ...{ station: "balcony", boot: "otherone", seq: 1, clock: "ntp" },
      readings: [{ at: T0 + 1, sensor: "sds011", values: { pm2_5: 4 } }],
    }),
  });
  const beside = await copy(["--verify", "--from", from, "--to", to], secret);
  expect(beside.figures).toMatchObject({ copied: 0, beside: 1, different: 0, whole: true });
  await Promise.all([one.end("SIGTERM"), other.end("SIGTERM")]);
}, 300_000);

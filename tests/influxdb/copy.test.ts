import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Flag } from "@datacityzen/hardware/flags";
import { expect, onTestFinished, test } from "vitest";
import { keyOf, pm, T0 } from "../../cloud/src/series/contract/subject.ts";
import type { InfluxAddress } from "../../cloud/src/series/influxdb/server.ts";
import type { Choice } from "../../cloud/src/series/store.ts";
import { captureTerminal } from "../../dcz/captured-terminal.fixture.ts";
import { seriesCommand } from "../../dcz/series/command.ts";
import type { Side } from "../../dcz/series/side.ts";
import { importInto } from "../../start/series-import.ts";
import { sidesOf } from "../../start/series-sides.ts";
import { root } from "../processes.ts";
import { testWith } from "../real.ts";
import { dataFolder } from "../records.fixture.ts";
import { influx2 } from "./servers.ts";

const startDcz = (words: readonly string[], environment: Record<string, string>) => {
  const child = spawn(process.execPath, [join(root, "dcz.ts"), ...words], {
    env: { PATH: process.env.PATH, LANG: "en_GB.UTF-8", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
};

const dcz = async (words: readonly string[], environment: Record<string, string> = {}) => {
  const child = startDcz(words, environment);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit") as Promise<[number]>,
  ]);
  return { stdout, stderr, code };
};

const lastLine = (stdout: string) => JSON.parse(stdout.trim().split("\n").at(-1) ?? "");

const urlOf = ({ url, database, organisation }: InfluxAddress) =>
  `${url}?database=${database}&org=${organisation}`;

const flagsOf = (index: number): Flag[] => {
  if (index % 50 === 0) return ["humid", "out_of_range"];
  return index % 71 === 0 ? ["clock_doubtful"] : [];
};

const STATIONS = 4;
const PER_STATION = 4000;

/** Readings of several days, flags and arrivals; corrected values; decisions; a clock that was in 2099. */
const fill = async (store: Side["store"]): Promise<void> => {
  for (let station = 0; station < STATIONS; station++) {
    const name = `station-${station}`;
    for (let part = 0; part < PER_STATION; part += 1000)
      await store.append({
        station: name,
        received: T0 + part * 61,
        readings: Array.from({ length: 1000 }, (_, index) => ({
          at: T0 + (part + index) * 60_000,
          sensor: "sds011-58d9",
          values: { pm2_5: index / 7, pm10: part + index },
          flags: flagsOf(index),
        })),
      });
    await store.append({
      ...{ station: name, received: T0, variant: "epa-2021@1" },
      readings: [pm(T0, 0.1), { ...pm(T0 + 1, 5), flags: ["simulated"] }],
    });
  }
  await store.append({
    ...{ station: "station-0", received: T0 },
    readings: [{ ...pm(Date.UTC(2099, 0), 3), flags: ["clock_doubtful"] }],
  });
  await store.choose([
    { ...keyOf("station-0"), at: T0, value: 9, other: 10, decided: T0, by: 'an account, = "x"' },
    { ...keyOf("station-1"), at: T0 + 60_000, value: null, decided: T0 + 1, by: "administrator" },
  ]);
};

const POINTS = STATIONS * (2 * PER_STATION + 2) + 1;

testWith(
  [influx2.need],
  "series are copied to InfluxDB and back, whole, also when the copy is killed in its midst",
  async () => {
    const server = await influx2.open();
    onTestFinished(() => server.stop());
    const address = await server.address();
    const environment = { INFLUX_TOKEN: address.token ?? "" };
    const open = async (place: string) => {
      const opened = await sidesOf(environment, Date.now)(place, "to");
      if (!opened.ok) throw new Error(opened.detail);
      return opened.side;
    };
    const source = await dataFolder("source");
    const filled = await open(source);
    await fill(filled.store);
    await filled.close();

    const there = ["series", "copy", "--from", source, "--to", urlOf(address), "--json"];
    const count = async (): Promise<number> => {
      const answer = await fetch(`${address.url}/query?db=${address.database}`, {
        method: "POST",
        headers: { authorization: `Token ${address.token}` },
        body: new URLSearchParams({ q: 'SELECT count("value") FROM "pm2_5"' }),
      });
      const { results } = (await answer.json()) as {
        results: { series?: { values: [string, number][] }[] }[];
      };
      return results[0]?.series?.[0]?.values[0]?.[1] ?? 0;
    };
    const killed = startDcz(there, environment);
    const ended = once(killed, "exit");
    await expect.poll(count, { interval: 20 }).toBeGreaterThan(0);
    killed.kill("SIGKILL");
    await ended;

    const second = await dcz(there, environment);
    expect(second.stderr).toContain("Alike on both sides");
    const figures = lastLine(second.stdout);
    expect(figures).toMatchObject({
      ...{ points: POINTS, alike: POINTS, different: 0, beside: 0, stations: STATIONS },
      ...{ decisions: 2, decisionsCopied: 2, decisionsDifferent: 0, whole: true },
    });
    // Two quantities of each station, and one value of 2099; two series of the recipe.
    const days = Math.ceil(((T0 % 86_400_000) + PER_STATION * 60_000) / 86_400_000);
    expect(figures.days).toBe(STATIONS * (2 * days + 2) + 1);
    expect(figures.daysAlike).toBe(figures.days);
    expect(second.code).toBe(0);

    const target = await dataFolder("target");
    const back = await dcz(["series", "copy", "--from", urlOf(address), "--to", target, "--json"], {
      ...environment,
      LANG: "fr_FR.UTF-8",
    });
    expect(back.stderr).toContain("Identiques des deux côtés");
    expect(lastLine(back.stdout)).toMatchObject({ points: POINTS, copied: POINTS, whole: true });
    const [first, other] = [await open(source), await open(target)];
    const decisionsOf = async (side: typeof first): Promise<Choice[]> => {
      const all: Choice[] = [];
      for await (const choice of side.decisions()) all.push(choice);
      return all.toSorted((one, another) => one.decided - another.decided);
    };
    expect(await decisionsOf(other)).toEqual(await decisionsOf(first));
    await first.close();

    // What differs is named, and nothing is written by a comparison.
    await other.store.append({
      ...{ station: "station-2", received: T0 },
      readings: [pm(T0 - 1, 1), { ...pm(T0, 0), flags: ["warming_up"] }],
    });
    await other.close();
    const compared = await dcz(
      ["series", "copy", "--verify", "--json", "--from", source, "--to", target],
      environment,
    );
    expect(lastLine(compared.stdout)).toMatchObject({
      ...{ different: 1, beside: 1, copied: 0, whole: false },
    });
    expect(compared.stderr).toContain("station-2 sds011-58d9 pm2_5 measured raw");
    expect(compared.code).toBe(1);
  },
);

test("a place that cannot be copied from or to is named, with what to do", async () => {
  const folder = await dataFolder();
  const attempt = async (...words: string[]) => {
    const { terminal, outcome } = captureTerminal();
    const command = seriesCommand(terminal, {
      sides: async () => sidesOf({}, Date.now),
      imports: async () => importInto(Date.now),
    });
    await command.parseAsync(["copy", ...words], { from: "user" });
    const { stderr, code } = await outcome();
    expect(code).toBeGreaterThan(0);
    return stderr;
  };
  const between = (from: string, to: string) => attempt("--from", from, "--to", to);
  expect(await attempt("--from", folder)).toContain("--from and --to");
  expect(await between(folder, folder)).toContain("the same");
  expect(await between(join(folder, "none"), "x")).toContain("name a data folder");
  expect(await between(folder, "x")).toContain("name the DATA_DIR of a cloud");
  expect(await between("http://127.0.0.1:9?bucket=x", folder)).toContain("database, org and user");
  expect(await between("http://127.0.0.1:9?database=a/b", folder)).toContain("?database=");
  const secret = await between("http://me:hidden@127.0.0.1:9", folder);
  expect(secret).toContain("INFLUX_PASSWORD");
  expect(secret).not.toContain("hidden");
});

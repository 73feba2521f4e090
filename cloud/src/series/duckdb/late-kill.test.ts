import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { MINUTE, openStore, STATIONS, T0, valueAt } from "./late-kill.fixture.ts";

const KILLS = 3;
/** Besides those that fill the days. */
const MESSAGES_OF_A_LIFE = 25;

test("what was acknowledged of scattered late readings is there once after each kill, while their days are sealed anew", async () => {
  const directory = await mkdtemp(join(tmpdir(), "dcz-late-kill-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, "series.duckdb");
  /** By station, the minutes that were acknowledged. */
  const acknowledged = new Map<string, Set<number>>(STATIONS.map((name) => [name, new Set()]));
  for (let life = 0; life < KILLS; life++) {
    const script = join(import.meta.dirname, "late-kill.process.ts");
    const child = spawn(process.execPath, [script, path, String(life)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const ended = once(child, "exit");
    let messages = 0;
    for await (const line of createInterface(child.stdout)) {
      const [station, minutes] = JSON.parse(line) as [string, number[]];
      for (const minute of minutes) acknowledged.get(station)?.add(minute);
      messages += minutes.length > 30 ? 0 : 1;
      // What it still said before it was ended counts too.
      if (messages === MESSAGES_OF_A_LIFE + 7 * life) child.kill("SIGKILL");
    }
    expect((await ended)[1]).toBe("SIGKILL");
  }

  const opened = await openStore(path);
  onTestFinished(opened.close);
  const selection = { quantities: ["pm2_5", "pm10"] as const, from: 0, until: 2 * T0 };
  for (const station of STATIONS) {
    const found = await opened.store.read({ ...selection, stations: [station] });
    expect(found.map(({ quantity }) => quantity)).toEqual(["pm10", "pm2_5"]);
    for (const { quantity, points } of found) {
      const minutes = points.map(({ at }) => (at - T0) / MINUTE);
      expect(new Set(minutes).size).toBe(minutes.length);
      const there = new Set(minutes);
      expect([...(acknowledged.get(station) ?? [])].filter((one) => !there.has(one))).toEqual([]);
      const factor = quantity === "pm10" ? 2 : 1;
      expect(
        points.filter(
          ({ value }, place) => value !== factor * valueAt(station, minutes[place] as number),
        ),
      ).toEqual([]);
    }
  }
}, 120_000);

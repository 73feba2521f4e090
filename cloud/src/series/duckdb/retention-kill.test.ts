import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { DAY, DAYS, HOUR, openStore, readingsOf, STATIONS, T0 } from "./retention-kill.fixture.ts";

const KILLS = 6;

test("whenever the cloud is killed while old values are dropped, each day has its values or its sums, once", async () => {
  const directory = await mkdtemp(join(tmpdir(), "dcz-retention-kill-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, "series.duckdb");
  const means = STATIONS.map((station) =>
    Array.from({ length: DAYS }, (_, day) => {
      const values = readingsOf(station, day).map((one) => one.values.pm2_5);
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    }),
  );
  for (let life = 0; life < KILLS; life++) {
    const script = join(import.meta.dirname, "retention-kill.process.ts");
    const child = spawn(process.execPath, [script, path, String(life)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const ended = once(child, "exit");
    let passed = 0;
    // The first life is killed while the first of all are dropped.
    for await (const _ of createInterface(child.stdout)) {
      passed += 1;
      if (passed === 1 + 3 * life) setTimeout(() => child.kill("SIGKILL"), 13 * life);
    }
    expect((await ended)[1]).toBe("SIGKILL");

    const opened = await openStore(path, () => T0);
    const kept = opened.store.kept();
    expect(kept.values).toBeGreaterThan(T0);
    const selection = { stations: STATIONS, quantities: ["pm2_5"] as const };
    const whole = { ...selection, from: T0, until: T0 + DAYS * DAY };
    const days = await opened.store.aggregate({ ...whole, buckets: { every: DAY } });
    for (const [place, { points }] of days.entries()) {
      expect({ life, kept, counts: points.map(({ sums }) => sums.count) }).toEqual({
        ...{ life, kept, counts: Array(DAYS).fill(24) },
      });
      for (const [day, { sums }] of points.entries())
        expect(sums.mean).toBeCloseTo(means[place]?.[day] as number, 9);
    }
    const fromHours = Math.max(T0, kept.hours);
    const hours = await opened.store.aggregate({
      ...{ ...whole, from: fromHours, buckets: { every: HOUR } },
    });
    for (const { points } of hours) expect(points).toHaveLength((whole.until - fromHours) / HOUR);
    const left = await opened.store.read(whole);
    for (const { points } of left) {
      expect(points[0]?.at).toBe(kept.values);
      expect(points).toHaveLength((whole.until - kept.values) / HOUR);
    }
    await opened.close();
    // What nobody names is gone.
    const names = await readdir(`${path}.sealed`);
    expect(names.filter((name) => name.endsWith(".new"))).toEqual([]);
  }
}, 180_000);

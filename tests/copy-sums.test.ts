import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { verifyStore } from "../cloud/src/duckdb/verify.ts";
import { copy, startCopy } from "./copy-command.fixture.ts";
import { dataFolder, startCloud } from "./records.fixture.ts";
import {
  answersIn,
  answersOf,
  EVER,
  NOW,
  openIn,
  QUANTITIES,
  readingsOf,
  retiredFolder,
} from "./retired-values.fixture.ts";

const between = (from: string, to: string) => ["--from", from, "--to", to];

const filesIn = (folder: string): Promise<string[]> =>
  readdir(join(folder, "cloud", "series.duckdb.sealed")).catch(() => []);

test.each([
  { name: "of hours", keep: { values: 30 } },
  { name: "of hours and of days, the oldest gone", keep: { values: 30, hours: 45, days: 80 } },
])(
  "sums $name that stand in place of values come along, and answer as they did",
  async ({ keep }) => {
    const from = await retiredFolder(keep);
    const wanted = await answersIn(from);
    const to = await dataFolder("target");

    const first = await copy(between(from, to));
    expect(first.stderr).toContain("Sums of hours and days of before 2026-03-05T00:00:00.000Z");
    expect(first.figures).toMatchObject({ sumsDifferent: 0, different: 0, whole: true });
    expect(first.figures.sums).toBeGreaterThan(200);
    expect(first.figures.sumsCopied).toBe(first.figures.sums);
    expect(first.figures.sumsAlike).toBe(first.figures.sums);
    expect(first.code).toBe(0);
    expect(await answersIn(to)).toEqual(wanted);

    // Sums of hours that are made beside the store are those that were taken.
    const opened = await openIn(to);
    await opened.store.sumUp();
    expect(await answersOf(opened.store)).toEqual(wanted);
    await expect(
      opened.store.append({
        station: "balcony",
        received: NOW,
        readings: readingsOf("balcony", 2),
      }),
    ).rejects.toThrow("no longer kept");
    await opened.close();

    const again = await copy(between(from, to));
    expect(again.figures).toMatchObject({ sumsCopied: 0, copied: 0, whole: true });
    const compared = await copy([...between(from, await dataFolder("empty")), "--verify"]);
    expect(compared.figures).toMatchObject({ sumsCopied: 0, sumsAlike: 0, whole: false });
    expect(compared.figures.sumsDifferent).toBe(first.figures.sums);
    expect(compared.code).toBe(1);
  },
  180_000,
);

test("a copy of sums that is killed at any moment goes on, and none counts twice", async () => {
  const from = await retiredFolder({ values: 30, hours: 60 }, ["a1", "a2", "a3", "a4"]);
  const wanted = await answersIn(from);
  const to = await dataFolder("target");
  let kills = 0;
  for (let files = 1; files <= 7; files += 2) {
    const child = startCopy([...between(from, to), "--json"]);
    const ended = once(child, "exit");
    while (child.exitCode === null && (await filesIn(to)).length < files) await wait(2);
    // Some ms into the next day.
    await wait(3 * files);
    child.kill("SIGKILL");
    if ((await ended)[1] === "SIGKILL") kills += 1;
  }
  expect(kills).toBeGreaterThan(1);
  const last = await copy(between(from, to));
  expect(last.figures).toMatchObject({ sumsDifferent: 0, different: 0, whole: true });
  expect(last.figures.sumsAlike).toBe(last.figures.sums);
  expect(await answersIn(to)).toEqual(wanted);
  expect(await verifyStore(join(to, "cloud", "series.duckdb"))).toMatchObject({
    missingCommits: 0,
  });
}, 180_000);

test("where sums cannot pass, the copy says so and is not whole, unless nobody wants them", async () => {
  const source = await dataFolder("cloud");
  expect((await copy(between(await retiredFolder({ values: 30 }), source))).code).toBe(0);
  const cloud = startCloud(source, { DATABASE_URL: "none" });
  const { http = "" } = await cloud.ready;
  const words = between(http, await dataFolder("target"));

  const first = await copy(words);
  expect(first.figures).toMatchObject({ different: 0, whole: false });
  expect(first.figures.copied).toBeGreaterThan(0);
  expect(first.figures.sums_alone_before).toBe("2026-03-05T00:00:00.000Z");
  expect(first.stderr).toContain("Of before 2026-03-05T00:00:00.000Z, the source keeps sums only");
  expect(first.stderr).toContain("--without-sums");
  expect(first.code).toBe(1);

  const again = await copy([...words, "--without-sums"]);
  expect(again.figures).toMatchObject({ copied: 0, different: 0, whole: true });
  expect(again.figures.alike).toBe(first.figures.copied);
  expect(again.stderr).toContain("the source keeps sums only");
  expect(again.code).toBe(0);
  await cloud.end("SIGTERM");
}, 180_000);

test("a target that has values of that time takes no sums, says so, and stays as it is", async () => {
  const from = await retiredFolder({ values: 30 });
  const to = await dataFolder("target");
  const there = await openIn(to);
  await there.store.append({
    ...{ station: "elsewhere", received: NOW, readings: readingsOf("elsewhere", 1) },
  });
  const before = await there.store.read({
    ...{ stations: ["elsewhere"], quantities: QUANTITIES, ...EVER },
  });
  await there.close();
  const { code, stderr, figures } = await copy(between(from, to));
  expect(code).toBe(1);
  expect(stderr).toContain("The target itself has values of that time");
  expect(figures).toMatchObject({ whole: false, sums_refused: "has_values", different: 0 });
  // The first day ends before the values of the target, and its sums may stand before them.
  expect(figures.sumsCopied + figures.sumsDifferent).toBe(figures.sums);
  const opened = await openIn(to);
  expect(
    await opened.store.read({ stations: ["elsewhere"], quantities: QUANTITIES, ...EVER }),
  ).toEqual(before);
  await opened.close();
}, 180_000);

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { root } from "./processes.ts";
import { dataFolder, dcz, startCloud } from "./records.fixture.ts";
import { answersIn, EVER, HOUR, NOW, openIn, retiredFolder } from "./retired-values.fixture.ts";

const KEEP = { values: 30, hours: 45, days: 80 };

test("a store whose values were dropped comes back from its backup, whenever backups of it were killed", async () => {
  const folder = await retiredFolder(KEEP);
  const before = await answersIn(folder);
  const kept = await dataFolder("copies");
  await writeFile(`${kept}-phrase`, "a phrase of several words\n");
  const cloud = startCloud(folder, { DATABASE_URL: "none" });
  const { http = "" } = await cloud.ready;
  const here = { DATA_DIR: folder, HTTP_PORT: new URL(http).port };
  const words = ["backup", "--passphrase-file", `${kept}-phrase`, `${kept}.backup`];

  // Between its start and its end, at no moment in particular.
  for (const ms of [300, 450, 600, 750, 900]) {
    const child = spawn(process.execPath, [join(root, "dcz.ts"), ...words], {
      env: { PATH: process.env.PATH, ...here },
      stdio: "ignore",
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const ended = once(child, "exit");
    await wait(ms);
    child.kill("SIGKILL");
    await ended;
  }
  expect(dcz(words, here)).toMatchObject({ code: 0 });
  const file = ["--passphrase-file", `${kept}-phrase`, `${kept}.backup`];
  expect(dcz(["verify", ...file], here)).toMatchObject({ code: 0 });

  await cloud.end("SIGKILL");
  await rm(folder, { recursive: true });
  const target = await dataFolder("target");
  const there = { DATA_DIR: target, DATABASE_URL: "none" };
  expect(dcz(["restore", ...file], there)).toMatchObject({ code: 0 });
  expect(dcz(["verify", "--data-dir", target], there)).toMatchObject({ code: 0 });
  expect(await answersIn(target)).toEqual(before);
}, 180_000);

test("a store of which only its files are left is rescued with its points and sums, and verify tells of those that are damaged", async () => {
  const folder = await retiredFolder(KEEP);
  const opened = await openIn(folder);
  await opened.store.sealUp(NOW);
  await opened.close();
  const before = await answersIn(folder);
  const here = { DATA_DIR: folder, DATABASE_URL: "none" };
  // All tables are lost with the rest of the file, those of series and files too.
  await truncate(join(folder, "cloud", "series.duckdb"), 100_000);
  expect(dcz(["verify", "--data-dir", folder], here)).toMatchObject({ code: 1 });
  dcz(["rescue", "--data-dir", folder], here);
  const after = await answersIn(folder);
  expect(after.series).toEqual(before.series);
  expect(after.kept).toEqual(before.kept);
  // What somebody decided about a point of the balcony stood in the tables alone.
  const ofOthers = <Kind extends { readonly station: string }>(some: readonly Kind[]) =>
    some.filter(({ station }) => station !== "balcony");
  expect(ofOthers(after.points)).toEqual(ofOthers(before.points));
  expect(ofOthers(after.hours)).toEqual(ofOthers(before.hours));
  expect(ofOthers(after.days)).toEqual(ofOthers(before.days));

  // A station that comes later is not taken for one of them.
  const again = await openIn(folder);
  const late = { at: NOW - HOUR, sensor: "new", values: { pm2_5: 7 } };
  await again.store.append({ station: "newcomer", received: NOW, readings: [late] });
  const asked = { quantities: ["pm2_5"] as const, ...EVER };
  const [ofNew] = await again.store.read({ stations: ["newcomer"], ...asked });
  expect(ofNew?.points).toHaveLength(1);
  await again.close();

  const sealed = join(folder, "cloud", "series.duckdb.sealed");
  const name = (await readdir(sealed)).find((one) => one.includes("-hours-")) ?? "";
  await truncate(join(sealed, name), 300);
  const told = dcz(["verify", "--data-dir", folder], here);
  expect(told).toMatchObject({ code: 1 });
  expect(`${told.out}${told.err}`).toContain(name);
}, 180_000);

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { openPlacesUnderTest } from "../cloud/src/places/places.fixture.ts";
import { type ListedDays, sealAllForAnybody } from "../cloud/src/series/day-files.fixture.ts";
import { root } from "./processes.ts";
import { askAdministrator, dataFolder, startCloud } from "./records.fixture.ts";

const DAY = 86_400_000;

test("a cloud that is killed right after a station became private gives no file with it when it is back", async () => {
  const subject = await openPlacesUnderTest(Date.now);
  onTestFinished(() => subject.remove());
  const jeanne = await subject.signUp("jeanne@example.org");
  const at = Date.now() - 5 * DAY;
  for (const name of ["venus", "mars"]) {
    await subject.hosted(name, jeanne);
    await subject.publish(name, at, 5);
    const place = { lat: 45.2, lon: 5.7, exposure: "outdoor", connectivity: "fibre" };
    expect(await subject.place(jeanne, name, place)).toBe(201);
    expect(await subject.share(jeanne, name, "public")).toBe(200);
  }
  const listed = async (http: string) =>
    ((await (await fetch(`${http}/api/v1/series/days`)).json()) as ListedDays).days.flatMap(
      ({ files }) => files,
    );
  let href = "";
  await subject.restart(async () => {
    await sealAllForAnybody(subject.folder, at + 2 * DAY);
    const cloud = startCloud(subject.folder, { DATABASE_URL: subject.databaseUrl });
    const { http = "" } = await cloud.ready;
    const [file] = await listed(http);
    href = file?.href ?? "";
    expect(file).toMatchObject({ stations: 2 });
    expect((await fetch(`${http}${href}`)).status).toBe(200);
    const { status } = await fetch(`${http}/api/v1/stations/venus/share`, {
      method: "PUT",
      headers: {
        "content-type": "application/json",
        origin: http,
        cookie: [...jeanne.browser.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      },
      body: JSON.stringify({ visibility: "private", licence: "CC-BY-4.0", terms: "2026-11" }),
    });
    await cloud.end("SIGKILL");
    expect(status).toBe(200);
  });
  const { http } = subject.cloud();
  expect((await fetch(`${http}${href}`)).status).toBe(404);
  expect(await listed(http)).toEqual([]);
  await expect
    .poll(() => listed(http), { timeout: 60_000 })
    .toMatchObject([{ stations: 1, points: 1 }]);
});

test("days that a platform gives to everybody are imported by another, which gives them on", async () => {
  const [source, files, target] = [
    await dataFolder(),
    await dataFolder("files"),
    await dataFolder(),
  ];
  const at = Math.floor(Date.now() / DAY - 5) * DAY;
  const first = startCloud(source, { DATABASE_URL: "none" });
  const { http: before = "" } = await first.ready;
  const readings = Array.from({ length: 900 }, (_, place) => ({
    at: at + place * 120_000,
    sensor: "sds011",
    values: { pm2_5: (place * 37) % 101, pm10: place / 7 },
  }));
  for (const station of ["venus", "mars"]) {
    const body = JSON.stringify({ station, boot: "sourceaa", seq: 1, clock: "ntp", readings });
    const headers = { "content-type": "application/json" };
    const path = "/api/v1/readings";
    const answer = await askAdministrator(before, source, path, { method: "POST", body, headers });
    expect(await answer.json()).toMatchObject({ accepted: 1 });
  }
  await first.end("SIGTERM");
  await sealAllForAnybody(source, at + 3 * DAY);
  const giving = startCloud(source, { DATABASE_URL: "none" });
  const { http = "" } = await giving.ready;
  const list = async (cloud: string) =>
    ((await (await fetch(`${cloud}/api/v1/series/days`)).json()) as ListedDays).days;
  const days = await list(http);
  expect(days.length).toBeGreaterThan(1);
  await mkdir(files, { recursive: true });
  let points = 0;
  for (const file of days.flatMap((day) => day.files)) {
    const bytes = Buffer.from(await (await fetch(`${http}${file.href}`)).arrayBuffer());
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(file.sha256);
    await writeFile(join(files, file.name), bytes);
    points += file.points;
  }
  expect(points).toBe(2 * 2 * 900);
  const read = async (cloud: string) => {
    const range = `from=${new Date(at).toISOString()}&until=${new Date(at + 2 * DAY).toISOString()}`;
    const answer = await fetch(`${cloud}/api/v1/series?station=mars&quantity=pm10&${range}`);
    return (await answer.json()) as { series?: object[] };
  };
  const there = await read(http);
  await giving.end("SIGTERM");

  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["dcz.ts", "series", "import", files, "--to", target, "--json"],
    { cwd: root },
  );
  expect(JSON.parse(stdout)).toMatchObject({ points, added: points, whole: true });
  const taking = startCloud(target, { DATABASE_URL: "none" });
  const { http: taken = "" } = await taking.ready;
  expect(await read(taken)).toEqual(there);
  // Nobody was given them before it was known who may see whose.
  const sizes = async () =>
    (await list(taken)).map((day) => day.files.reduce((sum, file) => sum + file.points, 0));
  await expect
    .poll(sizes, { timeout: 60_000 })
    .toEqual(days.map((day) => day.files.reduce((sum, file) => sum + file.points, 0)));
  await taking.end("SIGTERM");
}, 240_000);

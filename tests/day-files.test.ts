import { expect, onTestFinished, test } from "vitest";
import { openPlacesUnderTest } from "../cloud/src/places/places.fixture.ts";
import { type ListedDays, sealAllForAnybody } from "../cloud/src/series/day-files.fixture.ts";
import { startCloud } from "./records.fixture.ts";

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

import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type Host, openPlacesUnderTest, type PlacesUnderTest } from "../places/places.fixture.ts";
import { type ListedDays, type ListedFile, sealAllForAnybody } from "./day-files.fixture.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 24, 8);
let subject: PlacesUnderTest;
let jeanne: Host;
let paul: Host;

const OUTDOOR = { lat: 45.2, lon: 5.7, exposure: "outdoor", connectivity: "fibre" };

beforeAll(async () => {
  subject = await openPlacesUnderTest(() => NOW);
  jeanne = await subject.signUp("jeanne@example.org", "Jeanne");
  paul = await subject.signUp("paul@example.org", "Paul");
  for (const [name, host] of [
    ["venus", jeanne],
    ["mars", paul],
    ["pluto", paul],
  ] as const) {
    await subject.hosted(name, host);
    for (let days = 3; days < 6; days++)
      for (let minute = 0; minute < 3; minute++)
        await subject.publish(name, NOW - days * DAY + minute * 60_000, 10 * days + minute);
    expect(await subject.place(host, name, { ...OUTDOOR, since: "2026-11-18T00:00:00Z" })).toBe(
      201,
    );
    expect(await subject.share(host, name, name === "pluto" ? "private" : "public")).toBe(200);
  }
});
afterAll(() => subject.remove());

const list = async (question = ""): Promise<ListedDays> =>
  (await subject.get(`/api/v1/series/days${question}`)).body as ListedDays;

const filesOf = async (day: string): Promise<readonly ListedFile[]> =>
  (await list()).days.find((one) => one.day === day)?.files ?? [];

const fetchBytes = async (href: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${subject.cloud().http}${href}`, { headers });
  return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
};

/** What another program reads in the files of a folder. */
const readByOthers = async (files: string, columns: string) => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const rows = await connection.runAndReadAll(
      `SELECT DISTINCT ${columns} FROM read_parquet('${files}', union_by_name = true) ORDER BY ALL`,
    );
    return rows.getRowsJson();
  } finally {
    instance.closeSync();
  }
};

/** Days are written anew in the background, with pauses. */
const eventually = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 60_000 });

const folder = () => join(subject.folder, "cloud", "series.duckdb.sealed");

test("whole days of public stations are fetched by anybody, until one of them is public no more", async () => {
  expect(await list()).toEqual({ days: [] });
  await subject.restart(() => sealAllForAnybody(subject.folder, NOW - 2 * DAY));

  // Sealed by who took all for public: no file is given that holds a private one, and all are written anew.
  expect((await list()).days.flatMap(({ files }) => files).map(({ stations }) => stations)).toEqual(
    [],
  );
  await eventually(async () =>
    (await list()).days.map(({ day, files }) => [day, files.length]),
  ).toEqual([
    ["2026-11-19", 1],
    ["2026-11-20", 1],
    ["2026-11-21", 1],
  ]);
  const [file] = await filesOf("2026-11-20");
  if (file === undefined) throw new Error("no file");
  expect(file).toMatchObject({ stations: 2, points: 6 });
  const { answer, bytes } = await fetchBytes(file.href);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("application/vnd.apache.parquet");
  expect(bytes).toHaveLength(file.bytes);
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(file.sha256);
  expect(await readByOthers(join(folder(), file.name), "station, pm2_5")).toEqual(
    ["mars", "venus"].flatMap((station) => ["40.0", "41.0", "42.0"].map((pm) => [station, pm])),
  );

  const etag = answer.headers.get("etag") ?? "";
  const again = await fetchBytes(file.href, { "if-none-match": etag });
  expect([again.answer.status, again.bytes.length]).toEqual([304, 0]);
  const part = await fetchBytes(file.href, { range: "bytes=4-99", "if-range": etag });
  expect(part.answer.status).toBe(206);
  expect(part.answer.headers.get("content-range")).toBe(`bytes 4-99/${file.bytes}`);
  expect(part.bytes).toEqual(bytes.subarray(4, 100));
  const end = await fetchBytes(file.href, { range: "bytes=-4" });
  expect(end.bytes.toString()).toBe("PAR1");

  const page = await list("?from=2026-11-20&limit=1");
  expect([page.days[0]?.day, page.next]).toEqual(["2026-11-20", "2026-11-21"]);
  expect((await list("?from=2026-11-20&until=2026-11-21")).days).toHaveLength(1);

  // Between two requests.
  expect(await subject.share(jeanne, "venus", "private")).toBe(200);
  const refused = await subject.get(file.href);
  expect([refused.status, refused.body]).toMatchObject([404, { code: "day_file_unknown" }]);
  const closed = await fetchBytes(file.href, { "if-none-match": etag });
  expect(closed.answer.status).toBe(404);
  expect(await filesOf("2026-11-20")).toEqual([]);

  await eventually(() => filesOf("2026-11-20")).toMatchObject([{ stations: 1, points: 3 }]);
  await eventually(async () => (await list()).days.length).toBe(3);
  expect(await readByOthers(join(folder(), "*-public-*.parquet"), "station")).toEqual([["mars"]]);
  expect(await readByOthers(join(folder(), "*-restricted-*.parquet"), "station")).toEqual([
    ["pluto"],
    ["venus"],
  ]);
  expect((await subject.get(file.href)).status).toBe(404);
  const range = "station=venus&quantity=pm2_5&from=2026-11-19&until=2026-11-22";
  const own = await jeanne.browser.ask("GET", `/api/v1/series?${range}`);
  expect(own.body).toMatchObject({ series: [{ points: { length: 9 } }] });

  // And back, with what was measured in between.
  await subject.publish("venus", NOW - 4 * DAY + 30_000, 7);
  expect(await subject.share(jeanne, "venus", "public")).toBe(200);
  await eventually(() => filesOf("2026-11-20")).toMatchObject([{ stations: 1 }, { stations: 1 }]);
  // Other days may still be under way.
  await eventually(async () =>
    (await readdir(folder())).filter((name) => name.endsWith(".new")),
  ).toEqual([]);
});

test("a time at home takes its days out of the files, and no others", async () => {
  await eventually(async () => (await filesOf("2026-11-21")).length).toBeGreaterThan(0);
  const home = { ...OUTDOOR, exposure: "indoor", since: "2026-11-20T12:00:00Z" };
  expect(await subject.place(paul, "mars", home)).toBe(201);
  onTestFinished(async () => {
    expect(await subject.place(paul, "mars", OUTDOOR)).toBe(201);
  });
  // Indoors at present: nothing of it is for everybody.
  const publicStations = () => readByOthers(join(folder(), "*-public-*.parquet"), "station");
  await eventually(publicStations).toEqual([["venus"]]);
  const out = { ...OUTDOOR, since: "2026-11-20T13:00:00Z" };
  expect(await subject.place(paul, "mars", out)).toBe(201);
  const daysOfMars = async () =>
    (
      await readByOthers(
        join(folder(), "*-public-*.parquet"),
        "instant::DATE::VARCHAR AS day, station",
      )
    ).filter((row) => row?.[1] === "mars");
  await eventually(daysOfMars).toEqual([
    ["2026-11-19", "mars"],
    ["2026-11-21", "mars"],
  ]);
});

test.each([
  "nothing",
  "..%2Fseries.duckdb",
  "2026-11-20-restricted-1-abcdef01.parquet",
  "2026-11-20",
])("%s is no file of a day", async (name) => {
  const { status, body } = await subject.get(`/api/v1/series/days/${name}`);
  expect([status, body]).toMatchObject([404, { code: "day_file_unknown" }]);
});

test("a file that is not for everybody is not given by its name", async () => {
  const names = (await readdir(folder())).filter((name) => name.includes("-restricted-"));
  expect(names.length).toBeGreaterThan(0);
  for (const name of names)
    for (const options of [{}, { method: "HEAD" }])
      expect(
        (await subject.getAsAdministrator(`/api/v1/series/days/${name}`, options)).status,
      ).toBe(404);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";

const NOW = Date.UTC(2026, 10, 24, 8);
const MINUTE = 60_000;
const POINTS = 3000;
let subject: CloudUnderTest;
let seq = 0;

const publish = async (
  sensor: string,
  points: readonly (readonly [at: number, value: number])[],
  station = "long",
) => {
  const client = await subject.connect(`edge-${seq}`, { username: station });
  const readings = points.map(([at, value]) => ({ at, sensor, values: { pm2_5: value } }));
  for (let start = 0; start < readings.length; start += 500) {
    const batch = {
      boot: "abcdefgh",
      seq,
      clock: "ntp",
      readings: readings.slice(start, start + 500),
    };
    seq += 1;
    await client.publishAsync(`dcz/1/${station}/readings`, JSON.stringify(batch), { qos: 1 });
  }
};

/** A reading a minute of two sensors; the one has a gap of two hours. */
const valueAt = (index: number) => (index * 37) % 101;
const FROM = NOW - POINTS * MINUTE;
const isGap = (index: number) => index >= 1000 && index < 1120;

beforeAll(async () => {
  subject = await openCloudUnderTest(() => NOW);
  const all = Array.from(
    { length: POINTS },
    (_, index) => [FROM + index * MINUTE, valueAt(index)] as const,
  );
  await publish("steady", all);
  for (const station of ["a-9", "b-2"]) await publish("steady", all.slice(-300), station);
  await publish(
    "gappy",
    all.filter((_, index) => !isGap(index)),
  );
}, 60_000);
afterAll(() => subject.remove());

interface Answer {
  readonly next?: string;
  readonly every?: string;
  readonly code?: string;
  readonly detail?: string;
  readonly series: readonly {
    readonly station?: string;
    readonly sensor: string;
    readonly points: readonly {
      readonly at: string;
      readonly until?: string;
      readonly value?: number | null;
      readonly partial?: boolean;
      readonly count?: number;
    }[];
  }[];
}

const query = `station=long&quantity=pm2_5&from=${new Date(FROM).toISOString()}`;
const ask = async (path: string) => {
  const { status, headers, body } = await subject.get(path);
  return { status, headers, body: body as Answer };
};

const countOf = ({ series }: Answer) => series.reduce((sum, { points }) => sum + points.length, 0);

/** All pages one after the other; `between` is done after the first. */
const pagesOf = async (path: string, between: () => Promise<void> = async () => undefined) => {
  const pages: Answer[] = [];
  for (let cursor = ""; pages.length < 200; ) {
    const { status, body } = await ask(`${path}${cursor === "" ? "" : `&cursor=${cursor}`}`);
    expect(status).toBe(200);
    pages.push(body);
    if (pages.length === 1) await between();
    if (body.next === undefined) return pages;
    cursor = body.next;
  }
  throw new Error("the pages do not end");
};

const joined = (pages: readonly Answer[], sensor: string) =>
  pages.flatMap(({ series }) =>
    series.filter((one) => one.sensor === sensor).flatMap(({ points }) => points),
  );

test("pages of points have together each point once, also while later and earlier ones come in", async () => {
  const path = `/api/v1/series?${query}&limit=700`;
  const whole = (await ask(`/api/v1/series?${query}`)).body;
  const pages = await pagesOf(path, () =>
    publish("steady", [
      [NOW + 5, 7],
      [FROM + 30_000, 7],
    ]),
  );
  expect(pages.length).toBeGreaterThan(8);
  for (const page of pages) expect(countOf(page)).toBeLessThanOrEqual(700);
  for (const { sensor, points } of whole.series) expect(joined(pages, sensor)).toEqual(points);
});

test("pages of means have together each interval once, and only the ends of the range are partial", async () => {
  for (const more of [
    "every=PT10M",
    "every=PT1H&zone=Asia/Kolkata",
    "every=P1D&zone=Europe/Paris",
  ]) {
    const path = `/api/v1/series/means?${query}&${more}`;
    const whole = (await ask(path)).body;
    const pages = await pagesOf(`${path}&limit=6`);
    expect(pages.length).toBeGreaterThan(0);
    for (const { sensor, points } of whole.series) expect(joined(pages, sensor)).toEqual(points);
  }
});

test("a range that ends with 1969 has pages, too", async () => {
  const pages = await pagesOf(
    "/api/v1/series/means?station=long&quantity=pm2_5&until=1970-01-01&every=PT1H&limit=24",
  );
  expect(pages.map(({ series }) => series)).toEqual([[], []]);
});

test("the address of the next page is a header, in each format", async () => {
  const lines = new Set<string>();
  let path: string | undefined = `/api/v1/series.csv?${query}&limit=1000&sensor=gappy`;
  while (path !== undefined) {
    const { status, headers, body } = await subject.get(path);
    expect(status).toBe(200);
    for (const line of String(body).trimEnd().split("\r\n").slice(1)) lines.add(line);
    path = /^<([^>]+)>; rel="next"$/.exec(headers.get("link") ?? "")?.[1];
  }
  expect(lines.size).toBe(POINTS - 120);
});

test.each([
  ["changed", (cursor: string) => `${cursor.slice(0, -1)}${cursor.endsWith("a") ? "b" : "a"}`],
  [
    "of another range",
    (cursor: string) => cursor.replace(/^./, (one) => (one === "m" ? "n" : "m")),
  ],
  ["made up", () => "1.2.3"],
  ["empty", () => ""],
  ["no text", () => "%00"],
])("a cursor that is %s is refused", async (_, change) => {
  const { body } = await ask(`/api/v1/series?${query}&limit=100`);
  const changed = await ask(`/api/v1/series?${query}&limit=100&cursor=${change(body.next ?? "")}`);
  expect(changed.status).toBe(400);
  expect(changed.body.code).toBe("cursor_invalid");
});

test("a cursor of another question is refused, and so are limits that are no numbers", async () => {
  const { body } = await ask(`/api/v1/series?${query}&limit=100`);
  const other = await ask(`/api/v1/series?${query}&limit=100&sensor=gappy&cursor=${body.next}`);
  expect([other.status, other.body.code]).toEqual([400, "cursor_invalid"]);
  const means = await ask(`/api/v1/series/means?${query}&every=PT1H&cursor=${body.next}`);
  expect([means.status, means.body.code]).toEqual([400, "cursor_invalid"]);
  for (const limit of ["NaN", "0", "-1", "1e9", "1.5", "Infinity", ""])
    expect((await ask(`/api/v1/series?${query}&limit=${limit}`)).status).toBe(400);
});

test("a chart has all points where they are few, else the least and the greatest of each interval, and tells gaps", async () => {
  const few = (await ask(`/api/v1/series/chart?${query}&points=10000`)).body;
  expect(few.every).toBeUndefined();
  expect(few.series.map(({ points }) => points.length)).toEqual([POINTS - 120, POINTS + 1]);
  const { every, series } = (await ask(`/api/v1/series/chart?${query}&points=200`)).body;
  expect(every).toBe("PT30M19S");
  for (const { points } of series) {
    expect(points.length).toBeLessThanOrEqual(200);
    const values = points.flatMap(({ value }) => (typeof value === "number" ? [value] : []));
    expect([Math.min(...values), Math.max(...values)]).toEqual([0, 100]);
  }
  const [gappy, steady] = series;
  expect(gappy?.points.filter(({ value }) => value === null)).toHaveLength(1);
  expect(steady?.points.filter(({ value }) => value === null)).toHaveLength(0);
});

test.each([
  "from=1970-01-01&until=9999-12-31",
  "from=1970-01-01&until=9999-12-31&points=4",
  "from=1970-01-01&until=1970-01-02",
])("a chart of %s is answered", async (range) => {
  const { status, body } = await ask(`/api/v1/series/chart?station=long&quantity=pm2_5&${range}`);
  expect(status).toBe(200);
  for (const { points } of body.series) expect(points.length).toBeLessThanOrEqual(1000);
});

test.each(["points=NaN", "points=3", "points=1e6", "from=2026-11-24&until=2026-11-23", "cursor=a"])(
  "a chart with %s is refused",
  async (wrong) => {
    const { status } = await ask(`/api/v1/series/chart?station=long&quantity=pm2_5&${wrong}`);
    expect(status).toBe(400);
  },
);

test("an answer that is too large names the limit and what helps", async () => {
  const { status, body } = await ask(`/api/v1/series/means?${query}&every=PT1S`);
  expect([status, body.code]).toEqual([400, "too_many_points"]);
  for (const said of ["180000 intervals", "100000", '"limit=100000"', '"cursor"'])
    expect(body.detail).toContain(said);
});

test.each([
  ...["P100Y", "P1200M", "P5217W", "P36525D", "PT876600H"].map((every) => [every, 200] as const),
  ...["P101Y", "P1201M", "P5218W", "P36526D", "P9999Y", "PT876601H"].map(
    (every) => [every, 400] as const,
  ),
])("intervals of %s: a century is the longest (%i)", async (every, expected) => {
  for (const zone of ["", "&zone=Pacific/Apia"]) {
    const whole = "from=1970-01-01&until=9999-12-31";
    const { status, body } = await ask(
      `/api/v1/series/means?station=long&quantity=pm2_5&${whole}&every=${every}${zone}`,
    );
    expect(status, body.detail).toBe(expected);
    if (expected === 400) expect(body.detail).toContain("a century at most");
  }
});

test("means of several stations are those of each, in one answer", async () => {
  const rest = `quantity=pm2_5&from=${new Date(FROM).toISOString()}&every=PT1H&zone=Asia/Kolkata`;
  const stations = ["b-2", "long", "a-9"];
  const { status, body } = await ask(
    `/api/v1/series/means/stations?stations=${stations.join(",")}&${rest}`,
  );
  expect(status).toBe(200);
  expect(body.series.map(({ station, sensor }) => [station, sensor])).toEqual([
    ["a-9", "steady"],
    ["b-2", "steady"],
    ["long", "gappy"],
    ["long", "steady"],
  ]);
  for (const { station, sensor, points } of body.series) {
    const one = (await ask(`/api/v1/series/means?station=${station}&sensor=${sensor}&${rest}`))
      .body;
    expect(points).toEqual(one.series[0]?.points);
  }
  const csv = await subject.get(
    `/api/v1/series/means/stations.csv?stations=${stations.join(",")}&${rest}`,
  );
  const lines = String(csv.body).trimEnd().split("\r\n").slice(1);
  expect(lines).toHaveLength(countOf(body));
  expect(lines[0]).toContain("a-9,steady,measured,pm2_5,");
});

test("of stations that are not known, or too many, no means are answered", async () => {
  const means = async (stations: string, every = "PT1H") => {
    const { status, body } = await ask(
      `/api/v1/series/means/stations?stations=${stations}&quantity=pm2_5&every=${every}`,
    );
    return [status, body.code];
  };
  expect(await means("long,nobody")).toEqual([404, "station_unknown"]);
  expect(await means("")).toEqual([400, "invalid_request"]);
  expect(await means("long,,a-9")).toEqual([400, "invalid_request"]);
  const many = Array.from({ length: 201 }, (_, index) => `s-${index}`).join(",");
  expect(await means(many)).toEqual([400, "invalid_request"]);
  expect(await means("long,a-9", "PT1S")).toEqual([400, "too_many_points"]);
});

import fc from "fast-check";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type CloudUnderTest, openCloudUnderTest } from "../cloud.fixture.ts";

// Answers over HTTP, compared with what a few lines compute of the same values: days and months by Intl, and not by Temporal.

const NOW = Date.UTC(2026, 10, 24, 8);
const DAY = 86_400_000;

/** Around the day that Samoa left out, both changes of the clocks of 2026, and few values in three years. */
const stretches = [
  { from: Date.UTC(2011, 11, 28), until: Date.UTC(2012, 0, 3), count: 300 },
  { from: Date.UTC(2026, 2, 26), until: Date.UTC(2026, 3, 7), count: 500 },
  { from: Date.UTC(2026, 9, 22), until: Date.UTC(2026, 10, 3), count: 500 },
  { from: Date.UTC(2023, 10, 24), until: Date.UTC(2026, 10, 24), count: 400 },
] as const;
const zones = [
  ...["Europe/Paris", "Pacific/Apia", "America/Sao_Paulo", "Australia/Lord_Howe"],
  ...["Asia/Kathmandu", "Africa/Casablanca", "UTC"],
];

const chance = (() => {
  let state = 7;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return state / 0x7fff_ffff;
  };
})();

interface Value {
  readonly at: number;
  readonly value: number;
}

/** In no order. */
const values: readonly Value[] = [
  ...new Map(
    stretches.flatMap(({ from, until, count }) =>
      Array.from({ length: count }, (): [number, number] => [
        from + Math.floor(chance() * (until - from)),
        Math.round(chance() * 3000) / 10,
      ]),
    ),
  ),
].map(([at, value]) => ({ at, value }));
const inOrder = values.toSorted((one, other) => one.at - other.at);
const within = (from: number, until: number): readonly Value[] =>
  inOrder.filter(({ at }) => at >= from && at < until);

let subject: CloudUnderTest;
beforeAll(async () => {
  subject = await openCloudUnderTest(() => NOW);
  // Twice: what comes again is there once.
  for (const boot of ["firstone", "secondone"]) {
    const lines = Array.from({ length: Math.ceil(values.length / 200) }, (_, seq) => {
      const some = values.slice(200 * seq, 200 * (seq + 1));
      const readings = some.map(({ at, value }) => ({
        at,
        sensor: "s1",
        values: { pm2_5: value },
      }));
      return JSON.stringify({ station: "compared", boot, seq, clock: "ntp", readings });
    });
    const { status, body } = await subject.getAsAdministrator("/api/v1/readings", {
      ...{ method: "POST", body: lines.join("\n") },
      headers: { "content-type": "application/x-ndjson" },
    });
    expect([status, body], JSON.stringify(body)).toMatchObject([
      200,
      { refused: 0, accepted: lines.length },
    ]);
  }
}, 60_000);
afterAll(() => subject.remove());

interface Point {
  readonly at: string;
  readonly until: string;
  readonly value?: number | null;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

interface Answer {
  readonly every?: string;
  readonly next?: string;
  readonly series: readonly { readonly points: readonly Point[] }[];
}

/** All pages of an answer, one after the other. */
const ask = async (path: string, parameters: { readonly [name: string]: string }) => {
  const query = new URLSearchParams({ station: "compared", quantity: "pm2_5", ...parameters });
  const points: Point[] = [];
  for (let pages = 0; ; pages++) {
    expect(pages).toBeLessThan(2000);
    const { status, body } = await subject.get(`/api/v1/series${path}?${query}`);
    expect(status, JSON.stringify(body)).toBe(200);
    const { every, next, series } = body as Answer;
    points.push(...(series[0]?.points ?? []));
    if (next === undefined) return { every, points };
    query.set("cursor", next);
  }
};
const isoOf = (at: number): string => new Date(at).toISOString();

const formats = new Map<string, Intl.DateTimeFormat>();
/** Year, month and day of an instant where people live by the clocks of a zone. */
const dateIn = (at: number, zone: string): readonly [number, number, number] => {
  const format =
    formats.get(zone) ?? new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });
  formats.set(zone, format);
  const [year = 0, month = 0, day = 0] = format.format(at).split("-").map(Number);
  return [year, month, day];
};

/** Names the interval that an instant belongs to. */
const lengths: { readonly [every: string]: (at: number, zone: string) => number | string } = {
  PT15M: (at) => Math.floor(at / 900_000),
  PT1H: (at) => Math.floor(at / 3_600_000),
  PT6H: (at) => Math.floor(at / 21_600_000),
  P1D: (at, zone) => dateIn(at, zone).join("-"),
  P1W: (at, zone) => {
    const [year, month, day] = dateIn(at, zone);
    // The first of January 1970 was a Thursday.
    return Math.floor((Date.UTC(year, month - 1, day) / DAY + 3) / 7);
  },
  P1M: (at, zone) => dateIn(at, zone).slice(0, 2).join("-"),
  P1Y: (at, zone) => dateIn(at, zone)[0],
};

const anyRange = fc
  .tuple(fc.constantFrom(...stretches), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(12))
  .map(([{ from, until }, part, days]) => {
    const start = Math.floor(from - DAY + part * (until - from));
    return { from: start, until: Math.min(NOW, start + (1 + days) * DAY) };
  });
const runs = { numRuns: Math.ceil((100 * inject("propertyPercent")) / 100) };

test("means of any length, zone and page are those of the values", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyRange,
      fc.constantFrom(...Object.keys(lengths)),
      fc.constantFrom(...zones),
      fc.option(fc.integer({ min: 1, max: 60 })),
      async ({ from, until }, every, zone, limit) => {
        const parameters = { from: isoOf(from), until: isoOf(until), every, zone };
        const { points } = await ask("/means", {
          ...parameters,
          ...(limit === null ? {} : { limit: String(limit) }),
        });
        const nameOf = lengths[every] as (typeof lengths)[string];
        const expected = [...Map.groupBy(within(from, until), ({ at }) => nameOf(at, zone))];
        const found = points.filter(({ count }) => count > 0);
        expect(found.map(({ count }) => count)).toEqual(expected.map(([, some]) => some.length));
        for (const [place, [, some]] of expected.entries()) {
          const { at, until: end, mean, min, max } = found[place] as Point;
          const numbers = some.map(({ value }) => value);
          expect([min, max]).toEqual([Math.min(...numbers), Math.max(...numbers)]);
          const wanted = numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
          expect(Math.abs(mean - wanted)).toBeLessThan(0.0501);
          expect(Date.parse(at)).toBeLessThanOrEqual(some[0]?.at ?? 0);
          expect(Date.parse(end)).toBeGreaterThan(some.at(-1)?.at ?? 0);
        }
        for (const [place, { at, until: end }] of points.entries()) {
          expect(at < end).toBe(true);
          if (place > 0) expect(at >= (points[place - 1]?.until ?? "")).toBe(true);
        }
      },
    ),
    runs,
  );
}, 120_000);

test("pages of points are the values of their range, each once and in order", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyRange,
      fc.integer({ min: 50, max: 400 }),
      async ({ from, until }, limit) => {
        const { points } = await ask("", {
          ...{ from: isoOf(from), until: isoOf(until), limit: String(limit) },
        });
        expect(points.map(({ at, value }) => ({ at: Date.parse(at), value }))).toEqual(
          within(from, until),
        );
      },
    ),
    runs,
  );
}, 120_000);

test("a chart has the least and the greatest value of each of its intervals, and nothing that was not measured", async () => {
  await fc.assert(
    fc.asyncProperty(anyRange, fc.integer({ min: 4, max: 300 }), async ({ from, until }, most) => {
      const range = { from: isoOf(from), until: isoOf(until) };
      const { every, points } = await ask("/chart", { ...range, points: String(most) });
      const there = within(from, until);
      const drawn = points.flatMap(({ at, value }) =>
        typeof value === "number" ? [{ at: Date.parse(at), value }] : [],
      );
      if (there.length <= most) {
        expect(drawn).toEqual(there);
        return;
      }
      expect(drawn.length).toBeLessThanOrEqual(most);
      for (const one of drawn) expect(there).toContainEqual(one);
      const step = Temporal.Duration.from(every ?? "PT0S").total("milliseconds");
      // Intervals are counted from a Monday, as `every` of means is.
      const nameOf = ({ at }: Value) => Math.floor((at - Date.UTC(2000, 0, 3)) / step);
      const shown = Map.groupBy(drawn, nameOf);
      for (const [name, some] of Map.groupBy(there, nameOf)) {
        const ends = (numbers: readonly Value[] = []) => {
          const sorted = numbers.map(({ value }) => value).toSorted((one, other) => one - other);
          return [sorted[0], sorted.at(-1)];
        };
        expect(ends(shown.get(name))).toEqual(ends(some));
      }
    }),
    runs,
  );
}, 120_000);

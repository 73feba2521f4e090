import fc from "fast-check";
import { expect, test } from "vitest";
import { calendarFor, readEpisodes } from "./asked-episodes.ts";
import { DAY_MS, HOUR_MS } from "./clock.ts";
import { askedEpisode, calendarOf } from "./episodes/calendar.ts";
import { effectsOf, noEffects } from "./episodes/effects.ts";
import { type EpisodeKind, episodeKinds } from "./episodes/episode.ts";
import { centreOf, type Point, STATIONS_OF_QUARTER } from "./places.ts";
import { createRegion, hasBattery } from "./region.ts";
import { stationOf } from "./station.ts";

const SEED = 3;
const BEGIN = Date.UTC(2026, 5, 10, 14);
const MINUTE_MS = 60_000;
const { lon } = centreOf(SEED);
const asked = (kind: EpisodeKind) => askedEpisode(SEED, lon, kind, BEGIN);
const effects = (kind: EpisodeKind, place: Point, minutes: number) =>
  effectsOf([asked(kind)], place, BEGIN + minutes * MINUTE_MS);

/** So many metres downwind of an episode's centre, and aside. */
const downwind = (kind: EpisodeKind, along: number, aside = 0): Point => {
  const { x, y, drift } = asked(kind);
  const speed = Math.hypot(drift.x, drift.y);
  const [east, north] = [drift.x / speed, drift.y / speed];
  return { x: x + along * east - aside * north, y: y + along * north + aside * east };
};

test("smoke comes with the wind: a front, thinner and later the farther, and none aside or upwind", () => {
  const speed = Math.hypot(asked("smoke").drift.x, asked("smoke").drift.y);
  const near = downwind("smoke", 500);
  const far = downwind("smoke", 6000);
  const arrival = 6000 / speed / 60;
  expect(effects("smoke", near, 20).smoke).toBeGreaterThan(50);
  expect(effects("smoke", far, arrival - 2).smoke).toBe(0);
  const later = effects("smoke", far, arrival + 20).smoke;
  expect(later).toBeGreaterThan(8);
  expect(later).toBeLessThan(effects("smoke", near, arrival + 20).smoke);
  expect(effects("smoke", downwind("smoke", 1000, 3000), 60).smoke).toBeLessThan(1);
  expect(effects("smoke", downwind("smoke", -2000), 60).smoke).toBe(0);
  expect(effects("smoke", near, -1).smoke).toBe(0);
  // Burnt out after two hours: less and less.
  const after = [125, 160, 240].map((minutes) => effects("smoke", near, minutes).smoke);
  expect(after).toEqual(after.toSorted((one, other) => other - one));
  expect(after[2]).toBeLessThan(10);
});

test("a storm: the pressure falls, then gusts, then rain, which washes particles out for hours", () => {
  const place = { x: 0, y: 0 };
  const course = Array.from({ length: 70 }, (_, minutes) => effects("storm", place, minutes));
  const minuteOf = (
    of: (each: (typeof course)[number]) => number,
    best: (...v: number[]) => number,
  ) => course.map(of).indexOf(best(...course.map(of)));
  const fall = minuteOf(({ pressure }) => pressure, Math.min);
  const gust = minuteOf(({ wind }) => wind, Math.max);
  const rain = minuteOf(({ rain: amount }) => amount, Math.max);
  expect(fall).toBeLessThan(gust);
  expect(gust).toBeLessThan(rain);
  expect(course[fall]?.pressure).toBeLessThan(-3);
  expect(course[gust]?.wind).toBeGreaterThan(9);
  expect(course[60]?.washed).toBeLessThan(0.4);
  expect(course[60]?.temperature).toBeLessThan(-4);
  expect(effects("storm", place, 5 * 60).washed).toBeGreaterThan(0.5);
  expect(effects("storm", place, 23 * 60).washed).toBeGreaterThan(0.9);
});

test("a noisy street is loud near its source, with breaks, and only there", () => {
  const { x, y } = asked("noise");
  const sums = Array.from(
    { length: 110 },
    (_, minute) => effects("noise", { x: x + 30, y }, minute).noise,
  );
  expect(10 * Math.log10(Math.max(...sums))).toBeGreaterThan(68);
  expect(sums.filter((sum) => sum === 0).length).toBeGreaterThan(3);
  expect(effects("noise", { x: x + 600, y }, 30).noise).toBe(0);
});

test("a peak of pollen is over the whole region while it lasts", () => {
  const station = (minutes: number, drawn: boolean) =>
    stationOf(
      createRegion(SEED, { asked: drawn ? [asked("pollen")] : [], drawsOwn: false }),
      9,
    ).readings(BEGIN + minutes * MINUTE_MS)[2]?.values.pollen_poaceae ?? 0;
  expect(station(24 * 60, true)).toBeGreaterThan(station(24 * 60, false) + 30);
  expect(station(48 * 60, true)).toBe(station(48 * 60, false));
});

test("a quarter without power is dark within its bounds and time; some boxes have a battery", () => {
  const region = createRegion(SEED, { asked: [asked("outage")], drawsOwn: false });
  const place = (index: number) => stationOf(region, index).place;
  const indices = Array.from({ length: 2 * STATIONS_OF_QUARTER }, (_, index) => index);
  const dark = indices.filter(
    (index) => region.darkUntil(place(index), BEGIN + MINUTE_MS) !== undefined,
  );
  expect(dark.length).toBeGreaterThan(40);
  expect(dark.length).toBeLessThan(200);
  for (const index of dark) {
    expect(Math.hypot(place(index).x, place(index).y)).toBeLessThan(900);
    expect(region.darkUntil(place(index), BEGIN - 1)).toBeUndefined();
    expect(region.darkUntil(place(index), BEGIN + 20 * MINUTE_MS)).toBeUndefined();
  }
  const battery = indices.filter((index) => hasBattery(SEED, index)).length / indices.length;
  expect(battery).toBeGreaterThan(0.15);
  expect(battery).toBeLessThan(0.35);
});

test("a gateway that is cut off is one, for its time", () => {
  const region = createRegion(SEED, { asked: [asked("gateway")], drawsOwn: false });
  expect(region.cutUntil(0, BEGIN + MINUTE_MS)).toBe(BEGIN + 15 * MINUTE_MS);
  expect(region.cutUntil(0, BEGIN + 15 * MINUTE_MS)).toBeUndefined();
  expect(region.cutUntil(1, BEGIN + MINUTE_MS)).toBeUndefined();
});

test("the calendar follows from the seed, whoever asks first, and each kind happens within a year", () => {
  const instants = Array.from({ length: 365 * 4 }, (_, number) => BEGIN + (number * DAY_MS) / 4);
  const whole = calendarOf(SEED, lon, { asked: [], drawsOwn: true });
  const seen = new Set<EpisodeKind>();
  for (const at of instants) {
    for (const { kind } of whole.around(at)) seen.add(kind);
    if (whole.cut(2, at) !== undefined) seen.add("gateway");
  }
  expect([...seen].toSorted()).toEqual([...episodeKinds].toSorted());
  fc.assert(
    fc.property(fc.constantFrom(...instants), (at) => {
      const fresh = calendarOf(SEED, lon, { asked: [], drawsOwn: true });
      expect(fresh.around(at)).toEqual(whole.around(at));
      expect(fresh.cut(2, at)).toEqual(whole.cut(2, at));
    }),
  );
});

test("an episode has no effect long before and after itself", () => {
  for (const kind of episodeKinds)
    for (const days of [-2, 4])
      for (const [name, value] of Object.entries(
        effects(kind, downwind("smoke", 800), days * 24 * 60),
      ))
        expect(Math.abs(value - noEffects[name as keyof typeof noEffects])).toBeLessThan(0.1);
});

test("episodes are asked for by kind and time", () => {
  const now = Date.UTC(2026, 10, 27, 9);
  const read = (...given: string[]) => {
    const episodes = readEpisodes(given);
    if (!episodes.ok) throw new Error(episodes.given);
    return calendarFor({ seed: 1, episodes: episodes.episodes }, now);
  };
  expect(read("smoke").asked[0]).toMatchObject({ kind: "smoke", begin: now });
  expect(read("storm@-PT1H").asked[0]).toMatchObject({ begin: now - HOUR_MS });
  expect(read("noise@PT10M").asked[0]).toMatchObject({ begin: now + 10 * MINUTE_MS });
  expect(read("outage@2026-12-01T08:00Z", "smoke").asked).toMatchObject([
    { begin: Date.UTC(2026, 11, 1, 8) },
    { begin: now },
  ]);
  expect(read("none")).toEqual({ asked: [], drawsOwn: false });
  expect(read("smoke").drawsOwn).toBe(true);
  for (const given of ["fog", "smoke@", "smoke@noon", "smoke@2026-12-01", "none@PT1H", "", "@"])
    expect(readEpisodes([given])).toEqual({ ok: false, given });
});

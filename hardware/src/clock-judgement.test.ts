import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clockReasons } from "./clock-judgement/reasons.ts";
import { judgeReceiver, type StationLag } from "./clock-judgement/receiver.ts";
import {
  type ClockHistory,
  type ClockJudgement,
  type ClockObservation,
  emptyHistory,
  judgeClock,
  judgedInstant,
  PLATFORM_START,
  ROLLOVER_MS,
} from "./clock-judgement.ts";
import type { Clock } from "./wire/batch.ts";

const NOW = Date.UTC(2026, 10, 26, 12);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Story {
  readonly clock?: Clock;
  /** By how much the station's clock is ahead. */
  readonly ahead?: number;
  readonly every?: number;
  readonly count?: number;
  /** What the way of each batch takes. */
  readonly way?: (index: number) => number;
  readonly firstSeq?: number;
  readonly start?: number;
}

/** Batches that a station sends as its intervals end. */
const live = ({
  clock = "ntp",
  ahead = 0,
  every = MINUTE,
  count = 8,
  way = () => SECOND,
  firstSeq = 0,
  start = NOW,
}: Story): ClockObservation[] =>
  Array.from({ length: count }, (_, index) => {
    const truth = start + index * every;
    const at = Math.floor((truth + ahead) / every) * every - every;
    const late = truth + ahead - (at + every);
    return {
      seq: firstSeq + index,
      clock,
      oldest: at,
      newest: at,
      every,
      received: truth - late + way(index),
    };
  });

const judgeAll = (
  observations: readonly ClockObservation[],
  from: ClockHistory = emptyHistory,
  options = {},
) => {
  let history = from;
  const judgements: ClockJudgement[] = [];
  const known: (number | undefined)[] = [];
  for (const observation of observations) {
    const judged = judgeClock(history, observation, options);
    history = judged.history;
    judgements.push(judged.judgement);
    known.push(judged.knownSince);
  }
  return { history, judgements, last: judgements.at(-1), known };
};

const ok = { kind: "ok" };
const doubtful = (reason: string) => ({ kind: "doubtful", reason });
const repairable = (reason: string, offset: number) => ({ kind: "repairable", reason, offset });

describe("the first batch and the eighth of a station", () => {
  test.each<[string, Story, object, object]>([
    ["that is right", {}, ok, ok],
    ["that is right, behind a slow link", { way: (i) => ((i * 37) % 240) * SECOND }, ok, ok],
    ["that is two minutes ahead", { ahead: 2 * MINUTE, clock: "free" }, ok, ok],
    [
      "whose GPS is 1024 weeks behind",
      { clock: "gps", ahead: -ROLLOVER_MS },
      repairable("gps_rollover", -ROLLOVER_MS),
      repairable("gps_rollover", -ROLLOVER_MS),
    ],
    [
      "whose GPS is 2048 weeks behind",
      { clock: "gps", ahead: -2 * ROLLOVER_MS },
      repairable("gps_rollover", -2 * ROLLOVER_MS),
      repairable("gps_rollover", -2 * ROLLOVER_MS),
    ],
    [
      "whose GPS says 2009, and has not one rollover",
      { clock: "gps", ahead: -17.5 * 365 * DAY },
      doubtful("before_platform"),
      doubtful("before_platform"),
    ],
    [
      "of Paris in summer",
      { ahead: 2 * HOUR },
      doubtful("ahead"),
      repairable("local_time", 2 * HOUR),
    ],
    [
      "of Nepal",
      { ahead: 5 * HOUR + 45 * MINUTE },
      doubtful("ahead"),
      repairable("local_time", 5 * HOUR + 45 * MINUTE),
    ],
    ["of Quebec", { ahead: -5 * HOUR }, ok, repairable("local_time", -5 * HOUR)],
    [
      "of Newfoundland, with a free clock",
      { ahead: -3.5 * HOUR, clock: "free" },
      ok,
      repairable("local_time", -3.5 * HOUR),
    ],
    [
      "whose free clock is 21 days behind",
      { ahead: -21 * DAY, clock: "free" },
      doubtful("behind"),
      repairable("steady_offset", -21 * DAY),
    ],
    [
      "whose free clock is 21 days, 3 h and 7 min behind",
      { ahead: -21 * DAY - 187 * MINUTE, clock: "free" },
      doubtful("behind"),
      repairable("steady_offset", -21 * DAY - 187 * MINUTE),
    ],
    [
      "whose free clock is 40 days ahead",
      { ahead: 40 * DAY, clock: "free" },
      doubtful("ahead"),
      repairable("steady_offset", 40 * DAY),
    ],
    [
      "whose free clock begins in 2018",
      { ahead: -8.5 * 365 * DAY, clock: "free" },
      doubtful("before_platform"),
      repairable("steady_offset", -8.5 * 365 * DAY),
    ],
    [
      "whose clock is set, and 40 days ahead",
      { ahead: 40 * DAY },
      doubtful("ahead"),
      doubtful("ahead"),
    ],
    ["whose clock is set, and 37 minutes behind", { ahead: -37 * MINUTE }, ok, ok],
    [
      "that measures each quarter of an hour, in Paris",
      { ahead: HOUR, every: 15 * MINUTE },
      doubtful("ahead"),
      repairable("local_time", HOUR),
    ],
  ])("%s", (_what, story, first, last) => {
    const { judgements } = judgeAll(live(story));
    expect([judgements[0], judgements.at(-1)]).toEqual([first, last]);
  });
});

describe("readings that are late and rightly dated are believed", () => {
  /** A day of minutes that waited, sent within two minutes, oldest first. */
  const backlog = (clock: Clock, days: number): ClockObservation[] =>
    Array.from({ length: 200 }, (_, index) => {
      const at = NOW - days * DAY + Math.floor((index * days * DAY) / 200 / MINUTE) * MINUTE;
      return {
        seq: index,
        clock,
        oldest: at,
        newest: at,
        every: MINUTE,
        received: NOW + index * 600,
      };
    });

  test.each(["ntp", "gps"] as const)("of a clock set by %s", (clock) => {
    for (const days of [0.1, 1, 21, 300])
      expect(judgeAll(backlog(clock, days)).judgements).toEqual(Array(200).fill(ok));
  });

  test("of a free clock they are doubtful while they are a day late, and never moved", () => {
    const { judgements } = judgeAll(backlog("free", 21));
    expect(judgements[0]).toEqual(doubtful("behind"));
    expect(judgements.at(-1)).toEqual(ok);
    expect(judgements.some(({ kind }) => kind === "repairable")).toBe(false);
  });

  test("a link that is always late by as much moves no station whose clock is set", () => {
    const late = live({ count: 20, way: () => 37 * MINUTE });
    expect(judgeAll(late).last).toEqual(ok);
  });

  test("a gateway that sends once an hour what it gathered moves nobody", () => {
    const gathered = Array.from({ length: 60 }, (_, index) => {
      const at = NOW + index * 5 * MINUTE;
      const sent = Math.ceil((at + 5 * MINUTE) / HOUR) * HOUR;
      return {
        seq: index,
        clock: "ntp",
        oldest: at,
        newest: at,
        every: 5 * MINUTE,
        received: sent + index,
      } as const;
    });
    expect(judgeAll(gathered).judgements).toEqual(Array(60).fill(ok));
  });
});

describe("an offset that is known", () => {
  const paris = live({ ahead: 2 * HOUR, count: 10 });

  test("becomes so after three batches, and says which batches had it before", () => {
    const { judgements, known } = judgeAll(paris);
    expect(judgements.map(({ kind }) => kind).slice(0, 4)).toEqual([
      "doubtful",
      "doubtful",
      "repairable",
      "repairable",
    ]);
    expect(known.slice(0, 4)).toEqual([undefined, undefined, 0, undefined]);
  });

  test("is not applied to a repeat of what was judged without it", () => {
    const { history, judgements } = judgeAll(paris);
    for (const [index, observation] of paris.entries()) {
      const again = judgeClock(history, {
        ...observation,
        received: observation.received + HOUR / 2,
      });
      expect(again.judgement).toEqual(judgements[index]);
      expect(again.history).toBe(history);
    }
  });

  test("ends when the clock is set right: back from ahead, or forward from behind", () => {
    const forward = judgeAll(paris);
    const right = live({ firstSeq: 10, start: NOW + 10 * MINUTE, count: 6 });
    expect(judgeAll(right, forward.history).judgements).toEqual(Array(6).fill(ok));
    const behind = judgeAll(live({ ahead: -21 * DAY, clock: "free" }));
    expect(behind.last).toMatchObject({ kind: "repairable" });
    const set = live({ firstSeq: 8, start: NOW + 8 * MINUTE, clock: "free", count: 6 });
    expect(judgeAll(set, behind.history).judgements).toEqual(Array(6).fill(ok));
    const synchronised = live({ firstSeq: 8, start: NOW + 8 * MINUTE, clock: "ntp", count: 6 });
    expect(judgeAll(synchronised, behind.history).judgements).toEqual(Array(6).fill(ok));
  });

  test("is applied to a backlog of the same clock", () => {
    const { history } = judgeAll(live({ ahead: 2 * HOUR, count: 10 }));
    const waited = live({
      ahead: 2 * HOUR,
      count: 10,
      firstSeq: 10,
      start: NOW + 10 * MINUTE,
      way: (i) => (10 - i) * MINUTE + SECOND,
    });
    expect(judgeAll(waited, history).judgements).toEqual(
      Array(10).fill(repairable("local_time", 2 * HOUR)),
    );
  });

  test("does not move a backlog out of an outage into repaired instants of a right clock", () => {
    const right = judgeAll(live({ clock: "free" }));
    const waited = live({
      clock: "free",
      firstSeq: 8,
      start: NOW + 8 * MINUTE,
      count: 100,
      way: (i) => (100 - i) * 59 * SECOND,
    });
    expect(judgeAll(waited, right.history).judgements).toEqual(Array(100).fill(ok));
  });
});

describe("any station", () => {
  const story = fc.record({
    clock: fc.constantFrom<Clock>("ntp", "gps", "free"),
    ahead: fc.integer({ min: -5_000, max: 5_000 }).map((minutes) => minutes * MINUTE),
    every: fc.constantFrom(10 * SECOND, MINUTE, 5 * MINUTE),
    count: fc.integer({ min: 1, max: 40 }),
    ways: fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 40, maxLength: 40 }),
  });
  const observed = ({ ways, ...rest }: typeof story extends fc.Arbitrary<infer T> ? T : never) =>
    live({ ...rest, way: (index) => ways[index] ?? 0 });

  test("has repaired instants that are the truth within half an interval", () => {
    fc.assert(
      fc.property(story, (told) => {
        for (const judgement of judgeAll(observed(told)).judgements)
          if (judgement.kind === "repairable")
            expect(Math.abs(judgement.offset - told.ahead)).toBeLessThanOrEqual(
              told.every / 2 + 30 * SECOND,
            );
      }),
    );
  });

  test("that is right is never doubted", () => {
    fc.assert(
      fc.property(story, (told) => {
        const { judgements } = judgeAll(observed({ ...told, ahead: 0 }));
        expect(judgements.every(({ kind }) => kind === "ok")).toBe(true);
      }),
    );
  });

  test("whose readings are dated in the future is never called right", () => {
    fc.assert(
      fc.property(story, fc.integer({ min: 6, max: 100_000 }), (told, minutes) => {
        const { judgements } = judgeAll(
          observed({ ...told, ahead: told.every + minutes * MINUTE + 20 * SECOND }),
        );
        expect(judgements.some(({ kind }) => kind === "ok")).toBe(false);
      }),
    );
  });

  test("keeps a small history, and whatever comes has a reason with a text", () => {
    const any = fc.record({
      seq: fc.nat(30),
      clock: fc.constantFrom<Clock>("ntp", "gps", "free"),
      oldest: fc.integer({ min: 0, max: 4e12 }),
      newest: fc.integer({ min: 0, max: 4e12 }),
      received: fc.integer({ min: 1.6e12, max: 1.9e12 }),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 60 }), (observations) => {
        const { history, judgements } = judgeAll(observations);
        expect(JSON.stringify(history).length).toBeLessThan(1500);
        expect(JSON.parse(JSON.stringify(history))).toEqual(history);
        for (const judgement of judgements)
          if (judgement.kind !== "ok") expect(clockReasons[judgement.reason].fr).not.toBe("");
      }),
    );
  });
});

describe("a reading of a judged batch", () => {
  test("is kept, with its flag, and moved only by a known offset", () => {
    expect(judgedInstant({ kind: "ok" }, NOW)).toEqual({ at: NOW });
    expect(judgedInstant({ kind: "doubtful", reason: "ahead" }, NOW)).toEqual({
      at: NOW,
      flag: "clock_doubtful",
    });
    expect(
      judgedInstant(
        { kind: "repairable", reason: "gps_rollover", offset: -ROLLOVER_MS },
        NOW - ROLLOVER_MS,
      ),
    ).toEqual({ at: NOW, flag: "clock_repaired" });
  });
  test("of a batch that begins before the platform is doubted only if it does itself", () => {
    const judgement = { kind: "doubtful", reason: "before_platform" } as const;
    expect(judgedInstant(judgement, PLATFORM_START - 1)).toEqual({
      at: PLATFORM_START - 1,
      flag: "clock_doubtful",
    });
    expect(judgedInstant(judgement, NOW)).toEqual({ at: NOW });
  });
});

describe("the receiver's own clock", () => {
  const station = (name: string, lag: number, more: Partial<StationLag> = {}): StationLag => ({
    station: name,
    clock: "ntp",
    lag,
    ...more,
  });

  test.each<[string, readonly StationLag[], object | undefined]>([
    [
      "is a day behind, when all stations are a day ahead",
      ["a", "b", "c", "d"].map((name, i) => station(name, -DAY + i * 2000)),
      { ahead: -DAY + 4000, stations: 4 },
    ],
    [
      "is a day ahead, when all stations are a day late",
      ["a", "b", "c", "d"].map((name, i) => station(name, DAY + i * 2000)),
      { ahead: DAY + 4000, stations: 4 },
    ],
    [
      "is right when all stations are on time",
      ["a", "b", "c", "d"].map((name) => station(name, 1500)),
      undefined,
    ],
    [
      "is right when one station of four is ahead",
      [station("a", -DAY), ...["b", "c", "d"].map((name) => station(name, 1500))],
      undefined,
    ],
    ["is not judged by two stations", ["a", "b"].map((name) => station(name, -DAY)), undefined],
    [
      "is not judged by one station that says it thrice",
      Array<StationLag>(3).fill(station("a", -DAY)),
      undefined,
    ],
    [
      "is not judged by free clocks",
      ["a", "b", "c"].map((name) => station(name, -DAY, { clock: "free" })),
      undefined,
    ],
    [
      "is not judged by a gateway that lags",
      ["a", "b", "c"].map((name) => station(name, HOUR, { via: "one" })),
      undefined,
    ],
    [
      "is judged by two gateways that say the same",
      ["a", "b", "c"].map((name, i) => station(name, HOUR, { via: String(i % 2) })),
      { ahead: HOUR, stations: 3 },
    ],
    [
      "is right when stations disagree",
      ["a", "b", "c", "d"].map((name, i) => station(name, -DAY * (i + 1))),
      undefined,
    ],
    ["is right when there is no station", [], undefined],
  ])("%s", (_what, lags, expected) => {
    expect(judgeReceiver(lags)).toEqual(expected);
  });

  test("when it is known to be wrong, stations are judged by the true time", () => {
    const observations = live({}).map((one) => ({ ...one, received: one.received - DAY }));
    expect(judgeAll(observations).last).toMatchObject({ kind: "doubtful", reason: "ahead" });
    expect(judgeAll(observations, emptyHistory, { receiverAhead: -DAY }).last).toEqual(ok);
  });
});

import type { Batch } from "@datacityzen/hardware/wire/batch";
import { expect, test } from "vitest";
import { createClocks, type JudgedMessage } from "./clocks.ts";

const NOW = Date.UTC(2026, 10, 26, 12);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const message = (
  seq: number,
  at: number,
  received: number,
  more: Partial<Batch> &
    Pick<Partial<JudgedMessage>, "via" | "remembered"> & { station?: string } = {},
): JudgedMessage => {
  const { station = "rue-haute", via, remembered, ...batch } = more;
  return {
    station,
    received,
    via,
    remembered,
    every: MINUTE,
    batch: {
      boot: "aaaaaaaa",
      seq,
      clock: "ntp",
      readings: [{ at, sensor: "sds011", values: { pm2_5: seq } }],
      ...batch,
    },
  };
};

test("a right clock changes nothing", () => {
  const clocks = createClocks();
  const first = message(0, NOW - MINUTE, NOW);
  expect(clocks.judge(first)).toEqual({ readings: first.batch.readings });
});

test("1024 weeks of a GPS receiver are repaired at once, and told once", () => {
  const clocks = createClocks();
  const back = 1024 * 7 * DAY;
  const judged = [0, 1].map((seq) =>
    clocks.judge(
      message(seq, NOW + seq * MINUTE - MINUTE - back, NOW + seq * MINUTE, { clock: "gps" }),
    ),
  );
  expect(judged.map(({ readings }) => [readings[0]?.at, readings[0]?.flags])).toEqual([
    [NOW - MINUTE, ["clock_repaired"]],
    [NOW, ["clock_repaired"]],
  ]);
  expect(judged.map(({ news }) => news?.reason)).toEqual(["clock_repaired", undefined]);
  expect(judged[0]?.remember).toBeDefined();
});

test("a free clock three weeks behind is doubted, and repaired with what came before once the offset is known", () => {
  const clocks = createClocks();
  const judged = Array.from({ length: 5 }, (_, seq) =>
    clocks.judge(
      message(seq, NOW + seq * MINUTE - MINUTE - 21 * DAY, NOW + seq * MINUTE, { clock: "free" }),
    ),
  );
  expect(judged[0]?.readings[0]).toMatchObject({
    at: NOW - MINUTE - 21 * DAY,
    flags: ["clock_doubtful"],
  });
  const known = judged.findIndex(({ late }) => late !== undefined);
  expect(known).toBeGreaterThan(0);
  const { late, readings } = judged[known] ?? { readings: [] };
  expect(readings[0]).toMatchObject({
    at: NOW + known * MINUTE - MINUTE,
    flags: ["clock_repaired"],
  });
  expect(late?.repaired.map(({ at }) => at)).toEqual(
    Array.from({ length: known }, (_, seq) => NOW + seq * MINUTE - MINUTE),
  );
  expect(late?.repaired[0]?.flags).toEqual(["clock_repaired"]);
  expect(late?.kept.map(({ flags }) => flags)).toEqual(
    Array.from({ length: known }, () => ["clock_doubtful"]),
  );
});

test("an offset is remembered over a restart, so that a repeat is judged as it was", () => {
  const before = createClocks();
  const back = 1024 * 7 * DAY;
  const sent = message(3, NOW - MINUTE - back, NOW, { clock: "gps" });
  const remembered = before.judge(sent).remember;
  const after = createClocks();
  const again = after.judge({ ...sent, received: NOW + DAY, remembered });
  expect(again.readings[0]).toMatchObject({ at: NOW - MINUTE, flags: ["clock_repaired"] });
  expect(again.news).toBeUndefined();
});

test("our clock that is a day behind is found by three stations, and what they send is believed", () => {
  const clocks = createClocks();
  const judged = ["ab", "cd", "ef", "gh"].flatMap((station, index) =>
    [0, 1].map((seq) => {
      const truth = NOW + seq * 10 * SECOND + index * SECOND;
      return clocks.judge(message(seq, truth - MINUTE, truth - DAY, { station }));
    }),
  );
  // The first ones come before the others can bear them out.
  expect(judged[0]?.readings[0]?.flags).toEqual(["clock_doubtful"]);
  const later = NOW + HOUR;
  for (const station of ["ab", "cd", "ef", "gh"])
    expect(
      clocks.judge(message(9, later - MINUTE, later - DAY, { station })).readings[0]?.flags ?? [],
    ).toEqual([]);
  expect(clocks.receiver()).toMatchObject({ ahead: expect.closeTo(-DAY, -5), stations: 4 });
});

test("what was doubted because our clock was behind is cleared when it has been set", () => {
  const clocks = createClocks();
  const first = clocks.judge(message(0, NOW - MINUTE, NOW - DAY));
  const second = clocks.judge(message(1, NOW, NOW + MINUTE - DAY));
  expect(first.readings[0]?.flags).toEqual(["clock_doubtful"]);
  expect(second.readings[0]?.flags).toEqual(["clock_doubtful"]);
  const third = clocks.judge(message(2, NOW + MINUTE, NOW + 2 * MINUTE));
  expect(third.readings[0]?.flags).toBeUndefined();
  expect(third.cleared).toEqual({ from: NOW - MINUTE, until: NOW + 1 });
});

test("a station whose clock is set back keeps the marks of what it sent before", () => {
  const clocks = createClocks();
  clocks.judge(message(0, NOW + DAY - MINUTE, NOW));
  const set = clocks.judge(message(1, NOW, NOW + MINUTE));
  expect(set.readings[0]?.flags).toBeUndefined();
  expect(set.cleared).toBeUndefined();
});

test("the backlog of simulated stations says nothing of our clock", () => {
  const clocks = createClocks();
  for (let hours = 1; hours < 48; hours++)
    for (const station of ["ab", "cd", "ef", "gh", "ij"]) {
      const at = NOW - hours * HOUR;
      const readings = [
        { at, sensor: "sds011", values: { pm2_5: 1 }, flags: ["simulated" as const] },
      ];
      const received = NOW + hours * 6 * SECOND;
      clocks.judge(message(hours, at, received, { station, readings }));
    }
  expect(clocks.receiver()).toBeUndefined();
});

import { expect, test } from "vitest";
import { MINUTE_MS } from "../durations.ts";
import { condensation } from "./condensation.ts";
import { course, doubted, numbers, series, winterDay, wobble } from "./labelled.fixture.ts";
import { particleOrder } from "./particle-order.ts";
import { swapped } from "./swapped.ts";
import { twoChannels } from "./two-channels.ts";

test("two channels: both the difference and its part must be exceeded", () => {
  // |A − B| and by the mean: 2 and 100 %; 6 and 60 %; 6 and 75 %; 5 and 91 %; 20 and 18 %; 95 and 182 %.
  const a = series([3, 13, 11, 8, 120, 100]);
  const b = series([1, 7, 5, 3, 100, 5]);
  expect(doubted(a, twoChannels.run({ a, b }))).toEqual([2, 5]);
  expect(doubted(a, twoChannels.run({ a: b, b: a }))).toEqual([2, 5]);
});

test("two channels: exactly 70 % is agreement, and where one has nothing, nothing is said", () => {
  // 13.5 and 6.5: difference 7, mean 10.
  expect(twoChannels.run({ a: series([13.5]), b: series([6.5]) })).toEqual([]);
  expect(twoChannels.run({ a: series([100, 100]), b: [] })).toEqual([]);
  expect(twoChannels.run({ a: series([0]), b: series([0]) })).toEqual([]);
});

test("particle order: an hour in which PM2.5 is the larger; noise around equality is none", () => {
  const everyMs = 5 * MINUTE_MS;
  const fine = series(
    Array.from({ length: 36 }, (_, i) => 10 + wobble(i)),
    everyMs,
  );
  const coarse = series(
    Array.from({ length: 36 }, (_, i) => (i >= 12 && i < 24 ? 5 : 10.3 + wobble(i))),
    everyMs,
  );
  expect(doubted(fine, particleOrder.run({ fine, coarse }))).toEqual(numbers(12, 23));
});

test("condensation: droplets of a foggy night are doubted, smoke in dry air and humid clean air are not", () => {
  const humidityAt = (hour: number) => (hour >= 26 && hour < 32 ? 99 : 70);
  const humidity = course(60, humidityAt);
  const fog = course(60, (hour) => 8 + (hour >= 26 && hour < 32 ? 30 : 0));
  expect(doubted(fog, condensation.run({ particles: fog, humidity }))).toEqual(numbers(26, 31));
  const smoke = course(60, (hour) => 8 + (hour >= 40 && hour < 46 ? 80 : 0));
  expect(condensation.run({ particles: smoke, humidity })).toEqual([]);
  const clean = course(60, (hour) => 6 + 0.8 * (humidityAt(hour) > 90 ? 6 : 0));
  expect(condensation.run({ particles: clean, humidity })).toEqual([]);
  // Nothing dry to compare with.
  expect(condensation.run({ particles: fog, humidity: course(60, () => 98) })).toEqual([]);
});

const inRoom = (hour: number) => 20 + 0.5 * wobble(hour, 4);
const outdoors = (hour: number) => winterDay(hour) + 0.3 * wobble(hour, 5);

test("swapped: a probe indoors and one outdoors that were exchanged on the third day", () => {
  const isExchanged = (hour: number) => hour >= 48;
  const one = course(96, (hour) => (isExchanged(hour) ? inRoom(hour) : outdoors(hour)));
  const other = course(96, (hour) => (isExchanged(hour) ? outdoors(hour) : inRoom(hour)));
  const near = { nearOne: course(96, winterDay), nearOther: course(96, () => 20) };
  const found = swapped.run({ quantity: "temperature", one, other, ...near });
  expect(doubted(one, found)).toEqual(numbers(48, 95));
});

test("swapped: two that are right, and two of which one is broken, are not exchanged", () => {
  const near = { nearOne: course(96, winterDay), nearOther: course(96, () => 20) };
  const right = { one: course(96, outdoors), other: course(96, inRoom) };
  expect(swapped.run({ quantity: "temperature", ...right, ...near })).toEqual([]);
  const broken = { one: course(96, () => 45), other: course(96, inRoom) };
  expect(swapped.run({ quantity: "temperature", ...broken, ...near })).toEqual([]);
});

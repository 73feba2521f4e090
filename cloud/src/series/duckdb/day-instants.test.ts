import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY_MS } from "../days/day-block.ts";
import { createDayInstants } from "./day-instants.ts";

const DAY = 20_000;
const START = DAY * DAY_MS;
const MINUTE = 60_000;

const inADay = fc.oneof(
  fc.nat(1439).map((minute) => minute * MINUTE + 7),
  fc.nat(DAY_MS - 1),
);
const event = fc.record({
  kind: fc.constantFrom("begin", "note", "note", "note", "forget", "forget day"),
  sensor: fc.integer({ min: 1, max: 3 }),
  day: fc.integer({ min: DAY - 1, max: DAY + 1 }),
  offset: inADay,
});

test("what was noted of a day that is known is never called absent, and what was not is, on a grid or beside it", () => {
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 200 }),
      fc.constantFrom(0, 1, MINUTE, 7 * MINUTE),
      (events, step) => {
        const instants = createDayInstants();
        /** By sensor and day, while it is known. */
        const model = new Map<string, Set<number>>();
        for (const { kind, sensor, day, offset } of events) {
          const at = day * DAY_MS + offset;
          const key = `${sensor}/${day}`;
          if (kind === "begin") {
            instants.begin(sensor, day, step, START + 7);
            model.set(key, new Set());
          } else if (kind === "note") {
            instants.note(sensor, at);
            model.get(key)?.add(at);
          } else if (kind === "forget") {
            instants.forget(sensor, day);
            model.delete(key);
          } else {
            instants.forgetDay(day);
            for (const other of [1, 2, 3]) model.delete(`${other}/${day}`);
          }
          expect(instants.isUnknown(sensor, at)).toBe(!model.has(key));
          expect(instants.mayHave(sensor, at)).toBe(model.get(key)?.has(at));
          if (model.has(key)) expect(instants.isOfKnownDay(at)).toBe(true);
        }
        if (model.size === 0) expect(instants.bytes()).toBe(0);
      },
    ),
  );
});

test("days before 1970 and of clocks that are centuries ahead are days as others", () => {
  const instants = createDayInstants();
  for (const day of [-20_000, -1, 0, 2_900_000]) {
    const at = day * DAY_MS + 5 * MINUTE;
    instants.begin(1, day, MINUTE, at);
    instants.note(1, at);
    expect([at, at + MINUTE, at + 1].map((one) => instants.mayHave(1, one))).toEqual([
      ...[true, false, false],
    ]);
  }
});

test("memory is bounded, however many days are learned and however irregular they are; what was of use last stays", () => {
  const most = 1024 * 1024;
  const instants = createDayInstants(most);
  for (let sensor = 1; sensor <= 2000; sensor++) {
    instants.begin(sensor, DAY, sensor % 2 === 0 ? MINUTE : 0, START);
    for (let place = 0; place < 200; place++) instants.note(sensor, START + place * 7919);
    instants.mayHave(1, START);
    expect(instants.bytes()).toBeLessThanOrEqual(1.3 * most);
  }
  expect(instants.isUnknown(2000, START)).toBe(false);
  expect(instants.isUnknown(1, START)).toBe(false);
  expect(instants.isUnknown(500, START)).toBe(true);
});

test("of a day with an instant each millisecond nothing is certain, and its memory is given back", () => {
  const instants = createDayInstants();
  instants.begin(1, DAY, 0, START);
  for (let offset = 0; offset <= 100_000; offset++) instants.note(1, START + offset);
  expect(instants.bytes()).toBeLessThan(1000);
  expect(instants.mayHave(1, START + DAY_MS - 1)).toBe(true);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY_MS } from "../days/day-block.ts";
import { type BegunDay, createDayInstants } from "./day-instants.ts";

const DAY = 20_000;
const START = DAY * DAY_MS;
const MINUTE = 60_000;

const inADay = fc.oneof(
  fc.nat(1439).map((minute) => minute * MINUTE + 7),
  fc.nat(DAY_MS - 1),
);
const event = fc.record({
  kind: fc.constantFrom(
    ...["begin", "begin in parts", "put", "complete", "complete"],
    ...["note", "note", "note", "forget", "forget day"],
  ),
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
        /** By sensor and day, while it is known or begun. */
        const model = new Map<
          string,
          { all: Set<number>; isComplete: boolean; inParts: boolean }
        >();
        /** The last that was begun, which counts, and whichever was begun before, which does not. */
        const begun = new Map<string, BegunDay[]>();
        for (const { kind, sensor, day, offset } of events) {
          const at = day * DAY_MS + offset;
          const key = `${sensor}/${day}`;
          const known = model.get(key);
          const [latest, ...earlier] = begun.get(key) ?? [];
          if (kind === "begin" || kind === "begin in parts") {
            const inParts = kind === "begin in parts";
            const one = instants.begin(sensor, day, inParts ? 0 : step, START + 7);
            begun.set(key, [one, ...(begun.get(key) ?? [])]);
            model.set(key, { all: new Set(), isComplete: false, inParts });
          } else if (kind === "put") {
            // One that was begun anew since is out of use.
            for (const one of earlier) one.put(at);
            if (known?.isComplete === false) {
              latest?.put(at);
              known.all.add(at);
            }
          } else if (kind === "complete") {
            for (const one of earlier) one.complete();
            if (known?.isComplete === false) {
              const part = Float64Array.of(at, at + 10).filter((one) => one < (day + 1) * DAY_MS);
              latest?.complete(known.inParts ? [part] : undefined);
              if (known.inParts) for (const one of part) known.all.add(one);
              known.isComplete = true;
            } else if (known === undefined) latest?.complete();
          } else if (kind === "note") {
            instants.note(sensor, at);
            known?.all.add(at);
          } else if (kind === "forget") {
            instants.forget(sensor, day);
            model.delete(key);
          } else {
            instants.forgetDay(day);
            for (const other of [1, 2, 3]) model.delete(`${other}/${day}`);
          }
          const now = model.get(key);
          expect(instants.isUnknown(sensor, at)).toBe(now?.isComplete !== true);
          expect(instants.mayHave(sensor, at)).toBe(
            now?.isComplete === true ? now.all.has(at) : undefined,
          );
          if (now !== undefined) expect(instants.isOfKnownDay(at)).toBe(true);
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
    instants.begin(1, day, MINUTE, at).complete();
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
    instants.begin(sensor, DAY, sensor % 2 === 0 ? MINUTE : 0, START).complete();
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
  instants.begin(1, DAY, 0, START).complete();
  for (let offset = 0; offset <= 100_000; offset++) instants.note(1, START + offset);
  expect(instants.bytes()).toBeLessThan(1000);
  expect(instants.mayHave(1, START + DAY_MS - 1)).toBe(true);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { everies, everyNames, everyOf, NIGHT, wishesOf } from "./wanted.ts";

test("a form that is sent as it was shown changes nothing that a program has set", () => {
  const minutes = fc.integer({ min: 0, max: 7 * 1_440 });
  const quiet = fc.constantFrom(null, NIGHT, { from: "20:30", until: "06:15" });
  fc.assert(
    fc.property(minutes, quiet, (everyMinutes, before) => {
      const shown = { quiet: before === null ? "no" : "yes", every: everyOf(everyMinutes) };
      expect(wishesOf(shown, { quiet: before, everyMinutes })).toEqual({
        quiet: before,
        everyMinutes,
      });
    }),
  );
});

test("what is chosen anew holds, and what no form offers is six hours", () => {
  for (const every of everyNames)
    expect(wishesOf({ quiet: "yes", every }, undefined)).toEqual({
      quiet: NIGHT,
      everyMinutes: everies[every],
    });
  expect(wishesOf({ quiet: "no", every: "never" }, { quiet: NIGHT, everyMinutes: 0 })).toEqual({
    quiet: null,
    everyMinutes: 360,
  });
});

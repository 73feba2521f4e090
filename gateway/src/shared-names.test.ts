import fc from "fast-check";
import { expect, test } from "vitest";
import { createSharedNames } from "./shared-names.ts";

const noon = 1_795_521_600_000;
const minute = 60_000;

const open = () => {
  const noticed: string[] = [];
  const names = createSharedNames(({ name, addresses }) =>
    noticed.push(`${name}: ${addresses.join(", ")}`),
  );
  const note = (boot: string, at: number, arrived = at, sender = `esp-${boot}`) =>
    names.note({ station: "workshop", boot, at, arrived, sender });
  return { names, note, noticed };
};

test("two devices that take turns under one name are noticed once, with who they are", () => {
  const { names, note, noticed } = open();
  for (let turn = 0; turn < 10; turn++) {
    note("aaaaaaaa", noon + turn * minute);
    note("bbbbbbbb", noon + turn * minute);
  }
  expect(noticed).toEqual(["workshop: esp-aaaaaaaa, esp-bbbbbbbb"]);
  const now = noon + 10 * minute;
  expect(names.all(now)).toMatchObject([{ name: "workshop", last: noon + 9 * minute }]);
  expect(names.all(now + 61 * minute)).toEqual([]);
});

test("also when both come through one bridge", () => {
  const { note, noticed } = open();
  for (let turn = 0; turn < 5; turn++) {
    note("aaaaaaaa", noon + turn * minute, noon + turn * minute, "bridge");
    note("bbbbbbbb", noon + turn * minute + 30_000, noon + turn * minute + 30_000, "bridge");
  }
  expect(noticed).toEqual(["workshop: bridge"]);
});

test("one device that restarts and sends what it had kept is one device, in whatever order", () => {
  const run = fc.record({ boot: fc.integer({ min: 0, max: 5 }), step: fc.nat({ max: 5 }) });
  fc.assert(
    fc.property(fc.array(run, { maxLength: 60 }), (sent) => {
      const { note, noticed } = open();
      // Each run measures in an hour of its own; what it measured arrives whenever.
      for (const [index, { boot, step }] of sent.entries())
        note(
          `boot000${boot}`,
          noon + boot * 60 * minute + step * minute,
          noon + 400 * minute + index,
        );
      expect(noticed).toEqual([]);
    }),
  );
});

test("a clock that runs ahead does not hide what comes after it", () => {
  const { note, noticed } = open();
  note("aaaaaaaa", noon + 900 * minute, noon);
  for (let turn = 0; turn < 5; turn++) {
    note("aaaaaaaa", noon + turn * minute);
    note("bbbbbbbb", noon + turn * minute);
  }
  expect(noticed).toHaveLength(1);
});

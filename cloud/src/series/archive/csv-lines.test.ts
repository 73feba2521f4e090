import { expect, test } from "vitest";
import { readCsvHeader } from "./csv-lines.ts";

const NEEDED = "station,sensor,at,pm2_5";

test("columns of one name are refused, and each is named", () => {
  expect(readCsvHeader(`${NEEDED},note,at,note,note`)).toEqual({
    ...{ code: "repeated_column", missing: ["at", "note", "note"] },
  });
  expect(readCsvHeader(`${NEEDED},note`)).toMatchObject({ unused: ["note"] });
});

test("a first line of a megabyte is read in little time, whatever its columns are called", () => {
  const names = Array.from({ length: 130_000 }, (_, column) => `a${column}`);
  const before = process.cpuUsage();
  const header = readCsvHeader([NEEDED, ...names].join(","));
  const { user } = process.cpuUsage(before);
  expect("unused" in header && header.unused.length).toBe(names.length);
  // Each name looked for among all others took nine seconds.
  expect(user / 1000).toBeLessThan(3000);
});

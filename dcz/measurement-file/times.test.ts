import { expect, test } from "vitest";
import { brief, good, open, rowsOf, zoneOf } from "./rows-of-text.fixture.ts";

test.each([
  ["2026-01-01T08:00:00+05:30", "2026-01-01T08:00:00+05:30", "2026-01-01T02:30:00.000Z"],
  ["2026-01-01 08:00", "2026-01-01T08:00:00+01:00", "2026-01-01T07:00:00.000Z"],
  ["2026-07-01 08:00:00", "2026-07-01T08:00:00+02:00", "2026-07-01T06:00:00.000Z"],
  ["2026-07-01", "2026-07-01", "2026-06-30T22:00:00.000Z"],
  ["20260701", "2026-07-01", "2026-06-30T22:00:00.000Z"],
  ["2026070108", "2026-07-01T08:00:00+02:00", "2026-07-01T06:00:00.000Z"],
  ["202607010830", "2026-07-01T08:30:00+02:00", "2026-07-01T06:30:00.000Z"],
  ["01/07/2026 08:00", "2026-07-01T08:00:00+02:00", "2026-07-01T06:00:00.000Z"],
  ["1.7.2026 8:05:09", "2026-07-01T08:05:09+02:00", "2026-07-01T06:05:09.000Z"],
  ["01/07/2026 24:00", "2026-07-02T00:00:00+02:00", "2026-07-01T22:00:00.000Z"],
  ["2026/07/01 8:00 PM", "2026-07-01T20:00:00+02:00", "2026-07-01T18:00:00.000Z"],
  ["1782864000", "2026-07-01T00:00:00Z", "2026-07-01T00:00:00.000Z"],
  ["1782864000123", "2026-07-01T00:00:00.123Z", "2026-07-01T00:00:00.123Z"],
  ["2026-07-01T00:00:00.5Z", "2026-07-01T00:00:00.5Z", "2026-07-01T00:00:00.500Z"],
  ["2026-07-01 00:00:00 UTC", "2026-07-01T00:00:00Z", "2026-07-01T00:00:00.000Z"],
  // An offset stays, however it is written.
  ["2026-07-01 08:00:00+05:30", "2026-07-01T08:00:00+05:30", "2026-07-01T02:30:00.000Z"],
  ["2026-07-01T08:00:00.25-0330", "2026-07-01T08:00:00.250-03:30", "2026-07-01T11:30:00.250Z"],
  ["2026-07-01t08:00:00z", "2026-07-01T08:00:00Z", "2026-07-01T08:00:00.000Z"],
  [
    "2026-07-01T08:00:00+02:00[Europe/Paris]",
    "2026-07-01T08:00:00+02:00",
    "2026-07-01T06:00:00.000Z",
  ],
  // What no program reads is not repeated.
  ["2026-07-01T24:00:00Z", "2026-07-02T00:00:00Z", "2026-07-02T00:00:00.000Z"],
  ["2026-06-30T23:59:60Z", "2026-07-01T00:00:00Z", "2026-07-01T00:00:00.000Z"],
  // Years of two digits, and months by their names, as spreadsheets and mail write them.
  ["01/07/26 08:00", "2026-07-01T08:00:00+02:00", "2026-07-01T06:00:00.000Z"],
  ["31.12.99", "1999-12-31", "1999-12-30T23:00:00.000Z"],
  ["1 juil. 2026 08:00", "2026-07-01T08:00:00+02:00", "2026-07-01T06:00:00.000Z"],
  ["1er juin 2026", "2026-06-01", "2026-05-31T22:00:00.000Z"],
  ["01-Jul-26 08:00", "2026-07-01T08:00:00+02:00", "2026-07-01T06:00:00.000Z"],
  ["1. März 2026 08:00", "2026-03-01T08:00:00+01:00", "2026-03-01T07:00:00.000Z"],
  ["Jul 1, 2026 8:00 PM", "2026-07-01T20:00:00+02:00", "2026-07-01T18:00:00.000Z"],
  ["Wed, 01 Jul 2026 08:00:00 GMT", "2026-07-01T08:00:00Z", "2026-07-01T08:00:00.000Z"],
  [
    "Wed Jul 01 2026 08:00:00 GMT+0200 (CEST)",
    "2026-07-01T08:00:00+02:00",
    "2026-07-01T06:00:00.000Z",
  ],
  ["01/07/2026 à 08h30", "2026-07-01T08:30:00+02:00", "2026-07-01T06:30:00.000Z"],
  ["2026-07-01_08:00:00", "2026-07-01T08:00:00+02:00", "2026-07-01T06:00:00.000Z"],
  // A clock that stays on winter time says so.
  ["2026-07-01 08:00 CET", "2026-07-01T08:00:00+01:00", "2026-07-01T07:00:00.000Z"],
  ["2026-07-01 08:00 CEST", "2026-07-01T08:00:00+02:00", "2026-07-01T06:00:00.000Z"],
  // The United States' clock.
  ["7/1/2026 8:00 AM", "2026-07-01T08:00:00+02:00", "2026-07-01T06:00:00.000Z"],
  ["2026-07-01 8h", "2026-07-01T08:00:00+02:00", "2026-07-01T06:00:00.000Z"],
  ["1782864000123456", "2026-07-01T00:00:00.123Z", "2026-07-01T00:00:00.123Z"],
  ["1782864000123456789", "2026-07-01T00:00:00.123Z", "2026-07-01T00:00:00.123Z"],
  ["2024-02-29", "2024-02-29", "2024-02-28T23:00:00.000Z"],
])("the time %s", async (text, at, instant) => {
  const [row] = await good(`at;pm2_5\n${text};1\n`, { zone: zoneOf("Europe/Paris") });
  expect([row?.at, new Date(row?.ms ?? 0).toISOString()]).toEqual([at, instant]);
});

test.each([
  ...[
    "2026-02-30",
    "2025-02-29",
    "2026-01-01T25:00",
    "2026-01-01T24:01",
    "31/02/2026",
    "13/13/2026",
  ],
  // "Never", in some programs: not a day of 1901.
  "0001-01-01T00:00:00Z",
  ...[
    "2026-01-01T08:60",
    "today",
    "12",
    "26-07-01",
    "31 juin 2026",
    "1 brumaire 2026",
    "Smarch 1, 2026",
    "2026-1",
    "2026-01-01T08:00:00+1x",
    "1999999",
  ],
])("%s is no time", async (text) => {
  expect((await rowsOf(`at;pm2_5\n${text};1\n`)).map(brief)).toEqual([[2, "time"]]);
});

test("dates have the month first where one of the file's can only be read so, and that is said", async () => {
  const text = "at;pm2_5\n1/2/2026 8:00;1\n1/13/2026 8:00;2\n";
  const opened = await open(text);
  if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
  const rows = [];
  for await (const batch of opened.file.rows()) rows.push(...batch);
  expect(rows.map(brief)).toEqual([
    [2, "2026-01-02T08:00:00+01:00", { pm2_5: 1 }],
    [3, "2026-01-13T08:00:00+01:00", { pm2_5: 2 }],
  ]);
  expect(opened.file.notes()).toEqual([{ kind: "month_first", line: 3, text: "1/13/2026 8:00" }]);
  // A date with the day first stands against it: nobody knows, and the other is a wrong row.
  const both = await rowsOf("at;pm2_5\n1/13/2026;2\n13/1/2026;1\n1/2/2026;3\n");
  expect(both.map(brief)).toEqual([
    [2, "time"],
    [3, "2026-01-13", { pm2_5: 1 }],
    [4, "2026-02-01", { pm2_5: 3 }],
  ]);
});

test("the hour that autumn repeats is read in the order of the file, upwards and downwards", async () => {
  const local = ["01:30", "02:00", "02:30", "02:00", "02:30", "03:00"];
  const text = (times: readonly string[]) =>
    `at;pm2_5\n${times.map((time) => `2026-10-25 ${time};1`).join("\n")}\n`;
  const utc = ["23:30", "00:00", "00:30", "01:00", "01:30", "02:00"];
  const found = async (times: readonly string[]) =>
    (await good(text(times))).map(({ ms }) => new Date(ms).toISOString().slice(11, 16));
  expect(await found(local)).toEqual(utc);
  expect(await found([...local].reverse())).toEqual([...utc].reverse());
  // An archive that keeps the hour once: the first.
  expect(await found(["01:00", "02:00", "03:00"])).toEqual(["23:00", "00:00", "02:00"]);
  // Of several quantities at one time, each has its own order.
  const long = await good(
    `at;parameter;value\n${["02:00", "02:00"].flatMap((time) => ["pm10", "no2"].map((name) => `2026-10-25 ${time};${name};1`)).join("\n")}`,
  );
  expect(long.map(({ at }) => at.slice(-6))).toEqual(["+02:00", "+02:00", "+01:00", "+01:00"]);
});

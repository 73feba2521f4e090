import { expect, test } from "vitest";
import { columns, csvLine, csvOf } from "./list-csv.ts";

type Listed = Parameters<typeof csvOf>[0];

test("a station is one line with as many cells as there are columns", () => {
  const value = (quantity: string, at: string, value: number) => ({
    ...{ sensor: "sds011", origin: "measured", quantity, at, value, flags: [] },
  });
  const station = {
    ...{ id: "rue-haute", state: "silent", stateAt: "2026-11-27T08:00:00Z", kit: "street-station" },
    ...{ firstSeen: "2026-11-01T00:00:00Z", origins: ["measured"], clockDoubtful: false },
    latest: [
      value("pm2_5", "2026-11-27T07:00:00Z", 9),
      value("pm2_5", "2026-11-27T08:00:00Z", 11.5),
    ],
    sensors: [],
  } as unknown as Listed;
  const line = csvOf(station, 2);
  expect(line.trim().split(",")).toHaveLength(columns.length);
  expect(line).toMatch(/^rue-haute,silent,2026-11-27T08:00:00Z,,.*,2,11\.5,,,,\r\n$/);
});

test("quotes, commas and what a spreadsheet would run are texts", () => {
  expect(csvLine(['a "b", c', "=1+1", "@x", -5, "-5", undefined])).toBe(
    `"a ""b"", c",'=1+1,'@x,-5,-5,\r\n`,
  );
});

import { expect, test } from "vitest";
import { listedQuery, mapAddress, mapQuery } from "./map-query.ts";

const NOW = Date.UTC(2026, 10, 24, 8, 10);
const read = (text: string) => mapQuery(new URLSearchParams(text), NOW);

test("an address is what was asked, and names nothing that is so anyhow", () => {
  const text =
    "quantity=pm2_5&kind=value&quality=sure&end=2026-11-24T05%3A00%3A00.000Z&sort=distance&from=fr-commune-33063&after=0_120_quai&view=coverage";
  expect(mapAddress(read(text))).toBe(`/map?${text}`);
  expect(mapAddress(read(""))).toBe("/map");
});

test("what a page does not know is passed over", () => {
  const wrong = "quantity=x&kind=x&quality=x&sort=distance&from=%2F&after=~&view=x";
  for (const end of ["2026-11-24T05:30:00Z", "2026-11-25T05:00:00Z", "2020-01-01", "x"])
    expect(mapAddress(read(`${wrong}&end=${end}`))).toBe("/map");
});

test("an hour of the last two days is asked of the API, the last one by not naming it", () => {
  expect(listedQuery(read("end=2026-11-22T08:00:00Z"))).toMatchObject({
    ...{ at: "2026-11-22T08:00:00.000Z", quantity: "air", kind: "mean", sort: "high", limit: 20 },
  });
  expect(listedQuery(read("end=2026-11-24T08:00:00Z"))).not.toHaveProperty("at");
});

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Enclosure } from "./enclosure.ts";
import { checkFloorPlan } from "./floor-plan.ts";

const folder = new URL("../../../kits/", import.meta.url);
const kits = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const read = (kit: string): unknown =>
  JSON.parse(readFileSync(new URL(`${kit}/enclosure.json`, folder), "utf8"));

test.each(kits)("in %s everything has its place, and nothing is in the place of another", (kit) => {
  expect(checkFloorPlan(Enclosure.parse(read(kit)))).toEqual([]);
});

test.each([
  ["wall", 0.4],
  ["floor", 9],
  ["cornerRadius", 0],
])("%s of %d mm is refused", (name, value) => {
  expect(
    Enclosure.safeParse({ ...(read("indoor-station") as object), [name]: value }).success,
  ).toBe(false);
});

test("a board over a gland, over the edge, and a body higher than the box are reported", () => {
  const enclosure = Enclosure.parse({
    ...(read("street-station") as object),
    inner: { length: 176, width: 116, height: 30 },
    features: [
      { kind: "board", board: "raspberry-pi-4", at: [20, 20] },
      { kind: "hole", for: "gland", bom: "gland-m20", diameter: 20.5, clear: 28, at: [60, 40] },
      { kind: "board", board: "sds011", at: [120, 34] },
      { kind: "cradle", body: "sps30", at: [120, 8] },
    ],
  });
  expect(checkFloorPlan(enclosure)).toEqual([
    { reason: "overlap", what: ["raspberry-pi-4", "gland"] },
    { reason: "outside", what: ["sds011"] },
    { reason: "too_high", what: ["sps30"] },
  ]);
});

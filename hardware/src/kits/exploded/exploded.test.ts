import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type BomLine, readBom } from "../bom.ts";
import { Enclosure } from "../enclosure/enclosure.ts";
import { languages } from "../language.ts";
import { calloutsOf, enclosureFaults } from "./callouts.ts";
import { drawExploded } from "./svg.ts";

const root = new URL("../../../kits/", import.meta.url);
const kits = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const open = (kit: string): { bom: readonly BomLine[]; enclosure: Enclosure } => {
  const read = (file: string) => readFileSync(new URL(`${kit}/${file}`, root), "utf8");
  const bom = readBom(read("bom.csv"));
  if (!bom.ok) throw new Error(bom.sentences.join("\n"));
  return { bom: bom.lines, enclosure: Enclosure.parse(JSON.parse(read("enclosure.json"))) };
};

describe.each(kits)("%s", (kit) => {
  const { bom, enclosure } = open(kit);

  test.each(languages)("names each part of its box once, in %s", (language) => {
    const callouts = calloutsOf(enclosure, bom, language);
    const parts = enclosure.features.filter(({ kind }) => kind !== "vents" && kind !== "partition");
    expect(callouts).toHaveLength(parts.length + (enclosure.bracket ? 4 : 3));
    expect(callouts.map(({ number }) => number)).toEqual(callouts.map((_, index) => index + 1));
    for (const { name } of callouts) expect(name).not.toBe("");
    const svg = drawExploded(enclosure, callouts, kit, language);
    const numbers = [...svg.matchAll(/<text [^>]*>(\d+)<\/text>/g)].map(([, number]) => number);
    expect(numbers.map(Number).toSorted((a, b) => a - b)).toEqual(
      callouts.map(({ number }) => number),
    );
  });

  test("keeps everything on the paper, and no number on another", () => {
    const svg = drawExploded(enclosure, calloutsOf(enclosure, bom, "en"), kit, "en");
    const [left = 0, top = 0, width = 0, height = 0] = (/viewBox="([^"]+)"/.exec(svg)?.[1] ?? "")
      .split(" ")
      .map(Number);
    const points = [...svg.matchAll(/(-?\d+\.\d) (-?\d+\.\d)/g)].map(
      ([, u, v]) => [Number(u), Number(v)] as const,
    );
    expect(points.length).toBeGreaterThan(50);
    for (const [u, v] of points) {
      expect(u).toBeGreaterThanOrEqual(left);
      expect(u).toBeLessThanOrEqual(left + width);
      expect(v).toBeGreaterThanOrEqual(top);
      expect(v).toBeLessThanOrEqual(top + height);
    }
    const circles = [...svg.matchAll(/<circle cx="([^"]+)" cy="([^"]+)"/g)].map(
      ([, x, y]) => [Number(x), Number(y)] as const,
    );
    for (const [index, [x, y]] of circles.entries())
      for (const [otherX, otherY] of circles.slice(index + 1))
        expect(Math.hypot(x - otherX, y - otherY)).toBeGreaterThan(16);
  });

  test("a part of its box that the parts list lost is told", () => {
    expect(enclosureFaults(enclosure, bom)).toEqual([]);
    const [first] = enclosure.features.flatMap((feature) =>
      feature.kind === "board" ? [feature.board] : feature.kind === "cradle" ? [feature.body] : [],
    );
    const without = bom.filter(({ id }) => !id.startsWith(first ?? ""));
    expect(enclosureFaults(enclosure, without)).toEqual([
      `enclosure.json: ${first} has no line in bom.csv.`,
    ]);
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { languages } from "../language.ts";
import { Netlist } from "../netlist.ts";
import { layOut, sizes } from "./layout.ts";
import { drawWiring } from "./svg.ts";
import { wireTable } from "./table.ts";

const folder = new URL("../../../kits/", import.meta.url);
const kits = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const read = (kit: string): Netlist =>
  Netlist.parse(JSON.parse(readFileSync(new URL(`${kit}/netlist.json`, folder), "utf8")));

describe.each(kits)("%s", (kit) => {
  const netlist = read(kit);

  test.each(languages)("no wire lies on another, no box on another (%s)", (language) => {
    const { lanes, parts, width, height } = layOut(netlist, language);
    expect(new Set(lanes.map(({ x }) => x)).size).toBe(netlist.nets.length);
    const lying = lanes.flatMap((lane) =>
      lane.taps.map(({ y, side }) => ({
        wire: lane.wire,
        y,
        from: side === "left" ? 0 : lane.x,
        until: side === "left" ? lane.x : width,
      })),
    );
    for (const one of lying)
      for (const other of lying) {
        if (one === other || one.until <= other.from || other.until <= one.from) continue;
        expect(Math.abs(one.y - other.y)).toBeGreaterThanOrEqual(sizes.row / 2);
      }
    for (const box of parts) {
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
      expect(box.y + box.height).toBeLessThanOrEqual(height + 1);
      for (const { y } of box.pins) {
        expect(y).toBeGreaterThan(box.y + 34);
        expect(y).toBeLessThan(box.y + box.height);
      }
      for (const other of parts)
        if (other.part.side === box.part.side && other.y > box.y)
          expect(other.y).toBeGreaterThan(box.y + box.height);
    }
  });

  test.each(languages)(
    "text is at least 14 pt when the drawing fills an A4 page (%s)",
    (language) => {
      const { width } = layOut(netlist, language);
      const printedWidthMm = 190;
      expect((sizes.text * printedWidthMm) / width / 0.3528).toBeGreaterThanOrEqual(14);
    },
  );

  test("every wire end stands in the drawing and in the table", () => {
    const svg = drawWiring(netlist, kit, "en");
    const rows = wireTable(netlist, "en");
    expect(rows).toHaveLength(netlist.nets.length);
    rows.forEach((row, index) => {
      const net = netlist.nets[index];
      expect(row.ends).toHaveLength(net?.pins.length ?? -1);
      expect(svg.split(`font-weight="bold">${row.wire}</text>`).length - 1).toBeGreaterThanOrEqual(
        net?.pins.length ?? -1,
      );
    });
    expect(svg).toContain("<title");
    expect(svg).toContain("<desc");
  });

  test.each(languages)("the drawing in its folder is the netlist's (%s)", (language) => {
    const info = JSON.parse(readFileSync(new URL(`${kit}/kit.json`, folder), "utf8"));
    const drawn = readFileSync(new URL(`${kit}/wiring.${language}.svg`, folder), "utf8");
    expect(drawn).toBe(drawWiring(netlist, info.name[language], language));
  });
});

import { expect, test } from "vitest";
import { mapQuery } from "./map-query.ts";
import { mapStyle } from "./map-style.ts";

const look = {
  ...{ paper: "#fff", surface: "#fff", ink: "#000", rule: "#ccc", edge: "#777" },
  ...{ accent: "#055", tint: "#eee", isDark: false },
};
/** Half of a mark's height, px. */
const HALF_MARK = 25;

const layoutOf = (id: string, query = "") => {
  const { layers } = mapStyle(
    "https://site.example",
    mapQuery(new URLSearchParams(query), 0),
    look,
  );
  return layers.find((layer) => layer.id === id)?.layout as Record<string, unknown> | undefined;
};

test("communes keep their names where stations are marked, below the mark of the same point", () => {
  expect(layoutOf("stations")).toMatchObject({
    "icon-allow-overlap": true,
    "icon-ignore-placement": true,
  });
  for (const id of ["names", "station-names"]) {
    const { "icon-anchor": anchor, "icon-offset": offset } = layoutOf(id) ?? {};
    expect(anchor).toBe("top");
    expect((offset as number[])[1]).toBeGreaterThanOrEqual(HALF_MARK);
  }
});

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

/** What MapLibre makes of the operators that the marks' names use. */
const evaluated = (expression: unknown, tags: { readonly [name: string]: number }): unknown => {
  if (!Array.isArray(expression)) return expression;
  const [operator, ...parts] = expression as readonly unknown[];
  const of = (part: unknown) => evaluated(part, tags);
  const [first] = parts;
  if (operator === "get") return tags[String(first)] ?? null;
  if (operator === "has") return String(first) in tags;
  if (operator === "to-string") return String(of(first));
  if (operator === "round") return Math.round(Number(of(first)));
  if (operator === "concat") return parts.map(of).join("");
  if (operator === "coalesce") return parts.map(of).find((one) => one !== null);
  if (operator === "case") {
    for (let index = 0; index + 1 < parts.length; index += 2)
      if (of(parts[index]) === true) return of(parts[index + 1]);
    return of(parts.at(-1));
  }
  throw new Error(`unknown operator ${operator}`);
};

test.each([
  [{ value: 12.6, level: 3 }, "mark/3/13/1"],
  [{ level: 2 }, "mark/2/2/1"],
  [{}, "mark/0/?/1"],
  [{ count: 6, value: 12.4, level: 3 }, "mark/3/12/6"],
  [{ count: 6, level: 2 }, "mark/2/2/6"],
  [{ count: 2 }, "mark/0/?/2"],
])("the mark of %j shows the figure, also of several, and for how many it stands", (tags, name) => {
  expect(evaluated(layoutOf("stations")?.["icon-image"], tags)).toBe(name);
});

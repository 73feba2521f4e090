import { readFileSync } from "node:fs";
import { schemes } from "@datacityzen/hardware/look/tokens";
import { expect, test } from "vitest";

test("documents on paper have the colours of the pages", () => {
  const template = readFileSync(new URL("templates/sheet.typ", import.meta.url), "utf8");
  const colours = [...template.matchAll(/^#let ([\w-]+) = rgb\("(#\w+)"\)/gm)];
  const { ink, inkSoft, accent, tint, edge } = schemes.light;
  expect(Object.fromEntries(colours.map(([, name, colour]) => [name, colour]))).toEqual({
    ink,
    "ink-soft": inkSoft,
    accent,
    tint,
    edge,
  });
});

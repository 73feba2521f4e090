import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { quantities } from "../quantities.ts";
import { sensors } from "../sensors.ts";
import { quantitiesPage } from "./quantities-page.ts";
import { sensorsPage } from "./sensors-page.ts";

const root = new URL("../../../", import.meta.url);
const text = (path: string) => readFileSync(new URL(path, root), "utf8");
const example = text("hardware/declared-sensors/sds011.json");

test("docs/sensors.md is what the list says; node hardware/docs.ts writes it", () => {
  expect(text("docs/sensors.md")).toBe(sensorsPage(example));
});

test("docs/quantities.md is what the list says; node hardware/docs.ts writes it", () => {
  expect(text("docs/quantities.md")).toBe(quantitiesPage());
});

test("every sensor has its section, its source file and its captures", () => {
  const page = text("docs/sensors.md");
  for (const { name, model } of Object.values(sensors)) {
    expect(page).toContain(`\n## ${name}\n`);
    expect(existsSync(new URL(`hardware/src/sensors/${model}.ts`, root)), model).toBe(true);
    expect(existsSync(new URL(`hardware/captures/${model}/`, root)), model).toBe(true);
  }
});

test("every link within the page leads to a section", () => {
  const page = text("docs/sensors.md");
  const sections = new Set(
    [...page.matchAll(/^## (.+)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s-]/gu, "")
        .replaceAll(/\s/g, "-"),
    ),
  );
  const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, link]) => link);
  expect(links.length).toBe(Object.keys(sensors).length);
  for (const link of links) expect(sections).toContain(link);
});

test("every quantity has its row", () => {
  const page = text("docs/quantities.md");
  for (const name of Object.keys(quantities)) expect(page).toContain(`| \`${name}\` |`);
});

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./processes.ts";

const decisions = join(root, "docs/decisions");
const pages = readdirSync(decisions).filter((file) => file !== "README.md");

test("decisions are numbered without a gap and listed in order", () => {
  expect(pages.map((file) => Number(file.slice(0, 4)))).toEqual(pages.map((_, index) => index + 1));
  const list = readFileSync(join(decisions, "README.md"), "utf8");
  expect([...list.matchAll(/\((\d{4}-[a-z0-9-]+\.md)\)/g)].map(([, file]) => file)).toEqual(pages);
});

test.each(pages)("%s has its parts", (file) => {
  const text = readFileSync(join(decisions, file), "utf8");
  expect(text).toMatch(/^# \d+\. .+\n\nStatus: .+ Date: \d{4}-\d{2}-\d{2}\.\n/);
  expect([...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual([
    "Context",
    "Decision",
    "Consequences",
    "Alternatives set aside",
  ]);
});

/** Every Markdown page of the repository, dependencies and data left out. */
const markdown = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".md") && !/(^|\/)(node_modules|data|build)\//.test(file),
);

test.each(markdown)("links in %s lead somewhere", (file) => {
  const text = readFileSync(join(root, file), "utf8");
  for (const [, target = ""] of text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    expect(() => readFileSync(join(root, dirname(file), decodeURI(target))), target).not.toThrow(
      /ENOENT/,
    );
  }
});

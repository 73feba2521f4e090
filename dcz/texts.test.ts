import { globSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** Every file of sentences; the root's are the start command's. */
const root = join(import.meta.dirname, "..");
const files = globSync(["start/texts.ts", "dcz/**/{texts,*-texts}.ts"], {
  cwd: root,
}).filter((file) => file !== "dcz/texts.ts");

const keysOf = (value: unknown, path = ""): string[] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => keysOf(inner, `${path}.${key}`))
    : [path];

const leaves = (value: unknown): unknown[] =>
  typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : [value];

test.each(files)("%s says everything in both languages", async (file) => {
  const module = (await import(join(root, file))) as Record<string, { fr: object; en: object }>;
  const [texts, ...others] = Object.values(module);
  expect(others).toEqual([]);
  expect(keysOf(texts?.fr).length).toBeGreaterThan(1);
  expect(keysOf(texts?.en)).toEqual(keysOf(texts?.fr));
  for (const [at, text] of leaves(texts?.fr).entries()) {
    const twin = leaves(texts?.en)[at];
    expect(typeof twin).toBe(typeof text);
    if (typeof text === "function" && typeof twin === "function")
      expect(twin.length).toBe(text.length);
  }
});

test("the sentences of every command were found", () => {
  for (const name of [
    "administration",
    "atlas",
    "command",
    "configure",
    "conflicts",
    "correct",
    "decode",
    "doctor",
    "edge",
    "index",
    "measurement-file",
    "node-red",
    "noise",
    "pollen",
    "quality",
    "quarantine",
    "rescue",
    "reset",
    "sensors",
    "series",
    "settings",
    "simulate",
    "start",
    "territories",
    "update",
    "verify",
    "watch",
  ])
    expect(files.some((file) => file.includes(name))).toBe(true);
});

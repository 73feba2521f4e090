import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { apiProblems } from "./api/problems.ts";
import { modules, problems } from "./modules.ts";

test("modules have names of their own, and so have their problems", () => {
  const names = modules.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const codes = [apiProblems, ...modules.map((module) => module.problems)].flatMap(Object.keys);
  expect(new Set(codes).size).toBe(codes.length);
});

test.each(modules.map(({ name }) => name))("%s is a folder with a README", (name) => {
  expect(existsSync(join(import.meta.dirname, name, "README.md"))).toBe(true);
});

test("docs/errors.md explains each code with its status, and no other", () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/errors.md"), "utf8");
  const explained = [...page.matchAll(/^## `(\w+)`\n\n(\d+)\./gm)].map(
    ([, code, status]) => `${code} ${status}`,
  );
  const given = Object.values(problems).map(({ code, status }) => `${code} ${status}`);
  expect(explained.toSorted()).toEqual(given.toSorted());
});

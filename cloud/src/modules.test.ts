import { globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { getTableName, is } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import { expect, test } from "vitest";
import { apiProblems } from "./api/problems.ts";
import { modules, problems } from "./modules.ts";

test("modules have names of their own, and so have their problems", () => {
  const names = modules.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const codes = [apiProblems, ...modules.map((module) => module.problems)].flatMap(Object.keys);
  expect(new Set(codes).size).toBe(codes.length);
});

/** The folder of a module, its files, and what its README says. */
const folderOf = (name: string) => {
  const folder = join(import.meta.dirname, name);
  return { files: readdirSync(folder), readme: readFileSync(join(folder, "README.md"), "utf8") };
};

test.each(modules)(
  "$name is one folder: README, module, problems, tests",
  ({ name, problems: own }) => {
    const { files } = folderOf(name);
    expect(files).toContain("module.ts");
    expect(files.includes("problems.ts")).toBe(Object.keys(own).length > 0);
    expect(files.some((file) => file.endsWith(".test.ts"))).toBe(true);
  },
);

test.each(modules)("the README of $name has a line for each of its files", ({ name }) => {
  const { files, readme } = folderOf(name);
  const explained = files.filter(
    (file) =>
      /^[a-z-]+(\.contract)?\.ts$/.test(file) && !["module.ts", "problems.ts"].includes(file),
  );
  expect(explained.filter((file) => !readme.includes(`| \`${file}\` |`))).toEqual([]);
});

test("every table of the tables.ts is named by its module, which has tables.ts", async () => {
  const paths = globSync("*/tables.ts", { cwd: import.meta.dirname });
  for (const path of paths) {
    const exported: { [name: string]: unknown } = await import(`./${path}`);
    const tables = Object.values(exported).filter((value) => is(value, PgTable));
    const module = modules.find(({ name }) => name === dirname(path));
    expect(Object.values(module?.tables ?? {}), path).toEqual(expect.arrayContaining(tables));
  }
  const named = modules.flatMap(({ tables }) => Object.values(tables));
  expect(new Set(named.map((table) => getTableName(table))).size).toBe(named.length);
  expect(
    modules
      .filter(({ tables }) => Object.keys(tables).length > 0)
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(paths.map((path) => dirname(path)).toSorted());
});

test("docs/errors.md explains each code with its status, and no other", () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/errors.md"), "utf8");
  const explained = [...page.matchAll(/^## `(\w+)`\n\n(\d+)\./gm)].map(
    ([, code, status]) => `${code} ${status}`,
  );
  const given = Object.values(problems).map(({ code, status }) => `${code} ${status}`);
  expect(explained.toSorted()).toEqual(given.toSorted());
});

import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What stands after `from` in an import that is more than types. */
const imported =
  /^(?:import (?!type )[^;]*|\} )from "(\.[^"]*|@duckdb\/[^"]*|node:child_process)"/gm;

/** What takes seconds to load or to start: a whole cloud or gateway, a database, another process. */
const startsMuch =
  /^(@duckdb\/.*|node:child_process|.*\/(cloud|gateway|modules|records|connections)\.ts|.*\/duckdb\/(open|group-commit|migrate)\.ts)$/;

const isStoodOn = /\.(fixture|contract)\.ts$/;

const seen = new Map<string, boolean>();

/** Whether a test file, or a fixture that it stands on, starts much. */
const isHeavy = (path: string): boolean => {
  const known = seen.get(path);
  if (known !== undefined) return known;
  seen.set(path, false);
  const imports = [...readFileSync(path, "utf8").matchAll(imported)].map(([, from = ""]) => from);
  const heavy = imports.some(
    (from) => startsMuch.test(from) || (isStoodOn.test(from) && isHeavy(join(dirname(path), from))),
  );
  seen.set(path, heavy);
  return heavy;
};

/** The test files of workspaces and commands that start a cloud, a gateway, a database or a process. */
export const heavyTests = (root: string): string[] =>
  globSync("{hardware,edge,gateway,cloud,dcz,start}/**/*.test.ts", {
    cwd: root,
    exclude: (name) => name === "node_modules",
  }).filter((path) => isHeavy(join(root, path)));

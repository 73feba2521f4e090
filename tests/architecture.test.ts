import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "./processes.ts";

const forbidden = [
  ["hardware/src/a.ts", "@datacityzen/edge/sampler"],
  ["hardware/src/b.ts", "../../edge/src/sampler.ts"],
  ["hardware/src/c.ts", "node:fs"],
  ["edge/src/a.ts", "../../gateway/src/broker.ts"],
  ["edge/src/b.ts", "../../cloud/src/cloud.ts"],
  ["gateway/src/a.ts", "../../edge/src/sampler.ts"],
  ["gateway/src/uplinks/b.ts", "../../../cloud/src/cloud.ts"],
  ["cloud/src/a.ts", "../../gateway/src/broker.ts"],
  ["cloud/src/series/b.ts", "../../../dashboards/app/root.tsx"],
  ["dashboards/app/a.ts", "../../cloud/src/cloud.ts"],
] as const;

const allowed = [
  ["edge/src/allowed.ts", "@datacityzen/hardware/wire/batch"],
  ["gateway/src/allowed.ts", "@datacityzen/hardware/wire/topic"],
  ["cloud/src/allowed.ts", "node:fs"],
  ["dashboards/app/allowed.ts", "@datacityzen/hardware/quantities"],
] as const;

/** A tree with the project's own rules and manifests, and one file for each import. */
let tree: string;
/** What Biome says of each file, by the file's path. */
const found = new Map<string, string[]>();

beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), "dcz-arrows-"));
  const kept = ["biome.json", "package.json"].concat(
    ["hardware", "edge", "gateway", "cloud", "dashboards"].map((name) => `${name}/package.json`),
  );
  for (const file of kept) await cp(join(root, file), join(tree, file), { recursive: true });
  const files = [...forbidden, ...allowed, ["gateway/src/undeclared.ts", "serialport"] as const];
  for (const [path, from] of files) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(
      join(tree, path),
      `import { thing } from "${from}";\n\nexport const other = thing;\n`,
    );
  }
  const { stdout } = spawnSync(
    join(root, "node_modules/.bin/biome"),
    ["lint", "--vcs-enabled=false", "--max-diagnostics=none", "--reporter=json"],
    { cwd: tree, encoding: "utf8" },
  );
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { category: string; location: { path: string | { file: string } } }[];
  };
  for (const { category, location } of diagnostics) {
    const path = typeof location.path === "string" ? location.path : location.path.file;
    found.set(path, [...(found.get(path) ?? []), category]);
  }
});
afterAll(() => rm(tree, { recursive: true }));

test.each(forbidden)("%s may not import %s", (path) => {
  expect(found.get(path)).toContain("lint/style/noRestrictedImports");
});

test.each(allowed)("%s may import %s", (path) => {
  expect(found.get(path) ?? []).toEqual([]);
});

test("a package that a workspace does not declare may not be imported", () => {
  expect(found.get("gateway/src/undeclared.ts")).toContain(
    "lint/correctness/noUndeclaredDependencies",
  );
});

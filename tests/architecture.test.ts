import { spawnSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { arrowsForBiome, rooms } from "./arrows.ts";
import { removeFolder } from "./folders.ts";
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
  // What stands above the workspaces.
  ["edge/src/c.ts", "../../dcz/terminal.ts"],
  ["gateway/src/store/above.ts", "../../../start/ports.ts"],
  ["cloud/src/above.test.ts", "../../tests/processes.ts"],
  ["dashboards/server/above.ts", "../../dcz.ts"],
  // Each adapter outside its rooms.
  ["cloud/src/ingest/a.ts", "aedes"],
  ["cloud/src/ingest/b.ts", "@duckdb/node-api"],
  ["cloud/src/ingest/c.ts", "fastify"],
  ["cloud/src/ingest/d.ts", "node:fs/promises"],
  ["cloud/src/ingest/e.ts", "node:net"],
  ["cloud/src/ingest/g.ts", "node:https"],
  ["cloud/src/ingest/h.ts", "node:dns/promises"],
  ["cloud/src/requests/a.ts", "fastify"],
  ["cloud/src/people/a.ts", "nodemailer"],
  ["cloud/src/people/b.ts", "sharp"],
  ["cloud/src/access/a.ts", "aedes"],
  ["cloud/src/access/b.ts", "@duckdb/node-api"],
  ["cloud/src/access/c.ts", "node:fs"],
  ["cloud/src/events/a.ts", "@fastify/cors"],
  ["cloud/src/stations/a.ts", "@duckdb/node-api"],
  ["cloud/src/series/a.ts", "@duckdb/node-api"],
  ["cloud/src/quarantine/a.ts", "@duckdb/node-api"],
  ["cloud/src/broker/a.ts", "@duckdb/node-api"],
  ["cloud/src/duckdb/a.ts", "aedes"],
  ["cloud/src/new-module/a.ts", "node:child_process"],
  ["cloud/src/new-module/b.ts", "drizzle-orm"],
  ["cloud/src/new-module/tables.ts", "pg"],
  ["cloud/src/new-module/queries.ts", "pg"],
  ["cloud/src/ingest/g.ts", "drizzle-orm/pg-core"],
  ["cloud/src/outbox/a.ts", "pg-boss"],
  ["cloud/src/records/a.ts", "../ingest/ingest.ts"],
  ["gateway/src/new-room/a.ts", "node:sqlite"],
  ["gateway/src/broker/a.ts", "node:sqlite"],
  ["gateway/src/outbox/a.ts", "aedes"],
  ["gateway/src/store/a.ts", "mqtt"],
  ["gateway/src/local-page/a.ts", "mqtt"],
  ["edge/src/d.ts", "serialport"],
  ["edge/src/e.ts", "mqtt"],
  ["edge/src/f.ts", "commander"],
  ["edge/src/ports/a.ts", "mqtt"],
  ["dashboards/server/a.ts", "react"],
  ["dashboards/app/b.ts", "fastify"],
  // Rooms of one workspace.
  ["cloud/src/ingest/f.ts", "../duckdb/open.ts"],
  ["cloud/src/access/d.ts", "../broker/broker.ts"],
  ["cloud/src/duckdb/b.ts", "../ingest/ingest.ts"],
  ["cloud/src/series/duckdb/a.ts", "../../api/api.ts"],
  ["gateway/src/store/b.ts", "../outbox/outbox.ts"],
  ["gateway/src/outbox/b.ts", "../broker/broker.ts"],
  ["gateway/src/broker/b.ts", "../uplinks/mqtt.ts"],
] as const;

const allowed = [
  ["edge/src/allowed.ts", "@datacityzen/hardware/wire/batch"],
  ["gateway/src/allowed.ts", "@datacityzen/hardware/wire/topic"],
  ["cloud/src/allowed.ts", "node:path"],
  ["dashboards/app/allowed.ts", "@datacityzen/hardware/quantities"],
  ["cloud/src/broker/allowed.ts", "aedes"],
  ["cloud/src/new-module/allowed-queries.ts", "drizzle-orm"],
  ["cloud/src/records/allowed.ts", "pg"],
  ["cloud/src/duckdb/allowed.ts", "@duckdb/node-api"],
  ["cloud/src/series/duckdb/allowed.ts", "@duckdb/node-api"],
  ["cloud/src/ingest/allowed.test.ts", "aedes"],
  ["cloud/src/ingest/allowed.ts", "../access/may.ts"],
  ["gateway/src/store/allowed.ts", "node:sqlite"],
  ["gateway/src/outbox/allowed.ts", "../store/group-commit.ts"],
  ["gateway/src/uplinks/allowed.ts", "mqtt"],
  ["cloud/src/quarantine/store.ts", "@duckdb/node-api"],
  ["edge/src/ports/allowed.ts", "serialport"],
  ["edge/src/identity.ts", "node:fs"],
  ["dashboards/app/pages/allowed.tsx", "react"],
  ["hardware/src/allowed.test.ts", "node:fs"],
] as const;

/** Files that call `fetch`: past the door for requests, and where it does no harm. */
const fetching = ["cloud/src/people/fetch.ts", "cloud/src/people/fetch.test.ts"] as const;

/** A tree with the project's own rules and manifests, and one file for each import. */
let tree: string;
/** Biome's messages for each file, by the file's path. */
const found = new Map<string, string[]>();

beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), "dcz-arrows-"));
  const kept = ["biome.json", "arrows.biome.json", "package.json"].concat(
    ["hardware", "edge", "gateway", "cloud", "dashboards"].map((name) => `${name}/package.json`),
  );
  for (const file of kept) await cp(join(root, file), join(tree, file), { recursive: true });
  const files = [...forbidden, ...allowed, ["gateway/src/undeclared.ts", "csv-parse"] as const];
  for (const path of fetching) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), `export const answer = await fetch("https://a.example");\n`);
  }
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
afterAll(() => removeFolder(tree));

test.each(forbidden)("%s may not import %s", (path) => {
  expect(found.get(path)).toContain("lint/style/noRestrictedImports");
});

test.each(allowed)("%s may import %s", (path) => {
  expect(found.get(path) ?? []).toEqual([]);
});

test("the cloud calls no address past cloud/src/requests", () => {
  const [outside, inTest] = fetching;
  expect(found.get(outside)).toContain("lint/style/noRestrictedGlobals");
  expect(found.get(inTest) ?? []).toEqual([]);
});

test("a package that a workspace does not declare may not be imported", () => {
  expect(found.get("gateway/src/undeclared.ts")).toContain(
    "lint/correctness/noUndeclaredDependencies",
  );
});

test("the arrows that Biome reads are those of arrows.ts (npm run arrows)", async () => {
  expect(JSON.parse(await readFile(join(root, "arrows.biome.json"), "utf8"))).toEqual(
    arrowsForBiome(),
  );
});

test("every room that has arrows exists, and so does every room it may not import", () => {
  for (const [workspace, inside] of Object.entries(rooms))
    for (const [path, { not = [] }] of Object.entries(inside)) {
      const found = globSync(path, { cwd: join(root, workspace) });
      expect(found, `${workspace}/${path}`).not.toEqual([]);
      for (const other of not)
        expect(existsSync(join(root, workspace, "src", other)), `${workspace}: ${other}`).toBe(
          true,
        );
    }
});

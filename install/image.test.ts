import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

// No container engine runs where the tests run: what the image's files name is compared with the tree.
const root = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const manifest = JSON.parse(read("package.json")) as {
  workspaces: string[];
  dependencies: { node: string };
};
const dockerfile = read("Dockerfile");
const compose = read("compose.yaml");

test("every program that the image or compose.yaml runs is in the tree", () => {
  const programs = [...`${dockerfile}${compose}`.matchAll(/"node", "([^"-][^"]*)"/g)];
  expect(programs.map(([, path]) => path)).toContain("dashboards/server.ts");
  for (const [, path = ""] of programs) expect(existsSync(join(root, path)), path).toBe(true);
  // Files that a build script makes are checked by the next test.
  expect(dockerfile).not.toMatch(/^RUN node /m);
});

test("every script that the image runs is in its workspace", () => {
  const scripts = [...dockerfile.matchAll(/npm run (\S+) --workspace (\S+)/g)];
  expect(scripts).toHaveLength(1);
  for (const [, script = "", workspace = ""] of scripts)
    expect(JSON.parse(read(`${workspace}/package.json`)).scripts).toHaveProperty(script);
});

test("the image installs every workspace, under the Node that the project names", () => {
  for (const workspace of manifest.workspaces)
    expect(dockerfile).toContain(`COPY ${workspace}/package.json ${workspace}/`);
  const images = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
  expect(new Set(images)).toEqual(new Set([`node:${manifest.dependencies.node}-slim`]));
});

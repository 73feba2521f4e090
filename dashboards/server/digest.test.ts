import { cp, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { sourceDigest } from "./digest.ts";

const repository = async () => {
  const root = await mkdtemp(join(tmpdir(), "dashboards-digest-"));
  onTestFinished(() => rm(root, { recursive: true }));
  const workspace = join(root, "dashboards");
  await mkdir(join(workspace, "app/routes"), { recursive: true });
  await mkdir(join(workspace, "public"));
  await mkdir(join(root, "hardware/src"), { recursive: true });
  const files = {
    "app/root.tsx": "root",
    "app/routes/home.tsx": "home",
    "app/routes/home.test.ts": "test",
    "public/icon.svg": "<svg/>",
    "package.json": "{}",
    "react-router.config.ts": "a",
    "vite.config.ts": "b",
    "../hardware/package.json": "{}",
    "../hardware/src/quantities.ts": "c",
    "../package-lock.json": "{}",
  };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(workspace, name), content);
  }
  return { root, workspace };
};

test("the same sources have the same digest wherever they lie", async () => {
  const { root, workspace } = await repository();
  const elsewhere = await mkdtemp(join(tmpdir(), "dashboards-digest-"));
  onTestFinished(() => rm(elsewhere, { recursive: true }));
  await cp(root, elsewhere, { recursive: true });
  expect(await sourceDigest(join(elsewhere, "dashboards"))).toBe(await sourceDigest(workspace));
});

test.each([
  ["a changed page", "app/routes/home.tsx"],
  ["another dependency", "../package-lock.json"],
  ["a quantity of the contract", "../hardware/src/quantities.ts"],
  ["a new file", "app/routes/new.tsx"],
])("%s changes the digest", async (_, name) => {
  const { workspace } = await repository();
  const before = await sourceDigest(workspace);
  await writeFile(join(workspace, name), "changed");
  expect(await sourceDigest(workspace)).not.toBe(before);
});

test("a renamed file changes the digest", async () => {
  const { workspace } = await repository();
  const before = await sourceDigest(workspace);
  await rename(join(workspace, "app/root.tsx"), join(workspace, "app/rooot.tsx"));
  expect(await sourceDigest(workspace)).not.toBe(before);
});

test("a test does not change the digest", async () => {
  const { workspace } = await repository();
  const before = await sourceDigest(workspace);
  await writeFile(join(workspace, "app/routes/home.test.ts"), "changed");
  expect(await sourceDigest(workspace)).toBe(before);
});

import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { Facts, PackageFact } from "./facts.ts";

const Manifest = z.looseObject({
  version: z.string().default(""),
  workspaces: z.array(z.string()).default([]),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

const readManifest = async (file: string) =>
  Manifest.parse(JSON.parse(await readFile(file, "utf8")));

/** A package of a workspace lies in its own node_modules where another workspace wants another version. */
const installed = async (root: string, workspace: string, name: string) => {
  for (const folder of [join(root, workspace), root]) {
    const manifest = await readManifest(join(folder, "node_modules", name, "package.json")).catch(
      () => undefined,
    );
    if (manifest !== undefined) return manifest.version;
  }
  return undefined;
};

/** Compares what the manifests name (exact versions) with what lies in node_modules. */
export const lookAtPackages = async (
  root: string,
): Promise<Pick<Facts, "node" | "packages"> & { readonly installedAt: number }> => {
  const own = await readManifest(join(root, "package.json"));
  const wanted = await Promise.all(
    ["", ...own.workspaces].map(async (workspace) => {
      const manifest = await readManifest(join(root, workspace, "package.json"));
      const all = { ...manifest.dependencies, ...manifest.devDependencies };
      return Object.entries(all).map(([name, version]) => ({ workspace, name, wanted: version }));
    }),
  );
  const facts = await Promise.all(
    wanted.flat().map(async ({ workspace, name, wanted: version }): Promise<PackageFact> => {
      const found = await installed(root, workspace, name);
      return { name, wanted: version, ...(found === undefined ? {} : { found }) };
    }),
  );
  const lock = await stat(join(root, "package-lock.json")).catch(() => undefined);
  return {
    node: { running: process.versions.node, pinned: own.dependencies.node ?? "" },
    packages: {
      count: new Set(facts.map(({ name }) => name)).size,
      wrong: facts.filter(({ wanted: version, found }) => found !== version),
    },
    installedAt: lock?.mtimeMs ?? 0,
  };
};

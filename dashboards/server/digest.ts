import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/** What the bundle is made of, relative to the workspace's folder. */
const sources = [
  "app",
  "public",
  "package.json",
  "react-router.config.ts",
  "vite.config.ts",
  "../hardware/package.json",
  "../hardware/src",
  "../package-lock.json",
];

const filesUnder = async (path: string): Promise<string[]> => {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOTDIR") return undefined;
      throw error;
    },
  );
  if (entries === undefined) return [path];
  return entries
    .filter((entry) => entry.isFile() && !entry.name.includes(".test."))
    .map((entry) => join(entry.parentPath, entry.name));
};

/**
 * A name for the present state of the sources: it changes when a file that reaches the bundle is
 * added, removed, renamed or changed, and with nothing else (no times, no absolute paths).
 */
export const sourceDigest = async (workspace: string): Promise<string> => {
  const files = (await Promise.all(sources.map((path) => filesUnder(join(workspace, path)))))
    .flat()
    .map((path) => ({ path, name: relative(workspace, path).split(sep).join("/") }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const hash = createHash("sha256");
  for (const { path, name } of files) {
    const content = await readFile(path);
    // The lengths keep "ab" + "c" apart from "a" + "bc".
    hash.update(`${name.length} ${name} ${content.length}\n`).update(content);
  }
  return hash.digest("hex").slice(0, 16);
};

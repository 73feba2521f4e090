import { createHash } from "node:crypto";
import { type Dirent, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

export type ArchiveForm = "csv" | "ndjson" | "parquet";

export interface ArchiveFile {
  readonly path: string;
  readonly form: ArchiveForm;
  readonly isPacked: boolean;
  readonly bytes: number;
}

const ENDINGS: readonly (readonly [ending: string, form: ArchiveForm, isPacked: boolean])[] = [
  [".csv", "csv", false],
  [".csv.gz", "csv", true],
  [".ndjson", "ndjson", false],
  [".ndjson.gz", "ndjson", true],
  [".jsonl", "ndjson", false],
  [".jsonl.gz", "ndjson", true],
  [".parquet", "parquet", false],
];

const formOf = (path: string) => ENDINGS.find(([ending]) => path.toLowerCase().endsWith(ending));

export interface FoundFiles {
  readonly files: readonly ArchiveFile[];
  /** Paths that are not there, or whose ending says nothing that can be read. */
  readonly unreadable: readonly { readonly path: string; readonly code: "missing" | "form" }[];
}

/** Files as they were named, and those below folders, in the order of their names. */
export const findArchiveFiles = (paths: readonly string[]): FoundFiles => {
  const files = new Map<string, ArchiveFile>();
  const unreadable: { path: string; code: "missing" | "form" }[] = [];
  const add = (path: string): boolean => {
    const found = formOf(path);
    if (found === undefined) return false;
    const [, form, isPacked] = found;
    files.set(path, { path, form, isPacked, bytes: statSync(path).size });
    return true;
  };
  for (const given of paths) {
    const path = resolve(given);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) unreadable.push({ path: given, code: "missing" });
    else if (found.isDirectory()) {
      const inside = readdirSync(path, { recursive: true, withFileTypes: true }) as Dirent[];
      const names = inside
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
      if (names.sort().filter((name) => add(name)).length === 0)
        unreadable.push({ path: given, code: "form" });
    } else if (!add(path)) unreadable.push({ path: given, code: "form" });
  }
  return { files: [...files.values()], unreadable };
};

/** Names an archive: the same files, unchanged since, have the same name. */
export const archiveName = (files: readonly ArchiveFile[]): string => {
  const hash = createHash("sha256");
  for (const { path, bytes } of files)
    hash.update(JSON.stringify([path, bytes, statSync(path).mtimeMs]));
  return hash.digest("hex").slice(0, 16);
};

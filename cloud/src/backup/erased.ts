import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import * as z from "zod";

/** In DATA_DIR, and beside backups: who was erased, by identifiers alone, a line of JSON for each. */
export const ERASED = "erased.ndjson";

const Line = z.object({ id: z.uuid(), at: z.string() });
export type Erased = z.infer<typeof Line>;

const parseLine = (line: string): Erased[] => {
  try {
    const read = Line.safeParse(JSON.parse(line));
    return read.success ? [read.data] : [];
  } catch {
    // The end of a line that a crash cut off.
    return [];
  }
};

/** Those in a list; none when there is no list. */
export const readErased = async (path: string): Promise<Erased[]> => {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return text.split("\n").flatMap(parseLine);
};

/** Adds to a list those that are not in it. Nothing is ever taken out. */
export const mergeErased = async (path: string, more: readonly Erased[]): Promise<void> => {
  const before = await readErased(path);
  const known = new Set(before.map(({ id }) => id));
  const added = more.filter(({ id }) => !known.has(id));
  if (added.length === 0) return;
  await mkdir(dirname(path), { recursive: true });
  const file = await open(`${path}.new`, "w", 0o600);
  try {
    await file.writeFile([...before, ...added].map((one) => `${JSON.stringify(one)}\n`).join(""));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
};

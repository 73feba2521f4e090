import * as z from "zod";
import { readIfThere, writePrivateFile } from "../private-files/private-file.ts";

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
  const text = (await readIfThere(path)) ?? "";
  return text.split("\n").flatMap(parseLine);
};

/** Adds to a list those that are not in it. Nothing is ever taken out. */
export const mergeErased = async (path: string, more: readonly Erased[]): Promise<void> => {
  const before = await readErased(path);
  const known = new Set(before.map(({ id }) => id));
  const added = more.filter(({ id }) => !known.has(id));
  if (added.length === 0) return;
  const all = [...before, ...added].map((one) => `${JSON.stringify(one)}\n`).join("");
  await writePrivateFile(path, all);
};

import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * The people who were erased, by their identifiers alone, outside the database: a restore of an older
 * backup erases them again.
 */
export interface ErasedList {
  /** On the disk when this resolves. */
  add(id: string, at: Date): Promise<void>;
}

export const openErasedList = (path: string): ErasedList => ({
  async add(id, at) {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, "a", 0o600);
    try {
      await file.appendFile(`${JSON.stringify({ id, at: at.toISOString() })}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  },
});

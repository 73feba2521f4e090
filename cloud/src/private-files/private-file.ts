import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/** The text of a file; undefined when there is none. Throws the system's error when it cannot be read. */
export const readIfThere = (path: string): Promise<string | undefined> =>
  readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });

/** A file that was renamed is there after a cut of power only when its folder is on disk too. */
const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, "r");
  await folder.sync().finally(() => folder.close());
};

/**
 * Writes a file that only its owner reads, and its folder where there is none. It is on disk when this
 * resolves; whoever reads it, also after a cut of power, finds the old text or the new one, never a part.
 */
export const writePrivateFile = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.new`;
  // Left from a start that was interrupted, perhaps with other rights, or a link of somebody else.
  await rm(draft, { force: true });
  const file = await open(draft, "wx", 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  await syncFolder(dirname(path));
};

import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rename, rm, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";

const NAME = /^[0-9a-f]{64}$/;

/** Files of media in a folder, each named by the SHA-256 of what it holds. */
export interface MediaFiles {
  /** A folder for one upload, removed with all that is in it by `done`. */
  begin(): Promise<{ readonly folder: string; done(): Promise<void> }>;
  /** Takes over a file that is on disk already. */
  keep(path: string, sha256: string): Promise<void>;
  read(sha256: string): Promise<{ readonly stream: Readable; readonly bytes: number } | undefined>;
  remove(sha256: string): Promise<void>;
  /** All names; those that nothing knows are set aside, and removed when they stay unknown. */
  names(): AsyncGenerator<string>;
  setAside(sha256: string): Promise<void>;
  takeBack(sha256: string): Promise<void>;
  aside(): Promise<readonly string[]>;
  removeAsideBefore(until: number): Promise<void>;
}

const syncFolder = async (path: string): Promise<void> => {
  const folder = await open(path, "r");
  await folder.sync().finally(() => folder.close());
};

const ignoreMissing = (error: NodeJS.ErrnoException): undefined => {
  if (error.code === "ENOENT") return undefined;
  throw error;
};

export const openMediaFiles = async (folder: string): Promise<MediaFiles> => {
  const incoming = join(folder, "incoming");
  const unknown = join(folder, "unknown");
  // What a program that was killed left half done.
  await rm(incoming, { recursive: true, force: true });
  for (const path of [incoming, unknown]) await mkdir(path, { recursive: true, mode: 0o700 });
  const shelf = (sha256: string): string => {
    if (!NAME.test(sha256)) throw new Error(`"${sha256}" is no name of a file of media.`);
    return join(folder, sha256.slice(0, 2));
  };
  const place = (sha256: string): string => join(shelf(sha256), sha256);
  const aside = (sha256: string): string => {
    shelf(sha256);
    return join(unknown, sha256);
  };
  return {
    async begin() {
      const own = join(incoming, randomUUID());
      await mkdir(own, { mode: 0o700 });
      return { folder: own, done: () => rm(own, { recursive: true, force: true }) };
    },
    async keep(path, sha256) {
      await mkdir(shelf(sha256), { recursive: true, mode: 0o700 });
      await rename(path, place(sha256));
      await syncFolder(shelf(sha256));
      await syncFolder(folder);
    },
    async read(sha256) {
      const file = await open(place(sha256), "r").catch(ignoreMissing);
      if (file === undefined) return undefined;
      const { size } = await file.stat();
      return { stream: file.createReadStream(), bytes: size };
    },
    async remove(sha256) {
      await unlink(place(sha256)).catch(ignoreMissing);
    },
    async *names() {
      for (const each of await readdir(folder))
        if (/^[0-9a-f]{2}$/.test(each))
          for (const name of await readdir(join(folder, each))) if (NAME.test(name)) yield name;
    },
    async setAside(sha256) {
      await rename(place(sha256), aside(sha256)).catch(ignoreMissing);
    },
    async takeBack(sha256) {
      await mkdir(shelf(sha256), { recursive: true, mode: 0o700 });
      await rename(aside(sha256), place(sha256)).catch(ignoreMissing);
    },
    aside: async () => (await readdir(unknown)).filter((name) => NAME.test(name)),
    async removeAsideBefore(until) {
      for (const name of await readdir(unknown)) {
        const found = await stat(join(unknown, name)).catch(ignoreMissing);
        // The change of the name, not of the content: when it was set aside.
        if (found !== undefined && found.ctimeMs < until) await unlink(join(unknown, name));
      }
    },
  };
};

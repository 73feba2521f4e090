import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** What was received: how long it is, and its hash. */
export interface Received {
  readonly bytes: number;
  readonly sha256: string;
}

/** Too long to be an official list of one part of a country. */
export class TooLong extends Error {}

const PART = ".part";

export interface WaitingFile {
  readonly bytes: number;
  readonly parts: AsyncIterable<Uint8Array>;
  /** Whoever stops before the end calls it. */
  close(): void;
}

/** Files that wait to be imported, one by one, under the ids of their imports. */
export interface ImportFolder {
  /** Keeps a file that comes in parts; it is on the disk when this resolves. */
  receive(id: string, parts: AsyncIterable<Uint8Array>, mostBytes: number): Promise<Received>;
  /** Its parts and its length; undefined when it is not there. */
  read(id: string): Promise<WaitingFile | undefined>;
  remove(id: string): Promise<void>;
  /** Removes what no import needs: left by a program that was killed. */
  keepOnly(ids: readonly string[]): Promise<void>;
}

export const openImportFolder = (folder: string): ImportFolder => {
  const pathOf = (id: string) => join(folder, id);
  const remove = (id: string) => rm(pathOf(id), { force: true });
  /** Files that are being received now. */
  const receiving = new Set<string>();

  return {
    async receive(id, parts, mostBytes) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const hash = createHash("sha256");
      let bytes = 0;
      const draft = `${pathOf(id)}${PART}`;
      receiving.add(id);
      try {
        const file = await open(draft, "wx", 0o600);
        try {
          for await (const part of parts) {
            bytes += part.length;
            if (bytes > mostBytes) throw new TooLong();
            hash.update(part);
            // `write` may take a part of it on a disk that is nearly full, and say so only by a number.
            await file.writeFile(part);
          }
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(draft, pathOf(id));
      } catch (error) {
        await rm(draft, { force: true });
        receiving.delete(id);
        throw error;
      }
      return { bytes, sha256: hash.digest("hex") };
    },
    async read(id) {
      const found = await stat(pathOf(id)).catch(() => undefined);
      if (found === undefined) return undefined;
      receiving.delete(id);
      const parts = createReadStream(pathOf(id), { highWaterMark: 256 * 1024 });
      return { bytes: found.size, parts, close: () => void parts.destroy() };
    },
    async remove(id) {
      receiving.delete(id);
      await remove(id);
    },
    async keepOnly(ids) {
      const there = await readdir(folder).catch((): string[] => []);
      for (const name of there) {
        const id = name.endsWith(PART) ? name.slice(0, -PART.length) : name;
        if (!ids.includes(id) && !receiving.has(id)) await rm(pathOf(name), { force: true });
      }
    },
  };
};

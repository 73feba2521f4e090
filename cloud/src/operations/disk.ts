import { statfs } from "node:fs/promises";

export interface DiskRoom {
  /** What a program without special rights may still write. */
  readonly freeBytes: number;
  readonly sizeBytes: number;
}

/** The room on the disk of a folder; undefined when the disk does not say. */
export const readDiskRoom = (folder: string): Promise<DiskRoom | undefined> =>
  statfs(folder).then(
    ({ bavail, blocks, bsize }) => ({ freeBytes: bavail * bsize, sizeBytes: blocks * bsize }),
    () => undefined,
  );

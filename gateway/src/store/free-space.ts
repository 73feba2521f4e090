import { statfsSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";

/** Bytes that this process may still write on the disk that holds `folder`. */
export const freeBytes = (folder: string): number => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
};

/** Freed pages of the file, in bytes, into which many transactions fit. */
const enoughInside = 1024 * 1024;

export interface RoomOptions {
  readonly free: () => number;
  /** Bytes left alone, so that a removal can always be written and the machine keeps running. */
  readonly reserve: number;
}

/**
 * Whether there is room for more. SQLite writes even a removal to its log first: on a disk that
 * is full to the last byte, nothing could be removed any more, and the outbox would stay full
 * for ever. Pages that removals freed inside the file count as space.
 */
export const openRoom = (database: DatabaseSync, { free, reserve }: RoomOptions) => {
  const freePages = database.prepare("pragma freelist_count");
  const { page_size } = database.prepare("pragma page_size").get() as { page_size: number };
  return (): boolean => {
    const outside = free();
    if (outside >= reserve) return true;
    const { freelist_count } = freePages.get() as { freelist_count: number };
    const inside = freelist_count * page_size;
    // What fits into freed pages only passes through the log, whose size is limited.
    return outside + inside >= reserve || (outside >= reserve / 4 && inside >= enoughInside);
  };
};

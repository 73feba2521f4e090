import { statfs } from "node:fs/promises";

/** The last part of a disk is left to readings: a twentieth of it, 200 MB at most. */
const RESERVED_PART = 0.05;
const RESERVED_BYTES = 200_000_000;
const ASK_EVERY_MS = 1_000;

/** Whether the folder's disk has room for more than readings; the system is asked once a second. */
export const roomOnDisk = (folder: string, now: () => number): (() => Promise<boolean>) => {
  let asked = Number.NEGATIVE_INFINITY;
  let answer: Promise<boolean> = Promise.resolve(true);
  return () => {
    if (Math.abs(now() - asked) < ASK_EVERY_MS) return answer;
    asked = now();
    answer = statfs(folder).then(
      ({ bavail, blocks, bsize }) =>
        bavail * bsize >= Math.min(RESERVED_BYTES, RESERVED_PART * blocks * bsize),
      // Whoever cannot be asked does not decide.
      () => true,
    );
    return answer;
  };
};

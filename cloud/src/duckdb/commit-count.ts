import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";

/**
 * How many groups were committed, in a small file beside the database. When the database is found to
 * have fewer, something that was acknowledged is missing: a lost log or a damaged header would else
 * start in silence. It is written after each commit and without a wait for the disk, so that it may be
 * behind after a cut of power, and is never ahead.
 */
export interface CommitCount {
  /** What the file said when it was opened; 0 when there was none, or none that can be read. */
  readonly before: number;
  write(groups: number): void;
  close(): void;
}

/** Two slots are written in turn: one of them is whole, whenever the process ends. */
const SLOT_BYTES = 64;

const checksumOf = (text: string): number => {
  let sum = 0x811c9dc5;
  for (const character of text) sum = Math.imul(sum ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return sum;
};

const slotOf = (groups: number): string =>
  `dcz ${groups} ${checksumOf(String(groups))}`.padEnd(SLOT_BYTES - 1).concat("\n");

const readSlot = (text: string): number => {
  const [, groups = "", sum] = /^dcz (\d+) (\d+) *\n$/.exec(text) ?? [];
  return groups !== "" && checksumOf(groups) === Number(sum) ? Number(groups) : 0;
};

/** What the file at this path says; 0 when there is none, or none that can be read. */
export const readCommitCount = (path: string): number => {
  try {
    const text = readFileSync(path, "latin1");
    return Math.max(readSlot(text.slice(0, SLOT_BYTES)), readSlot(text.slice(SLOT_BYTES)));
  } catch {
    return 0;
  }
};

export const openCommitCount = (path: string): CommitCount => {
  const before = readCommitCount(path);
  const file = openSync(path, "a+");
  closeSync(file);
  const descriptor = openSync(path, "r+");
  let turn = 0;
  return {
    before,
    write(groups) {
      turn = 1 - turn;
      try {
        writeSync(descriptor, slotOf(groups), turn * SLOT_BYTES, "latin1");
      } catch {
        // A full disk: the count stays behind, and nothing is reported that is not so.
      }
    },
    close() {
      fsyncSync(descriptor);
      closeSync(descriptor);
    },
  };
};

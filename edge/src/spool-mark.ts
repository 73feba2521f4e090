import { readFileSync, writeFileSync } from "node:fs";
import { crc32 } from "node:zlib";

/**
 * What the spool held after its last transaction, in a small file beside it: without this second
 * witness nobody would know that a file which was deleted or damaged had held something.
 */
export interface Mark {
  /** The highest id that was given to a message. */
  readonly lastId: number;
  /** Messages that waited. */
  readonly waiting: number;
}

const pathOf = (spool: string): string => `${spool}.mark`;

const format = ({ lastId, waiting }: Mark): string => {
  const text = `${lastId} ${waiting}`;
  return `${text} ${crc32(text)}\n`;
};

/** The mark of the spool in the file `spool`, or undefined when there is none that can be believed. */
export const readMark = (spool: string): Mark | undefined => {
  try {
    const text = readFileSync(pathOf(spool), "latin1");
    const [lastId, waiting] = text.split(" ").map(Number);
    const mark = { lastId: lastId ?? 0, waiting: waiting ?? 0 };
    return format(mark) === text ? mark : undefined;
  } catch {
    return undefined;
  }
};

/** Not synchronised: after a cut of power an older mark is there, which knows fewer ids. */
export const writeMark = (spool: string, mark: Mark): void => {
  try {
    writeFileSync(pathOf(spool), format(mark));
  } catch {
    // The disk's own trouble shows in the next transaction.
  }
};

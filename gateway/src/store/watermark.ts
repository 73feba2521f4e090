import { closeSync, existsSync, openSync, readFileSync, writeSync } from "node:fs";

/**
 * What the database held at its last transaction, in a small file beside it. A damaged
 * write-ahead log ends in silence at its last good frame: without a second witness nobody would
 * know that acknowledged messages are gone.
 */
export interface Mark {
  /** The highest id that was given to a message. */
  readonly lastId: number;
  /** Messages that waited. */
  readonly waiting: number;
}

export interface Watermark {
  /** The mark of the last run, or undefined when there is none that can be believed. */
  readonly before: Mark | undefined;
  readonly write: (mark: Mark) => void;
  readonly close: () => void;
}

const checksum = (text: string): string => {
  let sum = 0x811c9dc5;
  for (const character of text) sum = Math.imul(sum ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return sum.toString(16).padStart(8, "0");
};

const format = ({ lastId, waiting }: Mark): string => {
  const text = `${String(lastId).padStart(16, "0")} ${String(waiting).padStart(16, "0")}`;
  return `${text} ${checksum(text)}\n`;
};

const parse = (text: string): Mark | undefined => {
  const found = /^(\d{16}) (\d{16}) [0-9a-f]{8}\n/.exec(text);
  if (found === null) return undefined;
  const mark = { lastId: Number(found[1]), waiting: Number(found[2]) };
  return format(mark) === found[0] ? mark : undefined;
};

/**
 * Written after the transaction is on disk and not synchronised itself: a cut of power leaves an
 * older mark, which claims less than there is.
 */
export const openWatermark = (path: string): Watermark => {
  const before = existsSync(path) ? parse(readFileSync(path, "latin1")) : undefined;
  const file = openSync(path, existsSync(path) ? "r+" : "w+");
  return {
    before,
    write: (mark) => {
      try {
        writeSync(file, format(mark), 0, "latin1");
      } catch {
        // The disk's own trouble shows in the next transaction; an older mark claims less.
      }
    },
    close: () => closeSync(file),
  };
};

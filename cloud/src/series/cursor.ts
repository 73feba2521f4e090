import { crc32 } from "node:zlib";
import { Problem } from "../api/problems.ts";
import { seriesProblems } from "./problems.ts";
import type { Range } from "./store.ts";

/**
 * Where an answer goes on: the rest of the range that was asked for, as text. It holds the end of the range, so that "until
 * now" is the same for each page. It opens nothing: whoever asks sees what they would see without it.
 */
export type Cursor = Range;

/** What a cursor belongs to: the parts of the question that stay the same from page to page. */
export type CursorOf = readonly (string | undefined)[];

/** A range that ends in 1970 may begin before it. */
const TEXT = /^(-?[0-9a-z]{1,10})\.(-?[0-9a-z]{1,10})\.([0-9a-z]{1,7})$/;

const checkOf = (from: string, until: string, question: CursorOf): string =>
  crc32(JSON.stringify([from, until, ...question])).toString(36);

export const writeCursor = (rest: Cursor, question: CursorOf): string => {
  const [from, until] = [rest.from.toString(36), rest.until.toString(36)];
  return `${from}.${until}.${checkOf(from, until, question)}`;
};

export const readCursor = (text: string, question: CursorOf): Cursor => {
  const [, from = "", until = "", check] = TEXT.exec(text) ?? [];
  if (check !== checkOf(from, until, question))
    throw new Problem(
      seriesProblems.cursor_invalid,
      'The cursor is not one of this question: take "next" as it was answered, with the same station, quantity and other parameters, or begin again without a cursor.',
    );
  return { from: Number.parseInt(from, 36), until: Number.parseInt(until, 36) };
};

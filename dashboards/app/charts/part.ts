import type { Part } from "./marks.ts";

/** Shorter than this a chart shows nothing more: stations measure every second at most. */
const SHORTEST_MS = 10_000;

/** The part as far as it lies in the whole: moved into it where it is shorter, undefined where it is all of it. */
export const partWithin = (part: Part, whole: Part): Part | undefined => {
  const length = Math.max(SHORTEST_MS, part.until - part.from);
  if (length >= whole.until - whole.from) return undefined;
  const middle = (part.from + part.until) / 2;
  const from = Math.min(Math.max(whole.from, middle - length / 2), whole.until - length);
  return { from: Math.round(from), until: Math.round(from + length) };
};

/** Half of the part, twice of it, or the part beside it; around `at` where somebody reads there. */
export const nextPart = (
  part: Part,
  change: "nearer" | "further" | "earlier" | "later",
  at?: number,
): Part => {
  const length = part.until - part.from;
  const isIn = at !== undefined && at >= part.from && at < part.until;
  const middle = isIn ? at : (part.from + part.until) / 2;
  const around = (width: number, center: number): Part => ({
    from: center - width / 2,
    until: center + width / 2,
  });
  switch (change) {
    case "nearer":
      return around(length / 2, middle);
    case "further":
      return around(length * 2, middle);
    case "earlier":
      return { from: part.from - length / 2, until: part.until - length / 2 };
    case "later":
      return { from: part.from + length / 2, until: part.until + length / 2 };
    default:
      return change satisfies never;
  }
};

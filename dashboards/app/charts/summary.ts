import { type Extremes, extremesOf, meanOf } from "@datacityzen/hardware/averaging/summary";
import { emptySums, mergeSums } from "@datacityzen/hardware/averaging/sums";
import type { Line, Picture, Slot } from "./picture.ts";

/** What can be said of some readings in one sentence. */
export interface Summary {
  /** Undefined for directions that cancel each other. */
  readonly mean: number | undefined;
  readonly extremes: Extremes;
  readonly count: number;
  /** Readings that complete slots would have had; null when the sensor's rhythm is not known. */
  readonly expected: number | null;
  /** Flags that any of the readings has. */
  readonly flags: readonly string[];
}

/** From `since` (UTC ms) to `now`: a station is not asked for what was before it or is still to come. */
export interface Span {
  readonly since: number;
  readonly now: number;
}

const HOUR = 3_600_000;

/** The day of one line, or undefined when it has no reading. */
export const summaryOf = (picture: Picture, line: Line, span: Span): Summary | undefined =>
  summarise(picture, line, span, line.slots);

export type Hour = {
  readonly at: number;
  /** It is not over, or the station came in the middle of it. */
  readonly partial: boolean;
  /** Readings that enter no mean: no instrument gives their values. */
  readonly leftOut: number;
} & (Summary | { readonly count: 0; readonly expected: number | null });

/**
 * The line hour by hour (or slot by slot where those are longer), newest first, hours without a
 * reading included: they are the news. The picture's first hour is left out unless it is whole.
 */
export const hoursOf = (picture: Picture, line: Line, span: Span): readonly Hour[] => {
  const length = Math.max(HOUR, picture.every);
  const first = Math.max(
    Math.ceil(picture.from / length) * length,
    Math.floor(span.since / length) * length,
  );
  const last = Math.floor(span.now / length) * length;
  const rows = Math.max(0, (last - first) / length + 1);
  const hours = Array.from({ length: rows }, (_, row) => last - row * length);
  return hours.map((at) => {
    const begin = (at - picture.from) / picture.every;
    const slots = line.slots.slice(begin, begin + length / picture.every);
    const summary = summarise(picture, line, span, slots, begin);
    const partial = at + length > span.now || at < span.since;
    const leftOut = slots.reduce((sum, slot) => sum + (slot?.leftOut ?? 0), 0);
    if (summary) return { at, partial, leftOut, ...summary };
    return {
      at,
      partial,
      leftOut,
      count: 0,
      expected: expectedOf(picture, line, span, slots, begin),
    };
  });
};

const summarise = (
  picture: Picture,
  line: Line,
  span: Span,
  slots: readonly (Slot | null)[],
  begin = 0,
): Summary | undefined => {
  const present = slots.filter((slot) => slot !== null);
  const sums = present.map((slot) => slot.sums).reduce(mergeSums, emptySums);
  const extremes = extremesOf(sums, picture.averaging);
  if (extremes === undefined) return undefined;
  return {
    mean: meanOf(sums, picture.averaging),
    extremes,
    count: sums.count,
    expected: expectedOf(picture, line, span, slots, begin),
    flags: [...new Set(present.flatMap(({ flags }) => flags))],
  };
};

/**
 * Expected readings of consecutive slots from index `begin` on. The store leaves empty slots out:
 * for them the line's densest rhythm holds, so that a silence is never made smaller than it was.
 * Slots at the span's ends count for the part that lies in it.
 */
const expectedOf = (
  { from, every }: Picture,
  line: Line,
  { since, now }: Span,
  slots: readonly (Slot | null)[],
  begin: number,
): number | null => {
  const rhythm = Math.max(...line.slots.map((slot) => slot?.expected ?? 0));
  if (rhythm === 0) return null;
  return slots.reduce((sum, slot, index) => {
    const start = from + (begin + index) * every;
    const part = (Math.min(start + every, now) - Math.max(start, since)) / every;
    if (part >= 1) return sum + (slot?.expected ?? rhythm);
    // A reading is told when its own interval is over; one that is there was expected.
    return sum + Math.max(slot?.sums.count ?? 0, Math.floor(rhythm * Math.max(0, part)));
  }, 0);
};

/** How much of what was expected is there, 0 to 1; undefined when nothing can be said. */
export const shareOf = ({ count, expected }: Pick<Summary, "count" | "expected">) =>
  expected === null || expected === 0 ? undefined : Math.min(1, count / expected);

/** The start of the first slot that has a reading, or undefined. */
export const firstReading = ({ from, every, lines }: Picture): number | undefined => {
  const firsts = lines
    .map(({ slots }) => slots.findIndex((slot) => slot !== null))
    .filter((index) => index >= 0);
  return firsts.length === 0 ? undefined : from + Math.min(...firsts) * every;
};

import { apiProblems, Problem } from "../api/problems.ts";
import { tooMany } from "./answers.ts";
import {
  type CalendarLength,
  calendarIntervals,
  calendarLength,
  cutInterval,
  fixedLength,
  gridIntervals,
  gridWindows,
  type Interval,
} from "./intervals.ts";
import { MOST_POINTS } from "./limits.ts";
import { type LostPart, lostParts } from "./lost-parts.ts";
import {
  type Bucket,
  type Buckets,
  gridStart,
  type Kept,
  type Range,
  type Selection,
} from "./store.ts";

/** How long intervals are. */
export interface Every {
  readonly every: string;
  readonly zone?: string | undefined;
}

/** The intervals that a question makes, and how the store is asked for some of them. */
export interface AskedIntervals {
  readonly made: number;
  readonly intervalOf: (bucket: Bucket) => Interval;
  readonly windows: (most: number) => readonly (Range & { readonly buckets: Buckets })[];
  /** The parts of the range of which the store has no sums for such intervals any more. */
  readonly lost: (kept: Kept) => readonly LostPart[];
}

const onGrid = (selection: Selection, length: number, made: number): AskedIntervals => ({
  made,
  intervalOf: ({ at }) => cutInterval(gridStart(at, length), length, selection),
  windows: (most) =>
    gridWindows(selection, length, most).map((range) => ({
      ...range,
      buckets: { every: length },
    })),
  lost: (kept) => lostParts(kept, selection, { every: length }),
});

const ofCalendar = (selection: Selection, intervals: readonly Interval[]): AskedIntervals => {
  const edges = [...intervals.map(({ from }) => from), selection.until];
  const byStart = new Map(intervals.map((interval) => [interval.from, interval]));
  return {
    made: intervals.length,
    intervalOf: ({ at, until }) => byStart.get(at) ?? { from: at, until, partial: false },
    windows: (most) =>
      Array.from({ length: Math.ceil(intervals.length / most) }, (_, index) => {
        const some = edges.slice(index * most, (index + 1) * most + 1);
        const [from = selection.from, until = selection.until] = [some[0], some.at(-1)];
        return { from, until, buckets: { edges: some } };
      }),
    lost: (kept) => lostParts(kept, selection, { edges: intervals.map(({ from }) => from) }),
  };
};

/** A length that is the same everywhere and always, or one of a calendar. */
const lengthOf = ({ every, zone }: Every): number | CalendarLength => {
  // Hours and minutes are the same in every zone.
  const fixed = zone === undefined || every.startsWith("PT") ? fixedLength(every) : undefined;
  const length = fixed ?? calendarLength(every);
  if (length !== undefined) return length;
  throw new Problem(
    apiProblems.invalid_request,
    `"every": "${every}" mixes dates and hours: with "zone", ask for days, weeks, months or years, or for hours and minutes.`,
  );
};

/** Where the first intervals of a range end: of so many at most, or with the range. */
export const endOfIntervals = (every: Every, range: Range, most: number): number => {
  const length = lengthOf(every);
  if (typeof length === "number")
    return Math.min(range.until, gridStart(range.from, length) + most * length);
  return calendarIntervals(range, length, every.zone ?? "UTC", most)[most]?.from ?? range.until;
};

export const intervalsOf = (
  every: Every,
  selection: Selection,
  seriesCount: number,
): AskedIntervals => {
  const limit = Math.floor(MOST_POINTS / Math.max(1, seriesCount));
  const refuse = (made: string) =>
    tooMany(
      `The range has ${made} intervals, times ${seriesCount} series,`,
      `ask for a shorter range, for a longer "every", or in pages ("limit=${MOST_POINTS}", then "cursor" with what "next" says).`,
    );
  const length = lengthOf(every);
  if (typeof length === "number") {
    const made = gridIntervals(selection, length);
    if (made > limit) throw refuse(String(made));
    return onGrid(selection, length, made);
  }
  const intervals = calendarIntervals(selection, length, every.zone ?? "UTC", limit);
  if (intervals.length > limit) throw refuse(`more than ${limit}`);
  return ofCalendar(selection, intervals);
};

import { addValue, emptySums, type Sums } from "@datacityzen/hardware/averaging/sums";
import type { Flag, Origin } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { Averaging } from "@datacityzen/hardware/quantities/quantity";
import type { Series } from "../api/answers.ts";
import { sumsOfBucket } from "./bucket-sums.ts";

/** The readings whose instants lie in one slot of time, summed up. */
export interface Slot {
  readonly sums: Sums;
  /** Readings that the slot has when nothing is missing; null when not known. */
  readonly expected: number | null;
  /** Flags that any of the readings has. */
  readonly flags: readonly Flag[];
  /** Readings that are not in the sums: no instrument gives their values. */
  readonly leftOut: number;
}

/**
 * What one sensor gave, oldest first; null where it gave no reading: there the line is broken.
 * What was replayed or simulated is a line of its own.
 */
export interface Line {
  readonly sensor: string;
  readonly origin: Origin;
  readonly slots: readonly (Slot | null)[];
}

/**
 * A time of one quantity at one station, on a regular grid of `size` slots of `every` ms from
 * `from` (UTC ms) on. A day of readings is up to 8640 points a sensor; the picture of a day never holds
 * more than 288, that of another range 400 or so, which is what a screen can show.
 */
export interface Picture {
  readonly quantity: QuantityName;
  readonly averaging: Averaging;
  readonly from: number;
  readonly every: number;
  readonly size: number;
  readonly lines: readonly Line[];
  /** Of days that somebody chose: it does not move with the time. */
  readonly isFixed?: true;
}

export interface Window {
  readonly from: number;
  readonly until: number;
  readonly every: number;
  readonly isFixed?: true;
}

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** They divide an hour, as the hourly table needs, or are hours that divide the day. */
const widths = [5, 15, 30, 60, 180, 360, 720].map((minutes) => minutes * MINUTE);

/** The narrowest slot in which each of the sensors has a reading, so that their own rhythm leaves no gaps. */
export const slotWidth = (intervals: readonly number[]): number => {
  const slowest = Math.max(0, ...intervals);
  return widths.find((width) => width >= slowest) ?? DAY;
};

/** The narrowest of our slots that is no narrower than `least`; undefined beyond a day. */
export const slotFrom = (least: number): number | undefined =>
  [...widths, DAY].find((width) => width >= least);

/** The last 24 hours in whole slots; the last slot is the one that runs. */
export const lastDay = (now: number, every: number): Window => {
  const until = Math.floor(now / every) * every + every;
  return { from: until - DAY, until, every };
};

/** The picture of an answer that was asked for `window`. */
export const pictureOf = (answer: Series, window: Window): Picture => {
  const { from, every } = window;
  const size = Math.round((window.until - from) / every);
  const { quantity, averaging } = answer;
  const fixed = window.isFixed ? { isFixed: window.isFixed } : {};
  const blank: Picture = { quantity, averaging, from, every, size, lines: [], ...fixed };
  return withAnswer(blank, answer);
};

/** The picture with what `answer` (asked with the picture's `every`) says of its own range; the rest is kept. */
export const withAnswer = (picture: Picture, answer: Series): Picture => {
  const since = Date.parse(answer.from);
  const until = Date.parse(answer.until);
  const told = new Map<string, Line & { readonly bySlot: ReadonlyMap<number, Slot> }>();
  for (const { sensor, origin, points } of answer.series)
    for (const bucket of points) {
      const { expected, flags, left_out: leftOut = 0 } = bucket;
      const name = nameOf({ sensor, origin });
      const slot = { sums: sumsOfBucket(picture.averaging, bucket), expected, flags, leftOut };
      const bySlot = new Map(told.get(name)?.bySlot).set(
        slotAt(picture, Date.parse(bucket.at)),
        slot,
      );
      told.set(name, { sensor, origin, slots: [], bySlot });
    }
  const known = new Map(picture.lines.map((line) => [nameOf(line), line]));
  const lines = [...new Map<string, Pick<Line, "sensor" | "origin">>([...known, ...told]).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { sensor, origin }]) => {
      const slots = Array.from({ length: picture.size }, (_, index) => {
        const at = picture.from + index * picture.every;
        const asked = at >= since && at < until;
        return (asked ? told.get(name)?.bySlot.get(index) : known.get(name)?.slots[index]) ?? null;
      });
      return { sensor, origin, slots };
    });
  return { ...picture, lines };
};

/** Names a line in its picture. */
export const nameOf = ({ sensor, origin }: Pick<Line, "sensor" | "origin">): string =>
  `${sensor} ${origin}`;

/** The picture moved so that its last slot is the one that holds `now`. It never moves back. */
export const advance = (picture: Picture, now: number): Picture => {
  const steps = slotAt(picture, now) - (picture.size - 1);
  if (steps <= 0 || picture.isFixed) return picture;
  const gone = Math.min(steps, picture.size);
  const fresh = Array.from({ length: gone }, () => null);
  return {
    ...picture,
    from: picture.from + steps * picture.every,
    lines: picture.lines.map((line) => ({ ...line, slots: [...line.slots.slice(gone), ...fresh] })),
  };
};

/** A slot's length as the API wants it: "PT5M". */
export const isoMinutes = (ms: number): string => `PT${ms / MINUTE}M`;

export interface LivePoint {
  readonly sensor: string;
  readonly origin: Origin;
  /** UTC ms. */
  readonly at: number;
  readonly value: number;
  readonly flags: readonly Flag[];
}

/** The picture with one more reading in its slot; readings outside the picture change nothing. */
export const withPoint = (picture: Picture, point: LivePoint): Picture => {
  const index = slotAt(picture, point.at);
  if (index < 0 || index >= picture.size) return picture;
  const line = { sensor: point.sensor, origin: point.origin };
  const isOf = (one: Pick<Line, "sensor" | "origin">) => nameOf(one) === nameOf(line);
  const lines = picture.lines.some(isOf)
    ? picture.lines
    : [...picture.lines, { ...line, slots: Array<null>(picture.size).fill(null) }];
  return {
    ...picture,
    lines: lines.map((one) =>
      isOf(one)
        ? {
            ...one,
            slots: one.slots.map((slot, at) =>
              at === index ? grown(picture, one, slot, point) : slot,
            ),
          }
        : one,
    ),
  };
};

const grown = (
  { averaging }: Picture,
  line: Line,
  slot: Slot | null,
  { at, value, flags }: LivePoint,
): Slot => {
  const expected =
    slot?.expected ??
    [...line.slots].reverse().find((other) => other?.expected != null)?.expected ??
    null;
  const sums = slot?.sums ?? emptySums;
  // As the server does, which flags them: what no instrument gives enters no mean.
  const isLeftOut = flags.includes("implausible");
  return {
    sums: isLeftOut ? sums : addValue(sums, averaging, value, at),
    leftOut: (slot?.leftOut ?? 0) + (isLeftOut ? 1 : 0),
    expected,
    flags: [...new Set([...(slot?.flags ?? []), ...flags])],
  };
};

/** The index of the slot that holds an instant, which may lie outside the picture. */
export const slotAt = ({ from, every }: Picture, at: number): number =>
  Math.floor((at - from) / every);

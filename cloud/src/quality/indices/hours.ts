import { cleaned } from "./table.ts";

export const HOUR_MS = 3_600_000;

/** Hours that lie together in memory. */
const TOGETHER = 1024;

/** Directive 2008/50/EC, annex VII: an hour, eight hours, a day need three quarters of their values. */
export const COMPLETE = 0.75;

/** A figure of several hours, and how many of them had a value. */
export interface Averaged {
  readonly value: number | undefined;
  readonly count: number;
  readonly expected: number;
}

/** Means of hours that begin at whole hours of a zone's clock, made as values come in any order. */
export interface Hours {
  add(ms: number, value: number | undefined): void;
  /** Numbers of the hours in which the file has rows, in order. */
  numbers(): readonly number[];
  /** Undefined when the hour has too few values. */
  mean(number: number): number | undefined;
  /** The mean of the `length` hours that end with this one. */
  running(number: number, length: number): Averaged;
}

interface Chunk {
  readonly sums: Float64Array;
  readonly values: Uint32Array;
  readonly rows: Uint32Array;
}

/** How many values an hour should have, by the median step from a row to the next; one when steps are longer. */
const createCadence = () => {
  // By seconds: an hour's steps fit in no more.
  const steps = new Uint32Array(HOUR_MS / 1000 + 1);
  let seen = 0;
  let last: number | undefined;
  let perHour: number | undefined;
  return {
    see: (ms: number): void => {
      const step = last === undefined ? 0 : Math.abs(ms - last);
      last = ms;
      if (step === 0 || step > HOUR_MS) return;
      const seconds = Math.max(1, Math.round(step / 1000));
      steps[seconds] = (steps[seconds] ?? 0) + 1;
      seen += 1;
      perHour = undefined;
    },
    perHour: (): number => {
      if (perHour !== undefined) return perHour;
      let counted = 0;
      const median = steps.findIndex((count) => {
        counted += count;
        return seen > 0 && counted >= seen / 2;
      });
      perHour = median < 1 ? 1 : Math.max(1, Math.floor(HOUR_MS / 1000 / median));
      return perHour;
    },
  };
};

export const createHours = (phaseMs: number): Hours => {
  const chunks = new Map<number, Chunk>();
  const cadence = createCadence();
  const chunkOf = (number: number): Chunk => {
    const key = Math.floor(number / TOGETHER);
    let chunk = chunks.get(key);
    if (chunk === undefined) {
      chunk = {
        sums: new Float64Array(TOGETHER),
        values: new Uint32Array(TOGETHER),
        rows: new Uint32Array(TOGETHER),
      };
      chunks.set(key, chunk);
    }
    return chunk;
  };
  const mean = (number: number): number | undefined => {
    const chunk = chunks.get(Math.floor(number / TOGETHER));
    if (chunk === undefined) return undefined;
    const place = number - Math.floor(number / TOGETHER) * TOGETHER;
    const count = chunk.values[place] ?? 0;
    if (count === 0 || count < COMPLETE * cadence.perHour()) return undefined;
    return cleaned((chunk.sums[place] ?? 0) / count);
  };
  return {
    add: (ms, value) => {
      cadence.see(ms);
      const number = Math.floor((ms + phaseMs) / HOUR_MS);
      const chunk = chunkOf(number);
      const place = number - Math.floor(number / TOGETHER) * TOGETHER;
      chunk.rows[place] = (chunk.rows[place] ?? 0) + 1;
      // Below zero is no concentration.
      if (value === undefined || value < 0) return;
      chunk.sums[place] = (chunk.sums[place] ?? 0) + value;
      chunk.values[place] = (chunk.values[place] ?? 0) + 1;
    },
    numbers: () => {
      const found: number[] = [];
      for (const [key, { rows }] of [...chunks].sort(([a], [b]) => a - b))
        for (const [place, count] of rows.entries())
          if (count > 0) found.push(key * TOGETHER + place);
      return found;
    },
    mean,
    running: (number, length) => {
      const hours = Array.from({ length }, (_, back) => mean(number - back));
      return averageOf(hours);
    },
  };
};

const present = (hours: readonly (number | undefined)[]): readonly number[] =>
  hours.filter((value) => value !== undefined);

const isComplete = (count: number, expected: number): boolean => count >= COMPLETE * expected;

/** The mean, where three quarters of the hours have a value. */
export const averageOf = (hours: readonly (number | undefined)[]): Averaged => {
  const values = present(hours);
  const sum = values.reduce((total, value) => total + value, 0);
  return {
    value: isComplete(values.length, hours.length) ? cleaned(sum / values.length) : undefined,
    count: values.length,
    expected: hours.length,
  };
};

/** The highest hour, where three quarters of the hours have a value. */
export const highestOf = (hours: readonly (number | undefined)[]): Averaged => {
  const values = present(hours);
  return {
    value: isComplete(values.length, hours.length)
      ? values.reduce((highest, value) => Math.max(highest, value), Number.NEGATIVE_INFINITY)
      : undefined,
    count: values.length,
    expected: hours.length,
  };
};

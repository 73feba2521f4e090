import { cleaned, type Period } from "./table.ts";

export const HOUR_MS = 3_600_000;

/** Directive 2008/50/EC, annex VII: an hour, eight hours, a day need three quarters of their values. */
export const COMPLETE = 0.75;

/** A figure of several hours, and how many of them had a value. */
export interface Averaged {
  readonly value: number | undefined;
  readonly count: number;
  readonly expected: number;
  /** What the figure is, where it is not what the table names. */
  readonly period?: Period;
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

/** How many values an hour should have, by the median step from a row to the next; one when steps are longer. */
const createCadence = () => {
  // By seconds: an hour's steps are 3600 at most.
  const steps = new Map<number, number>();
  let seen = 0;
  let last: number | undefined;
  let perHour: number | undefined;
  return {
    see: (ms: number): void => {
      const step = last === undefined ? 0 : Math.abs(ms - last);
      last = ms;
      if (step === 0 || step > HOUR_MS) return;
      const seconds = Math.max(1, Math.round(step / 1000));
      steps.set(seconds, (steps.get(seconds) ?? 0) + 1);
      seen += 1;
      perHour = undefined;
    },
    perHour: (): number => {
      if (perHour !== undefined) return perHour;
      let counted = 0;
      let median = HOUR_MS / 1000;
      for (const [seconds, count] of [...steps].sort(([a], [b]) => a - b)) {
        counted += count;
        median = seconds;
        if (counted >= seen / 2) break;
      }
      perHour = Math.max(1, Math.floor(HOUR_MS / 1000 / median));
      return perHour;
    },
  };
};

/** Sums of hours in the order in which rows came; 20 bytes for each hour, whatever lies between them. */
interface Runs {
  readonly length: number;
  readonly numbers: Float64Array;
  readonly sums: Float64Array;
  readonly values: Uint32Array;
}

const emptyRuns = (room: number): Runs => ({
  length: 0,
  numbers: new Float64Array(room),
  sums: new Float64Array(room),
  values: new Uint32Array(room),
});

const roomier = (runs: Runs): Runs => {
  const larger = emptyRuns(runs.numbers.length * 2);
  larger.numbers.set(runs.numbers);
  larger.sums.set(runs.sums);
  larger.values.set(runs.values);
  return { ...larger, length: runs.length };
};

/** In order, each hour once. */
const sorted = (runs: Runs): Runs => {
  const { length, numbers, sums, values } = runs;
  let isSorted = true;
  for (let at = 1; at < length && isSorted; at += 1)
    isSorted = (numbers[at - 1] ?? 0) < (numbers[at] ?? 0);
  if (isSorted) return runs;
  const order = Uint32Array.from({ length }, (_, at) => at).sort(
    (a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0),
  );
  const merged = emptyRuns(length);
  let last = -1;
  for (const at of order) {
    if (last < 0 || merged.numbers[last] !== numbers[at]) {
      last += 1;
      merged.numbers[last] = numbers[at] ?? 0;
    }
    merged.sums[last] = (merged.sums[last] ?? 0) + (sums[at] ?? 0);
    merged.values[last] = (merged.values[last] ?? 0) + (values[at] ?? 0);
  }
  return { ...merged, length: last + 1 };
};

export const createHours = (phaseMs: number): Hours => {
  const cadence = createCadence();
  let runs = emptyRuns(4);
  let isRead = false;
  /** Where the last hour was found: the next that is asked for is near. */
  let near = 0;

  const read = (): Runs => {
    if (!isRead) {
      runs = sorted(runs);
      isRead = true;
    }
    return runs;
  };

  const find = (number: number): number => {
    const { length, numbers } = read();
    for (const at of [near, near + 1]) if (numbers[at] === number && at < length) return at;
    let [low, high] = [0, length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((numbers[middle] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return low < length && numbers[low] === number ? low : -1;
  };

  const mean = (number: number): number | undefined => {
    const at = find(number);
    if (at < 0) return undefined;
    near = at;
    const count = runs.values[at] ?? 0;
    if (count === 0 || count < COMPLETE * cadence.perHour()) return undefined;
    return cleaned((runs.sums[at] ?? 0) / count);
  };

  return {
    add: (ms, value) => {
      cadence.see(ms);
      const number = Math.floor((ms + phaseMs) / HOUR_MS);
      let at = runs.length - 1;
      if (at < 0 || runs.numbers[at] !== number) {
        if (runs.length === runs.numbers.length) runs = roomier(runs);
        at += 1;
        runs = { ...runs, length: at + 1 };
        runs.numbers[at] = number;
      }
      isRead = false;
      // Below zero is no concentration.
      if (value === undefined || value < 0) return;
      runs.sums[at] = (runs.sums[at] ?? 0) + value;
      runs.values[at] = (runs.values[at] ?? 0) + 1;
    },
    numbers: () => {
      const { length, numbers } = read();
      return Array.from(numbers.subarray(0, length));
    },
    mean,
    running: (number, length) =>
      averageOf(Array.from({ length }, (_, back) => mean(number - back))),
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

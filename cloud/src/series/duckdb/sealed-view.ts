import { DAY_MS, dayOf } from "../days/day-block.ts";
import type { Range } from "../store.ts";
import type { SealedFile } from "./sealed-files.ts";
import type { SumsFile } from "./sums-files.ts";

/** The files of all sealed days at one moment. */
export interface SealedView {
  /** In order. */
  readonly days: readonly number[];
  readonly byDay: ReadonlyMap<number, readonly SealedFile[]>;
  /** What is left of days whose points were dropped, in order. */
  readonly sums: readonly SumsFile[];
}

export const viewOf = (
  byDay: ReadonlyMap<number, readonly SealedFile[]>,
  sums: readonly SumsFile[],
): SealedView => ({
  days: [...byDay.keys()].sort((one, other) => one - other),
  byDay,
  sums,
});

/** The place of the first of some numbers in order that is not less. */
export const firstAtLeast = (numbers: readonly number[], least: number): number => {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** The days of the range that are sealed. */
export const sealedIn = ({ days }: SealedView, { from, until }: Range): readonly number[] => {
  if (until <= from) return [];
  const first = firstAtLeast(days, dayOf(from));
  let end = first;
  while (end < days.length && (days[end] as number) * DAY_MS < until) end += 1;
  return days.slice(first, end);
};

interface Use {
  readonly view: SealedView;
  readers: number;
  readonly left: PromiseWithResolvers<void>;
}

const useOf = (view: SealedView): Use => ({
  view,
  readers: 0,
  left: Promise.withResolvers<void>(),
});

/** The view that counts, and those that somebody still reads. */
export interface CurrentView {
  readonly view: SealedView;
  /** Reads while the files of the view are kept. */
  reading<T>(read: (view: SealedView) => Promise<T>): Promise<T>;
  /** Resolves when nobody reads any earlier one. */
  set(view: SealedView): Promise<void>;
}

export const createCurrentView = (first: SealedView): CurrentView => {
  let current = useOf(first);
  /** Of earlier views that somebody still reads, the last. */
  let before: Promise<void> = Promise.resolve();
  return {
    get view() {
      return current.view;
    },
    async reading(read) {
      const use = current;
      use.readers += 1;
      try {
        return await read(use.view);
      } finally {
        use.readers -= 1;
        if (use.readers === 0 && use !== current) use.left.resolve();
      }
    },
    set(view) {
      const former = current;
      current = useOf(view);
      if (former.readers === 0) former.left.resolve();
      before = Promise.all([before, former.left.promise]).then(() => undefined);
      return before;
    },
  };
};

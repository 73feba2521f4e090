import { type ChangedDays, createChangedDays, MOST_DAYS } from "./changed-days.ts";

/** So many are dearer to note than to sum up everything again. */
export const MOST_CHANGED = 200_000;

/** Days of series whose sums do not count: something came since they were made, or they are being made. */
export interface UnsummedDays {
  /** Changed, and not taken yet. */
  readonly size: number;
  /** More changed than is worth to be noted: nothing that was summed counts, until all is begun anew. */
  readonly isOverfull: boolean;
  add(series: number, day: number): void;
  has(series: number, day: number): boolean;
  /** The series of whose sums this day does not count; none when it counts for all. */
  of(day: number): readonly ReadonlySet<number>[];
  /** Nothing that was summed counts any more. */
  overfill(): void;
  /** All is begun anew. */
  beginAnew(): void;
  /** Those that changed are taken to be summed up; they do not count until that is done. */
  take(): ChangedDays;
  /** What was taken is summed up. */
  done(): void;
  /** Nothing of what was taken is sure to be summed up. */
  putBack(): void;
}

export const createUnsummedDays = (): UnsummedDays => {
  let changed = createChangedDays();
  let taken = createChangedDays();
  let isOverfull = false;

  const add = (series: number, day: number): void => {
    if (day < 0 || day >= MOST_DAYS || isOverfull) return;
    changed.add(series, day);
    if (changed.size > MOST_CHANGED) isOverfull = true;
  };
  const done = (): void => {
    taken = createChangedDays();
  };

  return {
    get size() {
      return changed.size;
    },
    get isOverfull() {
      return isOverfull;
    },
    add,
    has: (series, day) => isOverfull || changed.has(series, day) || taken.has(series, day),
    of: (day) => [changed.of(day), taken.of(day)].filter(({ size }) => size > 0),
    overfill() {
      isOverfull = true;
    },
    beginAnew() {
      changed = createChangedDays();
      isOverfull = false;
    },
    take() {
      taken = changed;
      changed = createChangedDays();
      return taken;
    },
    done,
    putBack() {
      for (const day of taken.days()) for (const id of taken.of(day)) add(id, day);
      done();
    },
  };
};

/**
 * What is known of a series' instants without asking the table: outside of its runs there is no point, and
 * in a run only at its start and each `step` after it, up to its end. A step of 0: one instant alone.
 */
export interface KnownInstants {
  /** True when there was certainly no point at `at`, which is noted as one from now on. */
  addIfNew(at: number): boolean;
  /** False when there is certainly no point at `at`. */
  mayHave(at: number): boolean;
  /** Infinite when there is none. */
  oldest(): number;
  newest(): number;
  /** The widest grid, counted from the oldest, that has all instants; 0 for a single one. */
  step(): number;
  /**
   * Begins to learn what the table has. The function that it gives takes the runs that are found there, of
   * which all must be known already; what is added meanwhile is kept.
   */
  learn(): (found: readonly Readonly<Run>[] | undefined) => void;
}

export interface Run {
  from: number;
  until: number;
  readonly step: number;
}

/** Of all series. A regular series has one, and one more for each outage. */
export interface RoomForRuns {
  left: number;
}

/** Of one series, while there is room for all; and when there is not. */
const MOST_RUNS = 2048;
const FEW_RUNS = 32;

export const createRoomForRuns = (): RoomForRuns => ({ left: 500_000 });

const gcd = (one: number, other: number): number => {
  while (other !== 0) [one, other] = [other, one % other];
  return one;
};

const runOf = (from: number, until: number, step: number): Run => ({
  from,
  until,
  step: from === until ? 0 : step,
});

/** One run in place of two neighbours, when no instant is in it that is in none of them. */
const joined = (one: Run, other: Run): Run | undefined => {
  const gap = other.from - one.until;
  const fits = (step: number) => step === 0 || step === gap;
  return fits(one.step) && fits(other.step)
    ? { from: one.from, until: other.until, step: gap }
    : undefined;
};

/** One run that has all instants of two neighbours, and others between them. */
const merged = (one: Run, other: Run): Run => ({
  from: one.from,
  until: other.until,
  step: gcd(gcd(one.step, other.step), other.from - one.from),
});

export const createKnownInstants = (
  known: Readonly<Run> | undefined = undefined,
  room: RoomForRuns = createRoomForRuns(),
): KnownInstants => {
  /** In order of time; they do not overlap. */
  let runs: Run[] = known === undefined ? [] : [runOf(known.from, known.until, known.step)];
  room.left -= runs.length;

  const replace = (place: number, count: number, ...others: readonly Run[]): void => {
    runs.splice(place, count, ...others);
    room.left += count - others.length;
  };

  /** The place of the last run that begins at `at` or before; -1 when there is none. */
  const placeOf = (at: number): number => {
    let [low, high] = [0, runs.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((runs[middle] as Run).from <= at) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };

  /** The instant after the run at `place` is new: it may close the gaps around it. */
  const joinAround = (place: number): void => {
    for (const first of [place + 1, place, place - 1]) {
      const one = runs[first];
      const other = runs[first + 1];
      const both = one && other && joined(one, other);
      if (both !== undefined) replace(first, 2, both);
    }
  };

  /**
   * Whether an instant after the run at `place` goes on with that run, or with the next one backwards: a
   * backlog comes in order, its oldest or its newest first.
   */
  const extend = (place: number, at: number): boolean => {
    const before = runs[place];
    const after = runs[place + 1];
    if (before !== undefined && before.step > 0 && at === before.until + before.step)
      before.until = at;
    else if (after !== undefined && after.step > 0 && at === after.from - after.step)
      after.from = at;
    else return false;
    const both = before && after && joined(before, after);
    if (both !== undefined) replace(place, 2, both);
    return true;
  };

  /** The narrowest half of the gaps is given up: a backlog fills wide ones. */
  const bound = (): void => {
    const most = room.left > 0 ? MOST_RUNS : FEW_RUNS;
    if (runs.length <= most) return;
    const gaps = runs.slice(1).map((run, place) => run.from - (runs[place] as Run).until);
    const enough = Math.floor(most / 2);
    const narrow = gaps.toSorted((one, other) => one - other)[gaps.length - enough] as number;
    const kept: Run[] = [];
    for (const run of runs) {
      const last = kept.at(-1);
      if (last !== undefined && run.from - last.until <= narrow)
        kept[kept.length - 1] = merged(last, run);
      else kept.push(run);
    }
    room.left += runs.length - kept.length;
    runs = kept;
  };

  /** What was added since the learning began. */
  let since: number[] | undefined;

  const addIfNew = (at: number): boolean => {
    const last = runs[runs.length - 1];
    if (last !== undefined && last.step > 0 && at === last.until + last.step) {
      last.until = at;
      return true;
    }
    const place = placeOf(at);
    const run = runs[place];
    if (run === undefined || at > run.until) {
      if (extend(place, at)) return true;
      replace(place + 1, 0, { from: at, until: at, step: 0 });
      joinAround(place);
    } else {
      const past = run.step === 0 ? 0 : (at - run.from) % run.step;
      if (past === 0) return false;
      // Between two instants of the run.
      const before = at - past;
      const after = before + run.step;
      replace(
        place,
        1,
        runOf(run.from, before, run.step),
        { from: at, until: at, step: 0 },
        runOf(after, run.until, run.step),
      );
      joinAround(place);
    }
    bound();
    return true;
  };

  return {
    mayHave(at) {
      const run = runs[placeOf(at)];
      if (run === undefined || at > run.until) return false;
      return run.step === 0 || (at - run.from) % run.step === 0;
    },
    oldest: () => runs[0]?.from ?? Number.POSITIVE_INFINITY,
    newest: () => runs.at(-1)?.until ?? Number.NEGATIVE_INFINITY,
    step() {
      const start = runs[0]?.from ?? 0;
      return runs.reduce((step, run) => gcd(gcd(step, run.step), run.from - start), 0);
    },
    addIfNew(at) {
      since?.push(at);
      return addIfNew(at);
    },
    learn() {
      const added: number[] = [];
      since = added;
      return (found) => {
        if (since === added) since = undefined;
        if (found === undefined) return;
        const learned: Run[] = [];
        for (const { from, until, step } of found) {
          const run = runOf(from, until, step);
          const last = learned.at(-1);
          const both = last && joined(last, run);
          if (both === undefined) learned.push(run);
          else learned[learned.length - 1] = both;
        }
        room.left += runs.length - learned.length;
        runs = learned;
        bound();
        for (const at of added) addIfNew(at);
      };
    },
  };
};

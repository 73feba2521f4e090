import { DAY_MS, dayOf } from "../days/day-block.ts";

/**
 * At which instants sensors have rows, on some days: what comes late between them is new, and nothing of the
 * tables or files need be read. Everything that is added is noted here before its commit. A commit that fails leaves
 * instants that are none: so only what is absent here is certain, and the rest is looked up.
 */
export interface DayInstants {
  /** False where the sensor certainly has no point; undefined when its day is not known. */
  mayHave(sensor: number, at: number): boolean | undefined;
  /** Whether nothing is known of the sensor's day of an instant. */
  isUnknown(sensor: number, at: number): boolean;
  /**
   * Begins to learn the sensor's day: what is noted from now on counts, and nothing of it is certain until it is complete. `step`,
   * `start`: the grid on which most instants lie.
   */
  begin(sensor: number, day: number, step: number, start: number): BegunDay;
  /** There is a point, or soon will be. Nothing happens when the day is neither known nor begun. */
  note(sensor: number, at: number): void;
  /** Whether days are known: what came live is of none of them, mostly. */
  isOfKnownDay(at: number): boolean;
  forget(sensor: number, day: number): void;
  forgetDay(day: number): void;
  /** Of memory, about. */
  bytes(): number;
}

/** A day of a sensor that is being learned. */
export interface BegunDay {
  /** The store has an instant of this day. */
  put(at: number): void;
  /**
   * From now on the day is known, unless it was forgotten or begun anew since. `parts`: what the store has besides, each in order;
   * they tell the grid.
   */
  complete(parts?: readonly Float64Array[]): void;
}

interface Instants {
  readonly step: number;
  readonly phase: number;
  /** One for each place of the grid in the day. */
  readonly bits: Uint32Array;
  /** Instants beside the grid, in order: ms of the day. */
  others: Uint32Array;
  count: number;
  /** Too many are beside the grid: any instant is looked up. */
  isFull: boolean;
  /** All that the store has is here. */
  isComplete: boolean;
}

/** By day, then by sensor. */
interface Half {
  readonly byDay: Map<number, Map<number, Instants>>;
  bytes: number;
}

/** Both halves together: a month of 2500 sensors with a reading a minute, or of 180 without a grid. */
const MOST_BYTES = 32 * 1024 * 1024;
const BYTES_OF_AN_ENTRY = 250;
/** A narrower grid takes more room than the instants that are on it. */
const NARROWEST_STEP_MS = 1000;

/** Of one day of one sensor. */
const MOST_OTHERS = 100_000;

const NO_BITS = new Uint32Array(0);
const NO_OTHERS = new Uint32Array(0);

const bytesOf = ({ bits, others }: Instants): number =>
  BYTES_OF_AN_ENTRY + bits.byteLength + others.byteLength;

/** The place of the first that is not less. */
const placeOf = ({ others, count }: Instants, offset: number): number => {
  if (count === 0 || (others[count - 1] as number) < offset) return count;
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((others[middle] as number) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
};

const isThere = (instants: Instants, offset: number): boolean => {
  const { step, phase, bits } = instants;
  if (instants.isFull) return true;
  const past = offset - phase;
  if (past % step === 0) {
    const place = past / step;
    return ((bits[place >>> 5] as number) & (1 << (place & 31))) !== 0;
  }
  const place = placeOf(instants, offset);
  return place < instants.count && instants.others[place] === offset;
};

/** Adds one; gives by how many bytes it grew. */
const put = (instants: Instants, offset: number): number => {
  const { step, phase, bits } = instants;
  const past = offset - phase;
  if (past % step === 0) {
    const place = past / step;
    bits[place >>> 5] = (bits[place >>> 5] as number) | (1 << (place & 31));
    return 0;
  }
  const { others, count } = instants;
  if (instants.isFull) return 0;
  const place = placeOf(instants, offset);
  if (place < count && others[place] === offset) return 0;
  if (count === MOST_OTHERS) {
    instants.isFull = true;
    instants.others = NO_OTHERS;
    instants.count = 0;
    return -others.byteLength;
  }
  let grown = 0;
  if (count === others.length) {
    instants.others = new Uint32Array(Math.max(8, 2 * count));
    instants.others.set(others);
    grown = instants.others.byteLength - others.byteLength;
  }
  instants.others.copyWithin(place + 1, place, count);
  instants.others[place] = offset;
  instants.count += 1;
  return grown;
};

/** `step`, `start`: see `begin`. */
const newInstants = (day: number, step: number, start: number): Instants => {
  const hasGrid = step >= NARROWEST_STEP_MS && step <= DAY_MS;
  const from = day * DAY_MS;
  const phase = hasGrid ? (((start - from) % step) + step) % step : 0;
  const places = hasGrid ? Math.ceil((DAY_MS - phase) / step) : 0;
  return {
    // Beside a grid that nothing can be on, all instants are others.
    step: hasGrid ? step : Number.POSITIVE_INFINITY,
    phase: hasGrid ? phase : -1,
    bits: places === 0 ? NO_BITS : new Uint32Array(Math.ceil(places / 32)),
    others: NO_OTHERS,
    count: 0,
    isFull: false,
    isComplete: false,
  };
};

const gcd = (one: number, other: number): number => {
  while (other !== 0) [one, other] = [other, one % other];
  return one;
};

/** So many instants tell the grid of a day; those that lie beside it take more room. */
const TELLING = 64;

/** The widest grid that has the first instants. */
const stepOf = (part: Float64Array): number => {
  let step = 0;
  for (let place = 1; place < part.length && place < TELLING && step !== 1; place++)
    step = gcd(step, Math.abs((part[place] as number) - (part[place - 1] as number)));
  return step;
};

/** Adds instants, most of which lie on the grid. */
const putAll = (instants: Instants, part: Float64Array, from: number): void => {
  const { step, phase, bits } = instants;
  const hasGrid = bits.length > 0;
  for (let index = 0; index < part.length; index++) {
    // Milliseconds of a day are small whole numbers.
    const offset = ((part[index] as number) - from) | 0;
    const place = hasGrid ? ((offset - phase) / step) | 0 : 0;
    if (hasGrid && place * step === offset - phase)
      bits[place >>> 5] = (bits[place >>> 5] as number) | (1 << (place & 31));
    else put(instants, offset);
  }
};

/** Of a day that was begun without a grid, with the parts that its store has. */
const withParts = (begun: Instants, parts: readonly Float64Array[], day: number): Instants => {
  const [first] = parts;
  const all = newInstants(day, first === undefined ? 0 : stepOf(first), first?.[0] ?? 0);
  all.isFull = begun.isFull;
  for (const part of parts) putAll(all, part, day * DAY_MS);
  for (let place = 0; place < begun.count; place++) put(all, begun.others[place] as number);
  return all;
};

const newHalf = (): Half => ({ byDay: new Map(), bytes: 0 });

const removeFrom = (half: Half, sensor: number, day: number): Instants | undefined => {
  const ofDay = half.byDay.get(day);
  const instants = ofDay?.get(sensor);
  if (ofDay === undefined || instants === undefined) return undefined;
  ofDay.delete(sensor);
  if (ofDay.size === 0) half.byDay.delete(day);
  half.bytes -= bytesOf(instants);
  return instants;
};

export const createDayInstants = (mostBytes = MOST_BYTES): DayInstants => {
  /** What was of use since the halves were changed, and what was before. */
  let young = newHalf();
  let old = newHalf();

  const bound = (): void => {
    // What is noted makes it grow too.
    if (old.bytes > (mostBytes * 3) / 4) old = newHalf();
    if (young.bytes <= mostBytes / 2) return;
    old = young;
    young = newHalf();
  };

  const add = (sensor: number, day: number, instants: Instants): void => {
    const ofDay = young.byDay.get(day) ?? new Map<number, Instants>();
    young.byDay.set(day, ofDay.set(sensor, instants));
    young.bytes += bytesOf(instants);
    bound();
  };

  const remove = (sensor: number, day: number): void => {
    for (const half of [young, old]) removeFrom(half, sensor, day);
  };

  const find = (sensor: number, day: number): Instants | undefined => {
    const known = young.byDay.get(day)?.get(sensor);
    if (known !== undefined) return known;
    const before = removeFrom(old, sensor, day);
    if (before !== undefined) add(sensor, day, before);
    return before;
  };

  return {
    mayHave(sensor, at) {
      const day = dayOf(at);
      const instants = find(sensor, day);
      if (instants?.isComplete !== true) return undefined;
      return isThere(instants, at - day * DAY_MS);
    },
    isUnknown(sensor, at) {
      const day = dayOf(at);
      const instants = young.byDay.get(day)?.get(sensor) ?? old.byDay.get(day)?.get(sensor);
      return instants?.isComplete !== true;
    },
    begin(sensor, day, step, start) {
      remove(sensor, day);
      const begun = newInstants(day, step, start);
      add(sensor, day, begun);
      const halfOf = (): Half | undefined =>
        [young, old].find((half) => half.byDay.get(day)?.get(sensor) === begun);
      return {
        put(at) {
          const grown = put(begun, at - day * DAY_MS);
          if (grown === 0) return;
          const half = halfOf();
          if (half !== undefined) half.bytes += grown;
        },
        complete(parts) {
          if (halfOf() === undefined) return;
          const all = parts === undefined ? begun : withParts(begun, parts, day);
          all.isComplete = true;
          remove(sensor, day);
          add(sensor, day, all);
        },
      };
    },
    note(sensor, at) {
      const day = dayOf(at);
      for (const half of [young, old]) {
        const instants = half.byDay.get(day)?.get(sensor);
        if (instants === undefined) continue;
        const grown = put(instants, at - day * DAY_MS);
        half.bytes += grown;
        if (grown > 0) bound();
        return;
      }
    },
    isOfKnownDay(at) {
      const day = dayOf(at);
      return young.byDay.has(day) || old.byDay.has(day);
    },
    forget: remove,
    forgetDay(day) {
      for (const half of [young, old])
        for (const sensor of half.byDay.get(day)?.keys() ?? []) removeFrom(half, sensor, day);
    },
    bytes: () => young.bytes + old.bytes,
  };
};

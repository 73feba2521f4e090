/** Rows of one part; 12 bytes a row, so that a year of seconds needs under 400 MB. */
const PART = 1 << 16;
/** Instants of a part are kept as distances from its first, in 32 bits: 24 days. */
const FURTHEST_MS = 2 ** 31 - 1;

interface Part {
  readonly from: number;
  /** How many rows stand before this part. */
  readonly before: number;
  readonly distances: Int32Array;
  readonly values: Float64Array;
  size: number;
}

/** Two values for one instant that contradict each other. */
export interface Contradiction {
  readonly at: number;
  /** Which of the added rows it is, from 0. */
  readonly row: number;
  readonly kept: number;
  readonly dropped: number;
}

/** Values in order of time, each instant once. NaN: the row is there, and its value is missing. */
export interface OrderedValues {
  readonly size: number;
  readonly first: number | undefined;
  readonly last: number | undefined;
  /** The values alone, in parts. */
  readonly parts: readonly Float64Array[];
  each(visit: (at: number, value: number) => void): void;
}

/** A file of two stations may contradict itself a million times: so many are kept, of the rest their number. */
const MOST_CONTRADICTIONS = 10_000;

export interface Contradictions {
  readonly count: number;
  /** The first, in order of time. */
  readonly first: readonly Contradiction[];
}

export interface ValueSeries {
  readonly size: number;
  /** `at`: whole milliseconds since 1970. NaN is a missing value. */
  add(at: number, value: number): void;
  /** No row may be added afterwards. */
  ordered(): { readonly values: OrderedValues; readonly contradictions: Contradictions };
}

/** Keeps a series of any length in as little memory as it can: a year of seconds has 31 million rows. */
export const createValueSeries = (): ValueSeries => {
  const parts: Part[] = [];
  let size = 0;
  let last = Number.NEGATIVE_INFINITY;
  let rises = true;

  const newPart = (from: number): Part => {
    const part = {
      from,
      before: size,
      distances: new Int32Array(PART),
      values: new Float64Array(PART),
      size: 0,
    };
    parts.push(part);
    return part;
  };

  return {
    get size() {
      return size;
    },
    add: (at, value) => {
      let part = parts.at(-1);
      if (part === undefined || part.size === PART || Math.abs(at - part.from) > FURTHEST_MS)
        part = newPart(at);
      part.distances[part.size] = at - part.from;
      part.values[part.size] = value;
      part.size += 1;
      size += 1;
      if (at <= last) rises = false;
      last = at;
    },
    ordered: () =>
      rises
        ? { values: orderedOf(parts, size), contradictions: { count: 0, first: [] } }
        : sortParts(parts, size),
  };
};

const orderedOf = (parts: readonly Part[], size: number): OrderedValues => {
  const end = parts.at(-1);
  return {
    size,
    first: parts[0]?.from,
    last: end && end.from + (end.distances[end.size - 1] as number),
    parts: parts.map((part) => part.values.subarray(0, part.size)),
    each: (visit) => {
      for (const { from, distances, values, size: rows } of parts)
        for (let row = 0; row < rows; row += 1)
          visit(from + (distances[row] as number), values[row] as number);
    },
  };
};

/** Puts rows in order of time and joins those of one instant; of two values the first row's is kept. */
const sortParts = (parts: readonly Part[], size: number) => {
  const instants = new Float64Array(size);
  const values = new Float64Array(size);
  for (const part of parts) {
    values.set(part.values.subarray(0, part.size), part.before);
    for (let row = 0; row < part.size; row += 1)
      instants[part.before + row] = part.from + (part.distances[row] as number);
  }
  const rows = new Uint32Array(size);
  for (let row = 0; row < size; row += 1) rows[row] = row;
  rows.sort((a, b) => (instants[a] as number) - (instants[b] as number) || a - b);

  const joined = createValueSeries();
  const first: Contradiction[] = [];
  let count = 0;
  let open: { at: number; value: number } | undefined;
  for (const row of rows) {
    const at = instants[row] as number;
    const value = values[row] as number;
    if (open === undefined || open.at !== at) {
      if (open !== undefined) joined.add(open.at, open.value);
      open = { at, value };
    } else if (Number.isNaN(open.value)) open.value = value;
    else if (!Number.isNaN(value) && value !== open.value) {
      count += 1;
      if (count <= MOST_CONTRADICTIONS) first.push({ at, row, kept: open.value, dropped: value });
    }
  }
  if (open !== undefined) joined.add(open.at, open.value);
  return { values: joined.ordered().values, contradictions: { count, first } };
};

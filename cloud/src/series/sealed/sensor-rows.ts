/** Points of one series in the order of their instants, column by column. */
export interface SeriesColumns {
  readonly at: Float64Array;
  readonly received: Float64Array;
  readonly value: Float64Array;
  readonly flags: Int32Array;
}

/** What makes a sensor's rows: names that people can read, and the number by which questions find it. */
export interface SensorName {
  readonly number: number;
  readonly station: string;
  readonly sensor: string;
  readonly origin: string;
  readonly variant: string;
}

export interface SensorPoints extends SensorName {
  readonly series: readonly (SeriesColumns & { readonly quantity: string })[];
}

/** Values of a quantity in the rows of a sensor; an absent one is NaN. */
export interface QuantityRows {
  readonly value: Float64Array;
  readonly flags: Int32Array;
}

/** A row for each instant and arrival of a sensor's values. */
export interface SensorRows extends SensorName {
  readonly at: Float64Array;
  readonly received: Float64Array;
  /** Those that have least flags say what the row's are. */
  readonly flags: Int32Array;
  readonly quantities: ReadonlyMap<string, QuantityRows>;
}

const isSame = (one: Float64Array, other: Float64Array): boolean => {
  if (one.length !== other.length) return false;
  for (let place = 0; place < one.length; place++) if (one[place] !== other[place]) return false;
  return true;
};

/** The instants and arrivals of all series, each once, in order. */
const keysOf = (series: SensorPoints["series"]): Pick<SensorRows, "at" | "received"> => {
  const [first] = series;
  if (first === undefined) return { at: new Float64Array(), received: new Float64Array() };
  if (series.every((one) => isSame(one.at, first.at) && isSame(one.received, first.received)))
    return first;
  const byInstant = new Map<number, number[]>();
  for (const { at, received } of series)
    for (let place = 0; place < at.length; place++) {
      const instant = at[place] as number;
      const arrivals = byInstant.get(instant);
      if (arrivals === undefined) byInstant.set(instant, [received[place] as number]);
      else if (!arrivals.includes(received[place] as number))
        arrivals.push(received[place] as number);
    }
  const keys = [...byInstant]
    .sort(([one], [other]) => one - other)
    .flatMap(([at, arrivals]) =>
      arrivals.sort((one, other) => one - other).map((received) => ({ at, received })),
    );
  return {
    at: Float64Array.from(keys, ({ at }) => at),
    received: Float64Array.from(keys, ({ received }) => received),
  };
};

/** Puts the values that a sensor gave together side by side. */
export const rowsOf = ({ series, ...name }: SensorPoints): SensorRows => {
  const { at, received } = keysOf(series);
  const flags = new Int32Array(at.length).fill(-1);
  const quantities = new Map<string, QuantityRows>();
  for (const one of series) {
    const value = new Float64Array(at.length).fill(Number.NaN);
    const own = new Int32Array(at.length);
    for (let place = 0, row = 0; place < one.at.length; place++) {
      while (at[row] !== one.at[place] || received[row] !== one.received[place]) row += 1;
      const mask = one.flags[place] as number;
      value[row] = one.value[place] as number;
      own[row] = mask;
      const least = flags[row] as number;
      if (least === -1 || mask < least) flags[row] = mask;
    }
    quantities.set(one.quantity, { value, flags: own });
  }
  return { ...name, at, received, flags, quantities };
};

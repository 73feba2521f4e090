import { type QuantityName, quantities } from "../hardware/src/quantities.ts";

/** Stations that each measure six quantities every minute for some days. */
export interface SeriesSize {
  readonly stations: number;
  readonly days: number;
}

export const SERIES_QUANTITIES = [
  "pm2_5",
  "pm10",
  "temperature",
  "humidity",
  "pressure",
  "laeq",
] as const satisfies readonly QuantityName[];

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const T0 = Date.UTC(2026, 9, 1);

export const stationName = (station: number): string => `station-${station}`;

export const pointsOf = ({ stations, days }: SeriesSize): number =>
  stations * days * (DAY / MINUTE) * SERIES_QUANTITIES.length;

/** Where each walk begins, between which bounds it stays and how far it goes in a minute, in the quantity's unit. */
const walks = {
  pm2_5: { start: 8, low: 0, high: 200, step: 0.4 },
  pm10: { start: 15, low: 0, high: 300, step: 0.6 },
  temperature: { start: 18, low: -20, high: 40, step: 0.1 },
  humidity: { start: 60, low: 20, high: 99, step: 0.3 },
  pressure: { start: 1013, low: 960, high: 1050, step: 0.1 },
  laeq: { start: 48, low: 30, high: 95, step: 2 },
} as const satisfies { readonly [name in (typeof SERIES_QUANTITIES)[number]]: object };

/** Numbers as by chance, the same each time. */
const createChance = (): (() => number) => {
  let state = 42;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return state / 0x7fff_ffff;
  };
};

/** An hour of one station: for each minute the values of all quantities, with the digits that these declare. */
export interface HourOfStation {
  readonly station: number;
  readonly at: number;
  readonly values: readonly (readonly number[])[];
}

/** Random walks, hour by hour, in each hour station by station. */
export function* seriesData({ stations, days }: SeriesSize): Generator<HourOfStation> {
  const chance = createChance();
  const kinds = SERIES_QUANTITIES.map((name) => {
    const scale = 10 ** quantities[name].digits;
    const { start, low, high, step } = walks[name];
    const scaled = (value: number) => Math.round(value * scale);
    return {
      scale,
      from: scaled(start),
      least: scaled(low),
      most: scaled(high),
      step: Math.max(1, scaled(step)),
    };
  });
  const state = Array.from({ length: stations }, () => kinds.map(({ from }) => from));
  for (let hour = 0; hour < days * 24; hour++)
    for (let station = 0; station < stations; station++) {
      const walk = state[station] as number[];
      const values = Array.from({ length: 60 }, () =>
        kinds.map(({ scale, least, most, step }, kind) => {
          const next = (walk[kind] as number) + Math.round((2 * chance() - 1) * step);
          walk[kind] = Math.min(most, Math.max(least, next));
          return (walk[kind] as number) / scale;
        }),
      );
      yield { station, at: T0 + hour * HOUR, values };
    }
}

/** How often each question is asked; the first tenth warms up and is not counted. */
export const REPEATS = { latest: 40, hourly: 200, raw: 40, map: 40, territory: 15 } as const;
export type Question = keyof typeof REPEATS;

/** The median time of each question, in ms. `ask` gets the number of the repeat. */
export const timeQuestions = async (
  questions: {
    readonly [name in Question]: (repeat: number) => Promise<unknown>;
  },
): Promise<{ readonly [name in Question]: number }> => {
  const medians: { [name in Question]?: number } = {};
  for (const [name, repeats] of Object.entries(REPEATS) as [Question, number][]) {
    const times: number[] = [];
    const warmUp = Math.ceil(repeats / 10);
    for (let repeat = 0; repeat < warmUp + repeats; repeat++) {
      const start = performance.now();
      await questions[name](repeat);
      if (repeat >= warmUp) times.push(performance.now() - start);
    }
    medians[name] = times.toSorted((one, other) => one - other)[times.length >> 1] ?? Number.NaN;
  }
  return medians as { [name in Question]: number };
};

/** What is measured of each store. */
export interface SeriesFigures {
  readonly bytesPerPoint: number;
  readonly loadPointsPerSecond: number;
  /** How long it takes to make in one go what else is made beside the load and after it. */
  readonly sumUpSeconds?: number;
  /** Bytes a point of the sealed days, of the sums of hours, and of the rest. */
  readonly bytesOfParts?: { readonly sealed: number; readonly sums: number; readonly rest: number };
  /** The largest resident memory of a process that has the store open. */
  readonly memoryMb: number;
  /** Of the process that took an archive in, where that is another. */
  readonly importMb?: number;
  readonly ms: { readonly [name in Question]: number };
}

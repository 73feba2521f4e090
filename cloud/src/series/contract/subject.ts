import { meanOf } from "@datacityzen/hardware/averaging/summary";
import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import type {
  Appended,
  Block,
  Buckets,
  OfSeries,
  Point,
  Selection,
  SeriesKey,
  SeriesStore,
} from "../store.ts";

/** A store under test: `reopen` closes it and opens what it left behind. */
export interface Subject {
  store(): SeriesStore;
  reopen(): Promise<void>;
  remove(): Promise<void>;
}

export const T0 = Date.UTC(2026, 10, 24, 10);
export const HOUR = 3_600_000;
export const ALL = { from: 0, until: T0 * 2 };

export const block = (station: string, readings: Block["readings"], received = T0): Block => ({
  station,
  received,
  readings,
});
export const pm = (at: number, value: number, sensor = "sds011-58d9") => ({
  at,
  sensor,
  values: { pm2_5: value },
});
export const keyOf = (station: string, more: Partial<SeriesKey> = {}): SeriesKey => ({
  station,
  sensor: "sds011-58d9",
  quantity: "pm2_5",
  origin: "measured",
  variant: "raw",
  ...more,
});

export const never = (): never => {
  throw new Error("there is no bucket");
};

type Mean = readonly [at: number, mean: number, count: number];

/** What one test has of the store: stations of its own, and short words for what is asked most. */
export interface SubjectOfTest extends Pick<Subject, "store" | "reopen"> {
  append(...blocks: Block[]): Promise<Appended[]>;
  selected(station: string, quantity?: QuantityName, more?: Partial<Selection>): Selection;
  read(station: string, more?: Partial<Selection>): Promise<OfSeries<Point>[]>;
  /** Means of a station's buckets, by series. */
  means(
    station: string,
    quantity: QuantityName,
    buckets: Buckets,
    more?: Partial<Selection>,
  ): Promise<Mean[][]>;
}

export const subjectOfTest = ({
  store,
  reopen,
}: Pick<Subject, "store" | "reopen">): SubjectOfTest => {
  const append = (...blocks: Block[]) => Promise.all(blocks.map((each) => store().append(each)));
  const selected = (
    station: string,
    quantity: QuantityName = "pm2_5",
    more: Partial<Selection> = {},
  ): Selection => ({ stations: [station], quantities: [quantity], ...ALL, ...more });
  const read = (station: string, more: Partial<Selection> = {}) =>
    store().read(selected(station, "pm2_5", more));
  /** Means of a station's buckets: [start, mean, count], by series. */
  const means = async (
    station: string,
    quantity: QuantityName,
    buckets: Buckets,
    more: Partial<Selection> = {},
  ) =>
    (await store().aggregate({ ...selected(station, quantity, more), buckets })).map(({ points }) =>
      points.map(
        ({ at, sums }) =>
          [at, meanOf(sums, quantities[quantity].averaging) ?? Number.NaN, sums.count] as const,
      ),
    );
  return { store, reopen, append, selected, read, means };
};

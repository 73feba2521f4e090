import { type Origin, originOf } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import { flagsOf, type Reading } from "@datacityzen/hardware/wire/batch";
import type { Choice, OfSeries, Point, Range, SeriesStore, Variant } from "../series/store.ts";
import { type Written, writeVariant } from "./write-reprocessed.ts";

type Rewriting = Pick<SeriesStore, "read" | "append" | "choose" | "seriesOf" | "traits">;

/** Points of one variant, by series and instant. */
type PointsAt = ReadonlyMap<
  string,
  { readonly series: OfSeries<Point>; readonly at: Map<number, Point> }
>;

const nameOf = (origin: string, sensor: string, quantity: string): string =>
  `${origin} ${sensor} ${quantity}`;

const byInstant = (found: readonly OfSeries<Point>[]): PointsAt =>
  new Map(
    found.map((series) => [
      nameOf(series.origin, series.sensor, series.quantity),
      { series, at: new Map(series.points.map((point) => [point.at, point])) },
    ]),
  );

export interface KeptAsked extends Range {
  readonly station: string;
  readonly variant: Variant;
  /** All quantities and origins when absent. */
  readonly only?: { readonly quantity: QuantityName; readonly origin: Origin };
}

export interface MadeAgain {
  /** All that is made of the range now. */
  readonly readings: readonly Reading[];
  /** Whether a kept value that is not made any more is to be left out. */
  readonly isObsolete: (point: { readonly sensor: string; readonly at: number }) => boolean;
  readonly now: number;
}

/**
 * Reads what a variant has of a range. To be called before what it is made of is read: of what comes in meanwhile,
 * raw values are durable first, and none that was made of them may seem to be made of nothing.
 *
 * What it gives makes the values of the variant those that are made now. Mostly nothing is written then: questions
 * delay no reading that comes in, and commits do. A value that is not made any more is left out, and stays beside.
 */
export const rewriteOf = async (
  series: Rewriting,
  { station, variant, only, ...range }: KeptAsked,
): Promise<(again: MadeAgain) => Promise<Written>> => {
  const quantities = new Set<QuantityName>();
  for (const one of series.seriesOf(station))
    if (one.variant === variant && (only === undefined || one.quantity === only.quantity))
      quantities.add(one.quantity);
  const selection = {
    ...{ stations: [station], quantities: [...quantities], variant, ...range },
    origins: only && [only.origin],
  };
  const kept = byInstant(quantities.size === 0 ? [] : await series.read(selection));

  return async ({ readings, isObsolete, now }) => {
    const choices: Choice[] = [];
    const choose = (
      of: Pick<Choice, "sensor" | "quantity" | "origin" | "at" | "value" | "other">,
    ): void => void choices.push({ ...of, station, variant, decided: now, by: variant });
    const differing: Reading[] = [];
    /** Values that the store does not show: new ones, and those that were left out. */
    const unseen: { readonly reading: Reading; readonly quantity: QuantityName }[] = [];
    let [values, changed] = [0, 0];
    for (const reading of readings) {
      const { at, sensor } = reading;
      const origin = originOf(reading.flags);
      let differs = false;
      for (const name in reading.values) {
        const quantity = name as QuantityName;
        const value = reading.values[quantity] as number;
        values += 1;
        const ofSeries = kept.get(nameOf(origin, sensor, quantity));
        const point = ofSeries?.at.get(at);
        if (point === undefined) {
          unseen.push({ reading, quantity });
          differs = true;
          continue;
        }
        ofSeries?.at.delete(at);
        if (point.value !== value) {
          differs = true;
          changed += 1;
          // The value that was made first counts again: of this the store reports no conflict.
          if (
            point.first !== undefined &&
            (point.first === value || !series.traits.reportsConflicts)
          )
            choose({ sensor, quantity, origin, at, value, other: point.value });
        } else if (!flagsOf(reading, quantity).every((flag) => point.flags.includes(flag)))
          differs = true;
      }
      if (differs) differing.push(reading);
    }
    for (const { series: key, at: left } of kept.values())
      for (const [at, { value }] of left)
        if (isObsolete({ sensor: key.sensor, at })) {
          const { sensor, quantity, origin } = key;
          choose({ sensor, quantity, origin, at, value: null, other: value });
          changed += 1;
        }
    if (unseen.length > 0 && quantities.size > 0) {
      const hidden = byInstant(await series.read(selection, { asKept: true }));
      for (const { reading, quantity } of unseen) {
        const { at, sensor } = reading;
        const origin = originOf(reading.flags);
        const point = hidden.get(nameOf(origin, sensor, quantity))?.at.get(at);
        if (point === undefined) continue;
        const value = reading.values[quantity] as number;
        choose({ sensor, quantity, origin, at, value, other: point.value });
        changed += 1;
      }
    }
    if (differing.length > 0) await writeVariant(series, station, variant, differing, now);
    if (choices.length > 0) await series.choose(choices);
    return { values, changed };
  };
};

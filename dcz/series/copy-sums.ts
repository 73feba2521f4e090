import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import type { CarriedSeries, SumsRefusal, SumsSpan } from "../../cloud/src/series/carried-sums.ts";
import { widthOf } from "../../cloud/src/series/days/sums-row.ts";
import type { SeriesKey } from "../../cloud/src/series/store.ts";
import type { Side } from "./side.ts";

/** Sums of hours and days that stand in place of values, each of one series and interval. */
export interface SumsTally {
  /** Those of the source. */
  sums: number;
  sumsCopied: number;
  /** Those that the target has as they are: now, or from before. */
  sumsAlike: number;
  sumsDifferent: number;
}

export interface CopiedSums extends SumsTally {
  /** Why the target takes some of them not: the first reason. */
  readonly sumsRefused: SumsRefusal | undefined;
}

export interface CopySumsOptions {
  readonly signal: AbortSignal;
  readonly onlyCompare: boolean;
  readonly onProgress: (tally: Readonly<SumsTally>) => void;
}

/** About 12 MB of sums of a day's hours, with all of a station: a sensor stands in one file of a day. */
const SERIES_AT_ONCE = 6000;

const nameOf = ({ station, sensor, quantity, origin, variant }: SeriesKey): string =>
  JSON.stringify([station, sensor, quantity, origin, variant]);

const widthOfRow = (quantity: QuantityName): number => widthOf(quantities[quantity].averaging);

/** What each interval has, by its bounds. */
const byInterval = ({ quantity, from, until, rows }: CarriedSeries): Map<string, Float64Array> => {
  const width = widthOfRow(quantity);
  return new Map(
    from.map((at, place) => [
      `${at} ${until[place]}`,
      rows.subarray(place * width, (place + 1) * width),
    ]),
  );
};

const isSameRow = (one: Float64Array, other: Float64Array): boolean =>
  one.every((number, place) => number === other[place]);

/** What of a series the target lacks; the tally is told of the rest. */
const lackingOf = (
  ours: CarriedSeries,
  theirs: CarriedSeries | undefined,
  tally: SumsTally,
): CarriedSeries => {
  const there = theirs === undefined ? new Map<string, Float64Array>() : byInterval(theirs);
  const width = widthOfRow(ours.quantity);
  const missing = ours.from.flatMap((at, place) => {
    const row = there.get(`${at} ${ours.until[place]}`);
    if (row === undefined) return [place];
    if (isSameRow(ours.rows.subarray(place * width, (place + 1) * width), row))
      tally.sumsAlike += 1;
    else tally.sumsDifferent += 1;
    return [];
  });
  if (missing.length === ours.from.length) return ours;
  const rows = new Float64Array(missing.length * width);
  for (const [row, place] of missing.entries())
    rows.set(ours.rows.subarray(place * width, (place + 1) * width), row * width);
  return {
    ...ours,
    from: missing.map((place) => ours.from[place] as number),
    until: missing.map((place) => ours.until[place] as number),
    rows,
  };
};

const countOf = (some: readonly CarriedSeries[]): number =>
  some.reduce((sum, { from }) => sum + from.length, 0);

/**
 * Copies the sums that a store keeps in place of values: what the target lacks is written and read back. Undefined where the
 * source has none. Before the values, of which the source has none in that time: the target then takes none either.
 */
export const copySums = async (
  from: Side,
  to: Side,
  { signal, onlyCompare, onProgress }: CopySumsOptions,
): Promise<CopiedSums | undefined> => {
  const [ours, theirs] = [from.sums, to.sums];
  if (ours === undefined || theirs === undefined || from.lostBefore() === undefined)
    return undefined;
  const tally: SumsTally = { sums: 0, sumsCopied: 0, sumsAlike: 0, sumsDifferent: 0 };
  let sumsRefused: SumsRefusal | undefined;

  const lots: SeriesKey[][] = [];
  for (const station of (await from.stations()).toSorted()) {
    const ofStation = await from.seriesOf(station);
    const last = lots.at(-1);
    if (last === undefined || last.length + ofStation.length > SERIES_AT_ONCE)
      lots.push([...ofStation]);
    else last.push(...ofStation);
  }

  const copySome = async (
    span: SumsSpan,
    series: readonly SeriesKey[],
    refusal: SumsRefusal | undefined,
  ): Promise<void> => {
    const found = await ours.read(span, series);
    if (found.length === 0) return;
    const count = countOf(found);
    tally.sums += count;
    const lackingIn = async (some: readonly CarriedSeries[]): Promise<CarriedSeries[]> => {
      const there = new Map((await theirs.read(span, some)).map((one) => [nameOf(one), one]));
      return some
        .map((one) => lackingOf(one, there.get(nameOf(one)), tally))
        .filter((one) => one.from.length > 0);
    };
    const lacking = await lackingIn(found);
    if (lacking.length === 0) return;
    if (refusal !== undefined) sumsRefused ??= refusal;
    if (refusal !== undefined || onlyCompare) {
      tally.sumsDifferent += countOf(lacking);
      return;
    }
    await begin(lacking);
    await theirs.take(span, lacking);
    const left = countOf(await lackingIn(lacking));
    tally.sumsCopied += countOf(lacking) - left;
    tally.sumsDifferent += left;
  };

  const begun = new Set<string>();
  const begin = async (series: readonly SeriesKey[]): Promise<void> => {
    const fresh = series.filter((key) => !begun.has(nameOf(key)));
    if (fresh.length === 0) return;
    for (const key of fresh) await to.introduce(key);
    await theirs.begin(ours.beginningsOf(fresh));
    for (const key of fresh) begun.add(nameOf(key));
  };

  for (const span of ours.spans()) {
    const refusal = await theirs.refusal(span);
    for (const lot of lots) {
      if (signal.aborted) return { ...tally, sumsRefused };
      await copySome(span, lot, refusal);
      onProgress(tally);
    }
  }
  if (!onlyCompare && tally.sumsDifferent === 0) await theirs.noteKept(ours.kept());
  return { ...tally, sumsRefused };
};

import {
  type Cadence,
  cadencesOf,
  expectedReadings,
  type StationRecord,
} from "../stations/station.ts";
import { answered } from "./answers.ts";
import { effectiveCadences } from "./cadences.ts";
import type { Bucket, OfSeries, Selection, SeriesKey, SeriesStore } from "./store.ts";

/**
 * The cadences by which each series is counted. Where all intervals hold what the sensor said of
 * itself, there is nothing to ask.
 */
export const cadencesIn = async (
  series: SeriesStore,
  record: StationRecord,
  selection: Selection,
  found: readonly OfSeries<Bucket>[],
  { present, signal }: { readonly present: number; readonly signal: AbortSignal },
): Promise<(one: SeriesKey) => readonly Cadence[]> => {
  const announced = ({ sensor }: SeriesKey) => cadencesOf(record, sensor);
  const isOdd = (one: OfSeries<Bucket>) =>
    announced(one).length > 0 &&
    one.points.some(
      ({ at, until, sums, leftOut }) =>
        sums.count + leftOut !==
        expectedReadings(
          announced(one),
          { from: Math.max(at, selection.from), until: Math.min(until, selection.until) },
          present,
        ),
    );
  const odd = found.filter(isOdd);
  if (odd.length === 0) return announced;
  const shown = await answered(
    series.observedCadences(
      {
        ...selection,
        sensors: [...new Set(odd.map(({ sensor }) => sensor))],
        announced: [...new Set(odd.flatMap(announced).map(({ every }) => every))],
      },
      { signal },
    ),
  );
  const nameOf = ({ sensor, origin }: SeriesKey) => `${sensor} ${origin}`;
  const byName = new Map(shown.map((one) => [nameOf(one), one.points]));
  return (one) => effectiveCadences(announced(one), byName.get(nameOf(one)) ?? []);
};

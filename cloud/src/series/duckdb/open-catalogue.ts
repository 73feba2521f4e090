import type { Database } from "../../duckdb/open.ts";
import { DAY_MS } from "../days/day-block.ts";
import { ROW } from "../days/sums-row.ts";
import { type OnSuspect, openSealedDays, type SealedDays } from "./sealed-days.ts";
import { loadSeriesCatalogue, type SeriesCatalogue } from "./series-catalogue.ts";
import { readSummaries, refreshSummary, type Summary } from "./summary.ts";

const SERIES_AT_ONCE = 1000;

/**
 * What files say of their series: the days of their first and last points, and the last point. For a store whose own summaries
 * are lost; they would tell more exactly between which instants there are none.
 */
const summariesOfFiles = async (
  catalogue: SeriesCatalogue,
  days: SealedDays,
): Promise<Summary[]> => {
  const found = new Map<number, Summary>();
  for (const day of days.view.days.toReversed()) {
    const range = { from: day * DAY_MS, until: (day + 1) * DAY_MS };
    const files = days.view.byDay.get(day) ?? [];
    const there = catalogue.all().filter((series) => {
      const number = series.sensorNumber;
      return files.some(
        ({ firstSensor, lastSensor, columns }) =>
          number >= firstSensor && number <= lastSensor && columns.includes(series.quantity),
      );
    });
    const fresh: number[] = [];
    for (const { id } of there) {
      const known = found.get(id);
      if (known === undefined) fresh.push(id);
      else found.set(id, { ...known, oldest: range.from });
    }
    for (let start = 0; start < fresh.length; start += SERIES_AT_ONCE) {
      const parts = await days.tryPointsInFiles(fresh.slice(start, start + SERIES_AT_ONCE), range);
      for (const [series, columns] of parts) {
        const last = columns.at(-1);
        const place = (last?.at.length ?? 0) - 1;
        if (last === undefined || place < 0) continue;
        found.set(series, {
          ...{ series, oldest: range.from, newest: range.until - 1, step: 1 },
          instant: last.at[place] as number,
          received: last.received[place] as number,
          value: last.value[place] as number,
          flags: last.flags[place] as number,
        });
      }
    }
  }
  await addSums(catalogue, days, found);
  return [...found.values()];
};

/**
 * Adds series, and beginnings of series, of which there are sums alone. The last value that is known of such a series is one of the
 * extremes of its last interval: not its last one, but one that was measured.
 */
const addSums = async (
  catalogue: SeriesCatalogue,
  days: SealedDays,
  found: Map<number, Summary>,
): Promise<void> => {
  const all = catalogue.all();
  const everything = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };
  for (let start = 0; start < all.length; start += SERIES_AT_ONCE)
    await days.sumsInFiles(
      days.view,
      all.slice(start, start + SERIES_AT_ONCE),
      everything,
      (series, from, until, { numbers }) => {
        const known = found.get(series);
        if (known !== undefined && known.newest >= until) {
          found.set(series, { ...known, oldest: Math.min(known.oldest, from) });
          return;
        }
        const isLeastLast = (numbers[ROW.leastAt] as number) > (numbers[ROW.greatestAt] as number);
        const instant = numbers[isLeastLast ? ROW.leastAt : ROW.greatestAt] as number;
        found.set(series, {
          ...{ series, oldest: known?.oldest ?? from, newest: until - 1, step: 1 },
          ...{ instant, received: instant, flags: numbers[ROW.flags] as number },
          value: numbers[isLeastLast ? ROW.least : ROW.greatest] as number,
        });
      },
    );
};

/** What files tell that were named since the store had so many points. */
const summariesSince = async (
  catalogue: SeriesCatalogue,
  days: SealedDays,
  known: number,
  now: number,
): Promise<Summary[]> => {
  const found: Summary[] = [];
  for (const [day, files] of days.view.byDay) {
    const ids = new Set(
      files.filter(({ pointsEver }) => pointsEver > known).flatMap((file) => days.seriesOf(file)),
    );
    const series = catalogue.all().filter(({ id }) => ids.has(id));
    const range = { from: day * DAY_MS, until: (day + 1) * DAY_MS };
    for (let start = 0; start < series.length; start += SERIES_AT_ONCE)
      found.push(
        ...(await days.query((connection, tableOf) =>
          readSummaries(
            connection,
            tableOf(series.slice(start, start + SERIES_AT_ONCE), range),
            now,
          ),
        )),
      );
  }
  return merged(found);
};

/** One for each series: several days of it are told of together. */
const merged = (summaries: readonly Summary[]): Summary[] =>
  [...Map.groupBy(summaries, ({ series }) => series).values()].map((ofSeries) =>
    ofSeries.reduce((one, other) => ({
      ...(other.newest > one.newest ? other : one),
      oldest: Math.min(one.oldest, other.oldest),
      newest: Math.max(one.newest, other.newest),
      // Holes between days are looked up.
      step: 1,
    })),
  );

/** All series, with what is known of them, and the days that are sealed. */
export const openCatalogue = async (
  database: Database,
  now: number,
  onSuspect: OnSuspect,
): Promise<{ readonly catalogue: SeriesCatalogue; readonly days: SealedDays }> => {
  const { writer } = database;
  const catalogue = await loadSeriesCatalogue(writer);
  const days = await openSealedDays(database, catalogue, onSuspect);
  const isChanged = await refreshSummary(writer, now, (known) =>
    known === undefined
      ? summariesOfFiles(catalogue, days)
      : summariesSince(catalogue, days, known, now),
  );
  if (!isChanged) return { catalogue, days };
  await days.close();
  const again = await loadSeriesCatalogue(writer);
  return { catalogue: again, days: await openSealedDays(database, again, onSuspect) };
};

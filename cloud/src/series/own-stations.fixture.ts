import type { SeriesKey, SeriesStore } from "./store.ts";

/**
 * The store as one test sees it: with stations of its own. Many tests share a store, whose opening
 * costs more than most of them; each name of a station gets the test's prefix, and answers lose it.
 */
export const withOwnStations = (store: SeriesStore, prefix: string): SeriesStore => {
  const inside = (station: string) => `${prefix}${station}`;
  const outside = (station: string) => station.slice(prefix.length);
  const named = <T extends Pick<SeriesKey, "station">>(each: T): T => ({
    ...each,
    station: outside(each.station),
  });
  const own = <T extends { readonly stations: readonly string[] }>(selection: T): T => ({
    ...selection,
    stations: selection.stations.map(inside),
  });
  return {
    ...store,
    append: async (block) => {
      const appended = await store.append({ ...block, station: inside(block.station) });
      return { ...appended, conflicts: appended.conflicts.map(named) };
    },
    enlist: (block, settled) =>
      store.enlist({ ...block, station: inside(block.station) }, (outcome) =>
        settled(
          outcome instanceof Error
            ? outcome
            : { ...outcome, conflicts: outcome.conflicts.map(named) },
        ),
      ),
    read: async (selection, options) => (await store.read(own(selection), options)).map(named),
    async *stream(selection, options) {
      for await (const piece of store.stream(own(selection), options)) yield piece.map(named);
    },
    aggregate: async (selection, options) =>
      (await store.aggregate(own(selection), options)).map(named),
    extremes: async (selection, options) =>
      (await store.extremes(own(selection), options)).map(named),
    aggregateTogether: (selection, options) => store.aggregateTogether(own(selection), options),
    observedCadences: async (selection, options) =>
      (await store.observedCadences(own(selection), options)).map(named),
    seriesOf: (station) => store.seriesOf(inside(station)).map(named),
    hasSeriesOf: (station, readings) => store.hasSeriesOf(inside(station), readings),
    count: (selection, options) => store.count(own(selection), options),
    latest: async (stations) =>
      new Map(
        [...(await store.latest(stations.map(inside)))].map(([station, values]) => [
          outside(station),
          values.map(named),
        ]),
      ),
    unflag: (selection, flag) => store.unflag(own(selection), flag),
    choose: (choices) =>
      store.choose(choices.map((each) => ({ ...each, station: inside(each.station) }))),
  };
};

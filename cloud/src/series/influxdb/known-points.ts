import type { Range } from "../store.ts";
import type { Catalogue, Series } from "./catalogue.ts";
import type { LinePoint } from "./lines.ts";
import { askRows, POINT } from "./points.ts";
import type { InfluxServer } from "./server.ts";

/** Points of some series by their instants. */
export type PointsBySeries = Map<Series, Map<number, LinePoint>>;

/** Instants that lie further apart are asked for in two questions. */
const GAP_MS = 3_600_000;

/** A day's value each day for years is asked for in a few questions too, with what lies between. */
const MOST_GAPS = 8;

/** The instants in a few ranges without large gaps. */
export const rangesOf = (instants: readonly number[]): Range[] => {
  const ordered = instants.toSorted((one, other) => one - other);
  const gaps = ordered.slice(1).map((at, place) => at - (ordered[place] as number));
  const widest = gaps.toSorted((one, other) => other - one);
  const least = Math.max(GAP_MS, widest[MOST_GAPS] ?? 0);
  const ranges: { from: number; until: number }[] = [];
  for (const at of ordered) {
    const last = ranges.at(-1);
    if (last !== undefined && at - (last.until - 1) <= least) last.until = at + 1;
    else ranges.push({ from: at, until: at + 1 });
  }
  return ranges;
};

/** Which of these points the server has. */
export const findPoints = async (
  server: InfluxServer,
  catalogue: Catalogue,
  sought: ReadonlyMap<Series, ReadonlySet<number>>,
): Promise<PointsBySeries> => {
  const found: PointsBySeries = new Map();
  for (const ofStation of Map.groupBy([...sought], ([{ station }]) => station).values()) {
    const all = ofStation.flatMap(([, instants]) => [...instants]);
    for (const range of rangesOf(all)) {
      const series = ofStation
        .filter(([, instants]) =>
          instants.values().some((at) => at >= range.from && at < range.until),
        )
        .map(([one]) => one);
      const rows = askRows(server, catalogue, series, range, { select: POINT });
      for await (const { series: one, values } of rows) {
        const instants = sought.get(one);
        const points = found.get(one) ?? new Map<number, LinePoint>();
        found.set(one, points);
        for (const [at, value, flags, received] of values)
          if (instants?.has(at as number) && value !== null)
            points.set(at as number, {
              at: at as number,
              received: received ?? 0,
              value: value as number,
              flags: flags ?? 0,
            });
      }
    }
  }
  return found;
};

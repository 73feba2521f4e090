import type { Catalogue, Series } from "./catalogue.ts";
import type { LinePoint } from "./lines.ts";
import { askRows, POINT } from "./points.ts";
import type { InfluxServer } from "./server.ts";

/** Points of some series by their instants. */
export type PointsBySeries = Map<Series, Map<number, LinePoint>>;

/** Instants that lie further apart are asked for in two questions. */
const GAP_MS = 3_600_000;

/** The instants in ranges without large gaps. */
const rangesOf = (instants: readonly number[]): { from: number; until: number }[] => {
  const ranges: { from: number; until: number }[] = [];
  for (const at of instants.toSorted((one, other) => one - other)) {
    const last = ranges.at(-1);
    if (last !== undefined && at <= last.until + GAP_MS) last.until = at + 1;
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

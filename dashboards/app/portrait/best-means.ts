import type { Bucket, Series } from "../api/answers.ts";

/**
 * Of several answers to one question, the one that counts first given first: of each sensor and interval the first
 * that has a mean. Before a calibration was in force its sensor's model had a correction.
 */
export const bestMeans = (answers: readonly Series[]): Series | undefined => {
  const [first, ...others] = answers;
  if (first === undefined || others.length === 0) return first;
  const nameOf = ({ sensor, origin }: Series["series"][number]) => `${origin} ${sensor}`;
  const series = new Map<string, Map<string, Bucket>>();
  const keys = new Map<string, Series["series"][number]>();
  for (const answer of answers)
    for (const one of answer.series) {
      const name = nameOf(one);
      const points = series.get(name) ?? new Map<string, Bucket>();
      for (const point of one.points) {
        const known = points.get(point.at);
        if (known === undefined || (known.mean === null && point.mean !== null))
          points.set(point.at, point);
      }
      series.set(name, points);
      keys.set(name, keys.get(name) ?? one);
    }
  return {
    ...first,
    series: [...keys].map(([name, one]) => ({
      ...one,
      points: [...(series.get(name)?.values() ?? [])].sort((a, b) => (a.at < b.at ? -1 : 1)),
    })),
  };
};

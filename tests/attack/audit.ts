import { HONEST_SENSOR, type HonestReport } from "./honest.ts";

interface Answer {
  readonly series: readonly {
    readonly sensor: string;
    readonly origin: string;
    readonly points: readonly { at: string; value: number }[];
  }[];
}

/** A reading by its station, its value and the instant that the station gave it. */
export interface Finding {
  readonly station: string;
  readonly value: number;
  readonly at: number;
}

export interface Audit {
  /** Acknowledged and not there. */
  readonly lost: readonly Finding[];
  /** There more than once. */
  readonly repeated: readonly Finding[];
  /** There with another instant, or never sent. */
  readonly strange: readonly Finding[];
}

export const nothingFound: Audit = { lost: [], repeated: [], strange: [] };

/** What was found against what a station knows. */
export const compare = (
  station: string,
  { sent, acknowledged }: Pick<HonestReport, "sent" | "acknowledged">,
  points: readonly { readonly at: number; readonly value: number }[],
): Audit => {
  const seen = Map.groupBy(points, ({ value }) => value);
  const found = (value: number): Finding => ({ station, value, at: sent.get(value) ?? 0 });
  return {
    lost: [...acknowledged.keys()].filter((value) => !seen.has(value)).map(found),
    repeated: [...seen].filter(([, each]) => each.length > 1).map(([value]) => found(value)),
    strange: points
      .filter(({ at, value }) => sent.get(value) !== at)
      .map(({ at, value }) => ({ station, value, at })),
  };
};

/** Asks the cloud for everything that an honest station sent. */
export const auditStation = async (
  site: { readonly cloud: { readonly http: string } },
  station: string,
  report: Pick<HonestReport, "sent" | "acknowledged">,
): Promise<Audit> => {
  const instants = [...report.sent.values()];
  if (instants.length === 0) return nothingFound;
  const from = new Date(Math.min(...instants)).toISOString();
  const until = new Date(Math.max(...instants) + 1).toISOString();
  const path = `/api/v1/series?station=${station}&quantity=pm2_5&from=${from}&until=${until}`;
  const answer = await fetch(site.cloud.http + path, { signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) {
    const problem = await answer.text();
    // Nothing of it has arrived, or not yet.
    if (problem.includes('"station_unknown"')) return compare(station, report, []);
    throw new Error(`${answer.status} ${problem.slice(0, 200)}`);
  }
  const { series } = (await answer.json()) as Answer;
  const points = series.flatMap(({ sensor, origin, points }) =>
    points.map(({ at, value }) => ({
      // What came under another name or origin was never sent: no instant of ours is NaN.
      at: sensor === HONEST_SENSOR && origin === "measured" ? Date.parse(at) : Number.NaN,
      value,
    })),
  );
  return compare(station, report, points);
};

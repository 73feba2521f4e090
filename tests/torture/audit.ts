import type { Ledger } from "./sender.ts";

/** A station, and what is known of its readings. */
export interface Audited {
  readonly station: string;
  readonly ledger: Ledger;
}

/** What the cloud holds, against what the senders know. */
export interface Findings {
  readonly acknowledged: number;
  readonly found: number;
  /** Of them, those that were set aside because another value came first. */
  readonly conflicts: number;
  /** Acknowledged and not there. */
  readonly lost: readonly string[];
  /** There more than once. */
  readonly repeated: readonly string[];
  /** There with another instant, or never sent. */
  readonly strange: readonly string[];
}

interface Answer {
  readonly series: readonly { readonly points: readonly { at: string; value: number }[] }[];
}

/** The API gives at most 100 000 points an answer: a day of instants a second apart is fewer. */
const DAY_MS = 86_400_000;

interface ConflictsPage {
  readonly conflicts: readonly {
    readonly station: string;
    readonly points: readonly { readonly at: string; readonly offered: number }[];
  }[];
  readonly next?: number;
}

const place = (station: string, at: number, value: number) => `${station} ${at} ${value}`;

/** Every value that the cloud holds aside because another came first for its instant. */
const conflictsOf = async (http: string, token: string): Promise<ReadonlySet<string>> => {
  const found = new Set<string>();
  let cursor: number | undefined;
  do {
    const query = cursor === undefined ? "" : `?cursor=${cursor}`;
    const answer = await fetch(`${http}/api/v1/conflicts${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (!answer.ok) throw new Error(`conflicts: ${await answer.text()}`);
    const page = (await answer.json()) as ConflictsPage;
    for (const { station, points } of page.conflicts)
      for (const { at, offered } of points) found.add(place(station, Date.parse(at), offered));
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
};

const pointsOf = async (http: string, { station, ledger }: Audited) => {
  const instants = [...ledger.sent.values()];
  const last = instants.reduce((newest, at) => Math.max(newest, at), 0);
  const first = instants.reduce((oldest, at) => Math.min(oldest, at), last);
  const points: { at: number; value: number }[] = [];
  for (let from = first; from <= last; from += DAY_MS) {
    const range = `from=${new Date(from).toISOString()}&until=${new Date(from + DAY_MS).toISOString()}`;
    const answer = await fetch(`${http}/api/v1/series?station=${station}&quantity=pm2_5&${range}`);
    if (!answer.ok) throw new Error(`${station}: ${await answer.text()}`);
    const { series } = (await answer.json()) as Answer;
    for (const { at, value } of series.flatMap((each) => each.points))
      points.push({ at: Date.parse(at), value });
  }
  return points;
};

/** `token`: the administrator's, which conflicts need. */
export const audit = async (
  http: string,
  token: string,
  stations: readonly Audited[],
): Promise<Findings> => {
  const lost: string[] = [];
  const repeated: string[] = [];
  const strange: string[] = [];
  let acknowledged = 0;
  let found = 0;
  let conflicts = 0;
  const aside = await conflictsOf(http, token);
  for (const { station, ledger } of stations) {
    const points = await pointsOf(http, { station, ledger });
    const values = new Set(points.map(({ value }) => value));
    for (const { at, value } of points)
      if (ledger.sent.get(value) !== at) strange.push(`${station}/${value}`);
    for (const [at, each] of Map.groupBy(points, (point) => point.at))
      if (each.length > 1) repeated.push(`${station}/${new Date(at).toISOString()}`);
    for (const [value, at] of ledger.acknowledged) {
      if (values.has(value)) continue;
      if (aside.has(place(station, at, value))) conflicts++;
      else lost.push(`${station}/${value}`);
    }
    acknowledged += ledger.acknowledged.size;
    found += points.length;
  }
  return { acknowledged, found, conflicts, lost, repeated, strange };
};

import type { Sender } from "./sender.ts";

/** What the cloud holds, against what the senders know. */
export interface Findings {
  readonly acknowledged: number;
  readonly found: number;
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

const pointsOf = async (http: string, { station, ledger }: Sender) => {
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

export const audit = async (http: string, senders: readonly Sender[]): Promise<Findings> => {
  const lost: string[] = [];
  const repeated: string[] = [];
  const strange: string[] = [];
  let acknowledged = 0;
  let found = 0;
  for (const sender of senders) {
    const points = await pointsOf(http, sender);
    const seen = new Map<number, number>();
    for (const { at, value } of points) {
      seen.set(value, (seen.get(value) ?? 0) + 1);
      if (sender.ledger.sent.get(value) !== at) strange.push(`${sender.station}/${value}`);
    }
    for (const [value, times] of seen) if (times > 1) repeated.push(`${sender.station}/${value}`);
    for (const value of sender.ledger.acknowledged.keys())
      if (!seen.has(value)) lost.push(`${sender.station}/${value}`);
    acknowledged += sender.ledger.acknowledged.size;
    found += points.length;
  }
  return { acknowledged, found, lost, repeated, strange };
};

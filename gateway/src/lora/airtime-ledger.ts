const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** One frame that was sent: when (UTC ms), and for how many milliseconds. */
export type Transmission = readonly [at: number, ms: number];

export interface AirtimeRules {
  /** Of each hour, in every sub-band that is used: the law's share (1 %). */
  readonly hourMs: number;
  /** Of each 24 hours: what the network allows, where it does. */
  readonly dayMs?: number;
}

/**
 * ETSI EN 300 220: 1 % of an hour from 868.0 to 868.6 MHz and from 865 to 868 MHz. The modem does not tell which of its
 * channels it took: each frame counts as if all were in one sub-band. The Things Network's fair use is 30 s a day.
 */
export const airtimeRules = {
  ttn: { hourMs: 36_000, dayMs: 30_000 },
  own: { hourMs: 36_000 },
} as const satisfies { readonly [network: string]: AirtimeRules };

/** One hour takes no more than a sixth of what a day allows: an outage's backlog leaves something for tomorrow. */
const ofDayInHour = 1 / 6;

export interface AirtimeLedger {
  readonly note: (ms: number) => void;
  /** Milliseconds of airtime that may be sent now. */
  readonly allowance: () => number;
  /** Airtime of the last 24 hours, and how much they may have. */
  readonly day: () => { readonly ms: number; readonly mostMs: number };
}

export interface AirtimeLedgerOptions {
  readonly rules: AirtimeRules;
  readonly now: () => number;
  /** Of the last 24 hours, from before a restart. */
  readonly before: readonly Transmission[];
  readonly keep: (transmissions: readonly Transmission[]) => void;
}

/**
 * What was sent in the last hour and in the last day. A clock that goes back gives no airtime back: what was sent "later"
 * counts as sent now. Left in the future, it would count until that comes: for years, when a clock was wrong at boot.
 */
export const createAirtimeLedger = (options: AirtimeLedgerOptions): AirtimeLedger => {
  const { rules, now, before, keep } = options;
  const mostOfDay = rules.dayMs ?? 24 * rules.hourMs;
  const mostOfHour = Math.min(
    rules.hourMs,
    rules.dayMs === undefined ? Infinity : rules.dayMs * ofDayInHour,
  );
  let sent = before;
  const since = (ageMs: number): number => {
    const until = now();
    if (sent.some(([at]) => at > until)) {
      sent = sent.map(([at, ms]) => [Math.min(at, until), ms]);
      keep(sent);
    }
    return sent.reduce((sum, [at, ms]) => (at > until - ageMs ? sum + ms : sum), 0);
  };
  return {
    note: (ms) => {
      since(dayMs);
      sent = [...sent.filter(([at]) => at > now() - dayMs), [now(), ms]];
      keep(sent);
    },
    allowance: () => Math.max(0, Math.min(mostOfHour - since(hourMs), mostOfDay - since(dayMs))),
    day: () => ({ ms: since(dayMs), mostMs: mostOfDay }),
  };
};

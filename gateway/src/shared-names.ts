import type { NameConflict } from "@datacityzen/hardware/broker/name-conflicts";

/** A station's batch as it arrived. */
export interface Measured {
  readonly station: string;
  readonly boot: string;
  /** Its newest reading, UTC ms. */
  readonly at: number;
  readonly arrived: number;
  /** The client that sent it, and from where. */
  readonly sender: string;
}

export interface SharedNames {
  readonly note: (measured: Measured) => void;
  /** Those that go on, the last heard first. */
  readonly all: (now: number) => readonly NameConflict[];
}

/** One device restarts and never goes back to the run before; two devices take turns. */
const returnsAllowed = 2;
const withinMs = 3_600_000;
/** After so long without a turn, one of the two has got another name or is gone. */
const overAfterMs = withinMs;
/** A clock that is ahead by more says nothing about the order. */
const clockTrustMs = 60_000;
const mostRuns = 4;
const mostStations = 1000;

interface Turns {
  /** The newest instant that was measured. */
  newest: number;
  /** Runs that measured lately, the last heard at the end. */
  runs: readonly { readonly boot: string; readonly sender: string }[];
  returns: readonly number[];
  since: number | undefined;
  last: number;
}

/**
 * Notices two devices that publish under one station's name without fighting for a connection, as
 * those do that have client ids of their own: their runs take turns in measuring, which the runs of
 * one device never do. What an outage held back is older than the newest and does not count. Nothing
 * is refused: both measure, and what contradicts goes into the cloud's quarantine.
 */
export const createSharedNames = (onNoticed: (conflict: NameConflict) => void): SharedNames => {
  const byStation = new Map<string, Turns>();

  const turnsOf = (station: string): Turns => {
    const known = byStation.get(station);
    if (known !== undefined) return known;
    const fresh: Turns = { newest: 0, runs: [], returns: [], since: undefined, last: 0 };
    byStation.set(station, fresh);
    if (byStation.size > mostStations) byStation.delete(byStation.keys().next().value ?? "");
    return fresh;
  };

  const shown = (name: string, { runs, since, last }: Turns): NameConflict => ({
    name,
    addresses: [...new Set(runs.slice(-2).map(({ sender }) => sender))].sort(),
    since: since ?? last,
    last,
  });

  return {
    note: ({ station, boot, at, arrived, sender }) => {
      const turns = turnsOf(station);
      if (at < turns.newest || at > arrived + clockTrustMs) return;
      turns.newest = at;
      if (turns.runs.at(-1)?.boot === boot) return;
      const isReturn = turns.runs.some((run) => run.boot === boot);
      turns.runs = [...turns.runs.filter((run) => run.boot !== boot), { boot, sender }].slice(
        -mostRuns,
      );
      if (!isReturn) return;
      if (turns.since !== undefined && arrived - turns.last > overAfterMs) turns.since = undefined;
      turns.last = arrived;
      turns.returns = [...turns.returns, arrived]
        .filter((instant) => instant > arrived - withinMs)
        .slice(-returnsAllowed - 1);
      if (turns.since !== undefined || turns.returns.length <= returnsAllowed) return;
      turns.since = arrived;
      onNoticed(shown(station, turns));
    },
    all: (now) =>
      [...byStation]
        .filter(([, { since, last }]) => since !== undefined && now - last <= overAfterMs)
        .map(([name, turns]) => shown(name, turns))
        .sort((one, other) => other.last - one.last),
  };
};

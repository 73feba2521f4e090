import type { DatabaseSync } from "node:sqlite";

/** The stations that this gateway relays, whose receipts it therefore asks for. */
export interface Stations {
  /**
   * Whether the gateway knows this station, or has a place for it. What others send is relayed all
   * the same; only their status is not kept here, nor their latest values, nor their receipts.
   */
  readonly admit: (station: string, at: number) => boolean;
  /** Writes down that an admitted station was heard; inside a transaction. */
  readonly write: (station: string, at: number) => void;
  readonly all: () => readonly string[];
  /** How many names found no place since the start. */
  readonly turnedAway: () => number;
}

/** A site has a few dozen; a program that draws names has as many as it likes. */
export const mostStations = 500;

const dayMs = 86_400_000;

/** Unheard for so long, a station gives its place to a new one when there is none left. */
const placeKeptMs = 7 * dayMs;

/** Unheard for so long, a station is forgotten. */
const forgottenAfterMs = 90 * dayMs;

/** Where nobody was heard for longer, the gateway was off or its clock was set: no station grows older by that. */
const longestSilenceMs = dayMs;

export const openStations = (
  database: DatabaseSync,
  now: () => number,
  onForgotten: (station: string) => void = () => {},
): Stations => {
  const upsert = database.prepare(
    `insert into station (id, heard) values (?, ?)
     on conflict (id) do update set heard = excluded.heard`,
  );
  const forget = database.prepare("delete from station where id = ?");
  const forgetRetained = database.prepare(
    "delete from retained where topic in ('dcz/1/' || ? || '/status', 'dcz/1/' || ? || '/hello')",
  );

  const shiftWritten = database.prepare("update station set heard = heard + ?");

  database
    .prepare(
      "update station set heard = coalesce(nullif((select max(heard) from station), 0), ?) where heard = 0",
    )
    .run(now());
  const rows = database.prepare("select id, heard from station").all() as unknown as {
    id: string;
    heard: number;
  }[];
  /** When each was last heard, least recently first. */
  const heard = new Map<string, number>();
  /** What the table says, to write once a day and not at each message. */
  const written = new Map<string, number>();
  /** When any of them was last heard. */
  let newest = rows.reduce(
    (latest, { heard: at }) => Math.max(latest, at),
    Number.NEGATIVE_INFINITY,
  );
  for (const { id, heard: at } of rows.sort((a, b) => a.heard - b.heard)) {
    if (at < newest - forgottenAfterMs) {
      forget.run(id);
      forgetRetained.run(id, id);
      continue;
    }
    heard.set(id, at);
    written.set(id, at);
  }

  /** By how much what the table says is to be moved, at the next writing. */
  let shift = 0;
  /** Ages are counted by what is heard, and not by the clock alone: a clock may leap, also back. */
  const passTo = (at: number): void => {
    const step = at - newest;
    newest = at;
    if (heard.size === 0 || (step >= 0 && step <= longestSilenceMs)) return;
    shift += step;
    for (const times of [heard, written])
      for (const [station, before] of times) times.set(station, before + step);
  };

  let turnedAway = 0;
  const leftOut = new Set<string>();

  const removeStalest = (at: number, unheardForMs: number): boolean => {
    const [stalest, last = at] = heard.entries().next().value ?? [];
    if (stalest === undefined || last > at - unheardForMs) return false;
    heard.delete(stalest);
    onForgotten(stalest);
    return true;
  };

  const makePlace = (at: number): boolean =>
    heard.size < mostStations || removeStalest(at, placeKeptMs);

  return {
    admit: (station, at) => {
      passTo(at);
      // One at each message is enough: there are never many.
      removeStalest(at, forgottenAfterMs);
      if (!heard.has(station) && !makePlace(at)) {
        if (leftOut.size >= mostStations) leftOut.clear();
        if (!leftOut.has(station)) turnedAway += 1;
        leftOut.add(station);
        return false;
      }
      heard.delete(station);
      heard.set(station, at);
      return true;
    },
    write: (station, at) => {
      if (shift !== 0) {
        shiftWritten.run(shift);
        shift = 0;
      }
      const before = written.get(station);
      if (before !== undefined && at - before < dayMs) return;
      upsert.run(station, at);
      written.set(station, at);
      for (const known of written.keys()) {
        if (heard.has(known)) continue;
        forget.run(known);
        forgetRetained.run(known, known);
        written.delete(known);
      }
    },
    all: () => [...heard.keys()].sort(),
    turnedAway: () => turnedAway,
  };
};

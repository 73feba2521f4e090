import { nobody, type Principal } from "../access/principal.ts";
import {
  NOTHING,
  type SharedStation,
  type StationView,
  stationView,
  WHOLE,
} from "../access/station-view.ts";
import { createGate } from "../people/gate.ts";
import type { KnownFile } from "./known-file.ts";
import { type KnownStation, sharedOf } from "./known-station.ts";
import { CHANGES_AT_A_TIME } from "./limits.ts";

/** Who sees which station, and where it is for everybody: answered at once, with records or without. */
export interface KnownStations {
  viewOf(principal: Principal, station: string): StationView;
  /** Undefined for a station that has no record. */
  find(station: string): KnownStation | undefined;
  /** Every station that has a record. */
  all(): Iterable<KnownStation>;
  /** Another number after each change of what is known: who made something of it looks again. */
  edition(): number;
  /** Whether any station has a record: if none has, nothing needs to be asked. */
  hasAny(): boolean;
  /** Reads all stations again, or one. */
  refresh(thing?: string): Promise<void>;
  /**
   * Makes a station its host's alone, on the disk too, until it is read again. Call it in the transaction of
   * a change that takes something away, before the commit: were this machine to stop right after it, the
   * last known would show what must not be seen.
   */
  close(station: KnownStation): Promise<void>;
  /**
   * Runs a transaction that may call `close`, few at a time. `close` waits for readings that are under way,
   * and those for a connection to the records: were all connections held by such transactions, nobody had one.
   */
  change<T>(transaction: () => Promise<T>): Promise<T>;
}

export interface KnownStationsParts {
  readonly file: KnownFile;
  /** All, or the one of this thing, as the records have them. */
  readonly read: (thing?: string) => Promise<readonly KnownStation[]>;
  readonly now: () => number;
}

/** No transaction takes longer. */
const LONGEST_CHANGE_MS = 60_000;

interface Entry {
  readonly known: KnownStation;
  readonly shared: SharedStation;
  /** What a visitor sees: most who ask are visitors, and lists ask of every station. */
  readonly forNobody: StationView;
}

const closedFrom = ({
  group: _,
  credit: __,
  title: ___,
  ...station
}: KnownStation): KnownStation => ({
  ...station,
  visibility: "private",
});

export const createKnownStations = ({ file, read, now }: KnownStationsParts): KnownStations => {
  const byName = new Map<string, Entry>();
  const nameOf = new Map<string, string>();
  /** Stations whose change is under way: they stay closed, whatever was read meanwhile. */
  const closed = new Map<string, number>();
  let edition = 0;
  const put = (known: KnownStation): void => {
    edition += 1;
    const before = nameOf.get(known.thing);
    if (before !== undefined && before !== known.name) byName.delete(before);
    const shared = sharedOf(known);
    byName.set(known.name, { known, shared, forNobody: stationView(nobody, shared) });
    nameOf.set(known.thing, known.name);
  };
  for (const known of file.known) put(known);
  /** What the disk held cannot be read: nobody sees anything until the records were read. */
  let isLost = file.isDamaged;
  let turn: Promise<void> = Promise.resolve();
  const changes = createGate(CHANGES_AT_A_TIME);
  /** One after the other: what was read first must not be put last. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };

  return {
    viewOf(principal, station) {
      if (isLost) return NOTHING;
      const entry = byName.get(station);
      // What everybody sees whole is the same for everybody.
      if (entry === undefined || entry.forNobody === WHOLE) return WHOLE;
      return principal.kind === "nobody" ? entry.forNobody : stationView(principal, entry.shared);
    },
    find: (station) => byName.get(station)?.known,
    all: () => byName.values().map(({ known }) => known),
    edition: () => edition,
    hasAny: () => isLost || byName.size > 0,
    refresh: (thing) =>
      inTurn(async () => {
        if (thing !== undefined) closed.delete(thing);
        for (const [each, since] of closed)
          if (Math.abs(now() - since) > LONGEST_CHANGE_MS) closed.delete(each);
        const found = (await read(thing)).map((known) =>
          closed.has(known.thing) ? closedFrom(known) : known,
        );
        if (thing === undefined) {
          const before = JSON.stringify([...byName.values()].map(({ known }) => known));
          if (!isLost && before === JSON.stringify(found)) return;
          await file.replace(found);
          edition += 1;
          byName.clear();
          nameOf.clear();
          isLost = false;
        } else if (found.length === 0) {
          const name = nameOf.get(thing);
          if (name === undefined) return;
          edition += 1;
          byName.delete(name);
          nameOf.delete(thing);
          await file.replace([...byName.values()].map(({ known }) => known));
          return;
        } else await file.add(found);
        for (const known of found) put(known);
      }),
    close: (station) =>
      inTurn(async () => {
        closed.set(station.thing, now());
        put(closedFrom(station));
        await file.add([closedFrom(station)]);
      }),
    change: changes,
  };
};

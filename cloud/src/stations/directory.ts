import type { Origin } from "@datacityzen/hardware/flags";
import type { StationState } from "@datacityzen/hardware/station-state";
import type { Group, GroupCommit, SharedWork, Work } from "../duckdb/group-commit.ts";
import type { Database } from "../duckdb/open.ts";
import { addPieces } from "../duckdb/pieces.ts";
import { plainText } from "../territories/search-words.ts";
import { nameLimits, type StationLimits } from "./limits.ts";
import { isGateway, newStation, StationRecord } from "./station.ts";
import { groupOf, type StationGroup } from "./station-groups.ts";

type StateName = StationState["kind"];

/** How a station is at the moment of asking; with the record of the gateway that it came through. */
export type JudgeState = (station: StationRecord, gateway: StationRecord | undefined) => StateName;

export interface StationQuery {
  /** A part of the name, or of what its host calls it. */
  readonly search?: string | undefined;
  readonly titleOf?: ((id: string) => string | undefined) | undefined;
  readonly states?: readonly StateName[] | undefined;
  readonly groups?: readonly StationGroup[] | undefined;
  /** Whether somebody works at it, or it measures no more; none is when absent. */
  readonly isOutOfService?: ((id: string) => boolean) | undefined;
  readonly origin?: Origin | undefined;
  /** Only these, in this order; all in the order of their names when absent. */
  readonly among?: readonly string[] | undefined;
  /** Others are not listed and not counted. */
  readonly fits?: ((id: string) => boolean) | undefined;
  /** Only stations that come after the one with this name, in the order of names; or as a rule says. */
  readonly after?: string | ((id: string) => boolean) | undefined;
  readonly limit: number;
  /** Leaves out of list and counts what is not to be seen; all are when absent. */
  readonly isShown?: ((station: StationRecord) => boolean) | undefined;
}

export interface StationPage {
  /** In alphabetical order of their names. */
  readonly stations: readonly StationRecord[];
  /** Whether there are more after the last of these. */
  readonly more: boolean;
  /** How many fit the query, on all pages. */
  readonly total: number;
  /** How many fit the query but for its state and group, by state. */
  readonly counts: { readonly [state in StateName]: number };
  readonly groups: { readonly [group in StationGroup]: number };
}

/** Every station that the cloud has heard of, and every gateway; lists and counts leave gateways out. */
export interface StationDirectory {
  find(id: string): Promise<StationRecord | undefined>;
  /** The record when it is at hand; undefined says nothing: `find` knows. */
  atHand(id: string): StationRecord | undefined;
  list(query: StationQuery, judge: JudgeState): Promise<StationPage>;
  /** All of them, and all gateways. */
  all(): Iterable<StationRecord>;
  count(): Promise<number>;
  /** Makes or changes a station's record; resolves when the change is durable. `by`: who brings a new one. */
  change(
    id: string,
    now: number,
    update: (station: StationRecord) => StationRecord,
    by?: string,
  ): Promise<void>;
  /** Which limit keeps a station from being added; undefined when it is known or may be added. */
  lacksRoom(id: string, by: string): "sender" | "total" | undefined;
  /** Notes that a station was heard. */
  heard(id: string): void;
  /** Those that were not heard for the longest, as far as this process knows. */
  longestUnheard(most: number): readonly string[];
  /** Forgets what stations said of themselves, not what they measured; resolves when that is durable. */
  forget(ids: readonly string[]): Promise<void>;
}

/** The place of `id` in the ordered list, or where it belongs. */
const placeOf = (ids: readonly string[], id: string): number => {
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] as string) < id) low = middle + 1;
    else high = middle;
  }
  return low;
};

const isCalled = (title: string | undefined, words: string): boolean =>
  title !== undefined && words !== "" && plainText(title).includes(words);

const listed = (
  ids: readonly string[],
  records: ReadonlyMap<string, StationRecord>,
  query: StationQuery,
  judge: JudgeState,
): StationPage => {
  const { search = "", titleOf, states, groups, isOutOfService, origin, among = ids } = query;
  const { fits, after = "", limit, isShown } = query;
  const comesAfter = typeof after === "string" ? (id: string) => id > after : after;
  const needle = search.trim().toLowerCase();
  const words = plainText(search);
  const counts = {
    online: 0,
    starting: 0,
    catching_up: 0,
    silent: 0,
    cut_off: 0,
    sleeping: 0,
    offline: 0,
    unknown: 0,
  };
  const byGroup = { look: 0, well: 0, asleep: 0, out: 0 };
  const stations: StationRecord[] = [];
  let total = 0;
  let more = false;
  for (const id of among) {
    if (needle !== "" && !id.includes(needle) && !isCalled(titleOf?.(id), words)) continue;
    if (fits !== undefined && !fits(id)) continue;
    const record = records.get(id);
    if (record === undefined) continue;
    if (origin !== undefined && !record.origins?.includes(origin)) continue;
    if (isGateway(record) || isShown?.(record) === false) continue;
    const found = judge(record, record.via === undefined ? undefined : records.get(record.via));
    counts[found] += 1;
    const group = groupOf(found, isOutOfService?.(id) === true);
    byGroup[group] += 1;
    if (states !== undefined && !states.includes(found)) continue;
    if (groups !== undefined && !groups.includes(group)) continue;
    total += 1;
    if (!comesAfter(id)) continue;
    if (stations.length < limit) stations.push(record);
    else more = true;
  }
  return { stations, more, total, counts, groups: byGroup };
};

const lastSaid = ({ firstSeen, statusReceived = 0 }: StationRecord): number =>
  Math.max(firstSeen, statusReceived);

const writeRecords: SharedWork<StationRecord> = async (connection, changed) => {
  // Of two changes of one station in a group the last holds the first.
  const records = new Map(changed.map((record) => [record.id, record]));
  // Names hold no space: one text carries them all.
  const ids = [...records.keys()].join(" ");
  await connection.run(
    "DELETE FROM station_piece WHERE station IN (SELECT unnest(string_split($1, ' ')))",
    [ids],
  );
  await addPieces(
    connection,
    "station_piece",
    [...records].map(([id, record]) => [id, Buffer.from(JSON.stringify(record))]),
  );
};

/** Rows that are read at a time. */
const ROWS = 16_384;

/** The documents of all stations. */
const readDocuments = async (database: Database): Promise<readonly string[]> => {
  const pieces = new Map<string, Uint8Array[]>();
  const [last] = await database.query(async (connection) =>
    (
      await connection.runAndReadAll("SELECT coalesce(max(rowid), -1) FROM station_piece")
    ).getRows(),
  );
  for (let from = 0; from <= Number(last?.[0]); from += ROWS) {
    const rows = await database.query(async (connection) =>
      (
        await connection.runAndReadAll(
          `SELECT station, place, bytes FROM station_piece WHERE rowid >= ${from} AND rowid < ${from + ROWS}`,
        )
      ).getRows(),
    );
    for (const [station, place, blob] of rows) {
      const ofStation = pieces.get(String(station)) ?? [];
      ofStation[Number(place)] = (blob as unknown as { bytes: Uint8Array }).bytes;
      pieces.set(String(station), ofStation);
    }
  }
  return [...pieces.values()].map((ofStation) =>
    Buffer.concat(ofStation.filter((piece) => piece !== undefined)).toString(),
  );
};

/** Undefined when a damaged store has only a part of it: the station introduces itself anew. */
const parseRecord = (document: string): StationRecord | undefined => {
  try {
    return StationRecord.parse(JSON.parse(document));
  } catch {
    return undefined;
  }
};

const deleteRecords =
  (ids: readonly string[]): Work =>
  async (connection) => {
    await connection.run(
      "DELETE FROM station_piece WHERE station IN (SELECT unnest(string_split($1, ' ')))",
      [ids.join(" ")],
    );
  };

export const openStationDirectory = async (
  database: Database,
  commits: GroupCommit,
  limits: StationLimits = nameLimits,
): Promise<StationDirectory> => {
  const stations = new Map<string, StationRecord>();
  for (const document of await readDocuments(database)) {
    const station = parseRecord(document);
    if (station !== undefined) stations.set(station.id, station);
  }
  const ids = [...stations.keys()].sort();
  let messages = 0;
  /** Which message of all was the last of each station, in the order in which they spoke before this start. */
  const heard = new Map(
    [...stations.values()]
      .sort((one, other) => lastSaid(one) - lastSaid(other))
      .map(({ id }) => [id, ++messages] as const),
  );
  const bySender = new Map<string, number>();
  const count = ({ introducedBy }: StationRecord, sign: 1 | -1): void => {
    if (introducedBy !== undefined)
      bySender.set(introducedBy, (bySender.get(introducedBy) ?? 0) + sign);
  };
  for (const record of stations.values()) count(record, 1);
  const noteHeard = (id: string): void => {
    heard.set(id, ++messages);
  };
  const remove = (id: string): void => {
    const record = stations.get(id);
    if (record === undefined) return;
    stations.delete(id);
    heard.delete(id);
    ids.splice(placeOf(ids, id), 1);
    count(record, -1);
  };
  const byGroup = new WeakMap<Group, (record: StationRecord) => Promise<void>>();
  /** Writes in a group's transaction: one statement for all, however many stations speak at once. */
  const write = (group: Group, record: StationRecord): Promise<void> => {
    const share = byGroup.get(group) ?? group.share(writeRecords);
    byGroup.set(group, share);
    return share(record);
  };
  return {
    find: async (id) => stations.get(id),
    atHand: (id) => stations.get(id),
    list: async (query, judge) => listed(ids, stations, query, judge),
    all: () => stations.values(),
    count: async () => stations.values().reduce((all, one) => all + (isGateway(one) ? 0 : 1), 0),
    lacksRoom(id, by) {
      if (stations.has(id)) return undefined;
      if ((bySender.get(by) ?? 0) >= limits.stationsOfSender) return "sender";
      return stations.size >= limits.stations ? "total" : undefined;
    },
    heard(id) {
      if (heard.has(id)) noteHeard(id);
    },
    longestUnheard: (most) =>
      [...heard]
        .sort(([, one], [, other]) => one - other)
        .slice(0, most)
        .map(([id]) => id),
    async forget(some) {
      const known = some.filter((id) => stations.has(id));
      if (known.length === 0) return;
      const group = commits.open();
      group.grow(known.length);
      for (const id of known) remove(id);
      await group.add(deleteRecords(known));
    },
    change(id, now, update, by) {
      // First: it may refuse, and what is not written must not be shown.
      const group = commits.open();
      const known = stations.get(id);
      const station = update(known ?? newStation(id, now, by));
      if (station === known) return group.durable;
      if (known === undefined) {
        ids.splice(placeOf(ids, id), 0, id);
        count(station, 1);
      }
      stations.set(id, station);
      noteHeard(id);
      group.grow(1);
      return write(group, station).catch((error: unknown) => {
        // What is not written must not be shown, unless it changed again since.
        if (stations.get(id) === station) {
          if (known === undefined) remove(id);
          else stations.set(id, known);
        }
        throw error;
      });
    },
  };
};

import type { GroupCommit } from "../duckdb/group-commit.ts";
import type { Database } from "../duckdb/open.ts";
import { newStation, StationRecord } from "./station.ts";

/** Every station that the cloud has heard of. */
export interface StationDirectory {
  find(id: string): StationRecord | undefined;
  all(): readonly StationRecord[];
  count(): number;
  /** Makes or changes a station's record; resolves when the change is durable. */
  change(id: string, now: number, update: (station: StationRecord) => StationRecord): Promise<void>;
}

export const openStationDirectory = async (
  database: Database,
  commits: GroupCommit,
): Promise<StationDirectory> => {
  const stations = new Map<string, StationRecord>();
  const rows = await database.query(async (connection) =>
    (await connection.runAndReadAll("SELECT document FROM station")).getRows(),
  );
  for (const [document] of rows) {
    const station = StationRecord.parse(JSON.parse(String(document)));
    stations.set(station.id, station);
  }
  return {
    find: (id) => stations.get(id),
    all: () => [...stations.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    count: () => stations.size,
    change(id, now, update) {
      // First: it may refuse, and what is not written must not be shown.
      const group = commits.open();
      const station = update(stations.get(id) ?? newStation(id, now));
      stations.set(id, station);
      group.grow(1);
      group.add(async (connection) => {
        await connection.run("DELETE FROM station WHERE id = $1", [id]);
        await connection.run("INSERT INTO station VALUES ($1, $2)", [id, JSON.stringify(station)]);
      });
      return group.durable;
    },
  };
};

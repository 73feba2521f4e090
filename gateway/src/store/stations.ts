import type { DatabaseSync } from "node:sqlite";
import type { GroupCommit } from "./group-commit.ts";

/** The stations that this gateway relays, whose receipts it therefore asks for. */
export interface Stations {
  readonly note: (station: string) => Promise<void>;
  readonly all: () => readonly string[];
}

export const openStations = (database: DatabaseSync, commits: GroupCommit): Stations => {
  const insert = database.prepare("insert or ignore into station (id) values (?)");
  const rows = database.prepare("select id from station").all() as unknown as { id: string }[];
  const known = new Set(rows.map(({ id }) => id));

  return {
    note: async (station) => {
      if (known.has(station)) return;
      const outcome = await commits.run(() => {
        insert.run(station);
      });
      if (outcome.ok) known.add(station);
    },
    all: () => [...known].sort(),
  };
};

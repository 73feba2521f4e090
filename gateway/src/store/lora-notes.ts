import type { DatabaseSync } from "node:sqlite";
import type { Transmission } from "../lora/airtime-ledger.ts";
import type { GroupCommit } from "./group-commit.ts";

/** What a LoRa uplink must know again after a restart. */
export interface LoraNotes {
  /** Airtime of the last day. */
  readonly transmissions: readonly Transmission[];
  /** LoRaWAN's port of each station: under its number the network's bridge names the station. */
  readonly ports: { readonly [station: string]: number };
  /** Hours (UTC ms) that were sent, of each station. */
  readonly hours: { readonly [station: string]: readonly number[] };
  /** Readings whose detail had no room, since the site was set up. */
  readonly leftOut: number;
}

const nothing: LoraNotes = { transmissions: [], ports: {}, hours: {}, leftOut: 0 };

export interface KeptLoraNotes {
  readonly now: () => LoraNotes;
  /** Resolves when it is on disk, or cannot be: what is known in memory is the change in any case. */
  readonly change: (changes: Partial<LoraNotes>) => Promise<void>;
}

export const openLoraNotes = (database: DatabaseSync, commits: GroupCommit): KeptLoraNotes => {
  const row = database.prepare("select value from note where name = 'lora'").get();
  const write = database.prepare(
    `insert into note (name, value) values ('lora', ?)
     on conflict (name) do update set value = excluded.value`,
  );
  let notes: LoraNotes = { ...nothing, ...(row && JSON.parse(String(row.value))) };
  return {
    now: () => notes,
    change: async (changes) => {
      notes = { ...notes, ...changes };
      const text = JSON.stringify(notes);
      await commits.run(() => write.run(text), { frees: true });
    },
  };
};

import { drizzle } from "drizzle-orm/node-postgres";
import type { connectTo, Queries } from "../records/database.ts";
import { newIdentifier } from "../records/identifiers.ts";
import type { AlertSecrets } from "./secrets.ts";
import { alertCondition, alertProfile } from "./tables.ts";

export interface ReaderGiven {
  readonly address: string;
  /** Since when the conditions are followed. */
  readonly begin: Date;
  readonly conditions: readonly {
    readonly station: string;
    readonly up: number;
    readonly down?: number;
    readonly watched?: string;
  }[];
  readonly wishes?: Partial<typeof alertProfile.$inferInsert>;
}

export interface ReaderRows {
  readonly profile: typeof alertProfile.$inferInsert;
  readonly conditions: readonly (typeof alertCondition.$inferInsert & { readonly id: string })[];
}

/** The rows of somebody who has confirmed: for tests that need more of them than one network may ask for. */
export const readerRows = (
  secrets: AlertSecrets,
  { address, begin, conditions, wishes = {} }: ReaderGiven,
): ReaderRows => {
  const id = newIdentifier();
  const { keyHash, key } = secrets.newKey(id);
  return {
    profile: {
      ...{ id, keyHash, key, state: "active", language: "fr", zone: "Europe/Paris" },
      ...{ address: secrets.sealAddress(id, address), digest: secrets.digestOf(address) },
      ...{ everyMinutes: 0, created: begin, confirmed: begin },
      ...wishes,
    },
    conditions: conditions.map(({ station, up, down = up * 0.9, watched = "pm2_5:hour" }) => ({
      ...{ id: newIdentifier(), profile: id, watched, station, place: station },
      ...{ up, down, created: begin, minimumMinutes: 0 },
    })),
  };
};

/** Writes them past the routes: a cloud that runs reads them when it starts. */
export const insertReaders = async (db: Queries, readers: readonly ReaderRows[]): Promise<void> => {
  await db.insert(alertProfile).values(readers.map(({ profile }) => profile));
  await db.insert(alertCondition).values(readers.flatMap(({ conditions }) => conditions));
};

/** The same by a connection of a test's own. */
export const insertReadersBy = (
  client: Awaited<ReturnType<typeof connectTo>>,
  readers: readonly ReaderRows[],
): Promise<void> => insertReaders(drizzle({ client }), readers);

import type { RemoteSettings, StationConfig } from "@datacityzen/hardware/wire/station-config";
import { eq } from "drizzle-orm";
import { station } from "../hosting/tables.ts";
import type { Queries } from "../records/database.ts";
import { stationConfig } from "./tables.ts";

/** What a station of this name is told; all stations that were ever told something without one. */
export const readConfigs = async (
  db: Queries,
  name?: string,
): Promise<readonly { readonly name: string; readonly config: StationConfig }[]> =>
  (
    await db
      .select({
        name: station.name,
        version: stationConfig.version,
        settings: stationConfig.settings,
      })
      .from(stationConfig)
      .innerJoin(station, eq(station.id, stationConfig.station))
      .where(name === undefined ? undefined : eq(station.name, name))
  ).map(({ name, version, settings }) => ({ name, config: { version, ...settings } }));

export interface SetConfig {
  readonly version: number;
  readonly settings: RemoteSettings;
  readonly set: Date;
}

/** What was set last for the station of this identifier. */
export const configOf = async (db: Queries, id: string): Promise<SetConfig | undefined> => {
  const [found] = await db
    .select({
      version: stationConfig.version,
      settings: stationConfig.settings,
      set: stationConfig.set,
    })
    .from(stationConfig)
    .where(eq(stationConfig.station, id));
  return found;
};

/** The same, and nobody else changes it until the transaction ends. */
export const lockConfig = async (tx: Queries, id: string, at: Date): Promise<SetConfig> => {
  await tx
    .insert(stationConfig)
    .values({ station: id, version: 0, settings: {}, set: at })
    .onConflictDoNothing();
  const [found] = await tx
    .select({
      version: stationConfig.version,
      settings: stationConfig.settings,
      set: stationConfig.set,
    })
    .from(stationConfig)
    .where(eq(stationConfig.station, id))
    .for("update");
  if (found === undefined) throw new Error("PostgreSQL gave no row back.");
  return found;
};

export const replaceConfig = async (tx: Queries, id: string, next: SetConfig): Promise<void> => {
  await tx.update(stationConfig).set(next).where(eq(stationConfig.station, id));
};

/** The settings of somebody's stations. */
export const settingsOfHost = (tx: Queries, host: string) =>
  tx
    .select({
      station: station.name,
      version: stationConfig.version,
      settings: stationConfig.settings,
      set: stationConfig.set,
    })
    .from(stationConfig)
    .innerJoin(station, eq(station.id, stationConfig.station))
    .where(eq(station.host, host));

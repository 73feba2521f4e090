import type { RemoteSettings } from "@datacityzen/hardware/wire/station-config";
import { integer, jsonb, pgTable, uuid } from "drizzle-orm/pg-core";
import { station } from "../hosting/tables.ts";
import { instant } from "../records/columns.ts";

/** What a station is told to do, in the version that was set last. */
export const stationConfig = pgTable("station_config", {
  station: uuid("station")
    .primaryKey()
    .references(() => station.id, { onDelete: "cascade" }),
  version: integer("version").notNull(),
  settings: jsonb("settings").$type<RemoteSettings>().notNull(),
  set: instant("set").notNull(),
});

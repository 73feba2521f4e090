import { index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { station } from "../hosting/tables.ts";
import { organisation } from "../organisations/tables.ts";
import { person } from "../people/tables.ts";
import { instant, newId } from "../records/columns.ts";

/** Boxes that were prepared together, for one workshop of an organisation. */
export const stationBatch = pgTable(
  "station_batch",
  {
    id: newId(),
    organisation: uuid("organisation")
      .notNull()
      .references(() => organisation.id, { onDelete: "cascade" }),
    title: text("title").notNull(),
    preparedBy: uuid("prepared_by").references(() => person.id, { onDelete: "set null" }),
    created: instant("created").notNull(),
  },
  (own) => [index("station_batch_organisation").on(own.organisation, own.created)],
);

/** A station is prepared once. */
export const preparedStation = pgTable(
  "prepared_station",
  {
    station: uuid("station")
      .primaryKey()
      .references(() => station.id, { onDelete: "cascade" }),
    batch: uuid("batch")
      .notNull()
      .references(() => stationBatch.id, { onDelete: "cascade" }),
  },
  (own) => [index("prepared_station_batch").on(own.batch)],
);

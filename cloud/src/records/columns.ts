import { sql } from "drizzle-orm";
import { customType, timestamp, uuid } from "drizzle-orm/pg-core";
import { newIdentifier } from "./identifiers.ts";

/** Words to search for, as PostgreSQL keeps them. */
export const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });

export const bytes = customType<{ data: Buffer }>({ dataType: () => "bytea" });

/** A point in time; a `Date` in programs. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** The primary key `id` of a table whose rows are made here: identifiers in order of time. */
export const newId = () => uuid("id").primaryKey().$defaultFn(newIdentifier);

/** The values that a column may have, as a check lists them: `'one','other'`. They are written in programs. */
export const words = (values: readonly string[]) =>
  sql.raw(values.map((value) => `'${value}'`).join());

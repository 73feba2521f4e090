import { customType, timestamp } from "drizzle-orm/pg-core";

/** Words to search for, as PostgreSQL keeps them. */
export const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });

export const bytes = customType<{ data: Buffer }>({ dataType: () => "bytea" });

/** A point in time; a `Date` in programs. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

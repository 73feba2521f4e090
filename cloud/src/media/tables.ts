import { sql } from "drizzle-orm";
import { type AnyPgColumn, check, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { thing } from "../things/tables.ts";

/** A picture, or the scan of a mandate. Its file is named by the SHA-256 of what it holds. */
export const media = pgTable(
  "media",
  {
    id: uuid("id")
      .primaryKey()
      .references(() => thing.id, { onDelete: "cascade" }),
    purpose: text("purpose", { enum: ["content", "mandate"] }).notNull(),
    type: text("type", { enum: ["image/webp", "application/pdf"] }).notNull(),
    full: text("full_sha256").notNull(),
    small: text("small_sha256"),
    width: integer("width"),
    height: integer("height"),
    /** Of all its files. */
    bytes: integer("bytes").notNull(),
    /** What is to be seen, for those who do not see it. */
    alt: text("alt").notNull(),
    author: text("author").notNull(),
    /** The thing that shows it: without one it is removed by the next sweep. Its members see it while its visibility is `group`. */
    of: uuid("of").references((): AnyPgColumn => thing.id, { onDelete: "set null" }),
  },
  (own) => [
    index("media_full").on(own.full),
    index("media_small").on(own.small),
    index("media_of").on(own.of),
    check("media_purpose", sql`${own.purpose} in ('content', 'mandate')`),
    check("media_type", sql`${own.type} in ('image/webp', 'application/pdf')`),
  ],
);
export type MediaRow = typeof media.$inferSelect;

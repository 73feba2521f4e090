import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  check,
  index,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { instant, newId, tsvector } from "../records/columns.ts";

/**
 * Everything that has an address of its own: a person, an organisation, a station, an offer, a document.
 * Each kind has a table beside this one, `id: uuid("id").primaryKey().references(() => thing.id, { onDelete:
 * "cascade" })`, so that whatever points to a thing points here with a real foreign key.
 */
export const thing = pgTable(
  "thing",
  {
    id: newId(),
    /** "person", "station": the name of the table beside this one. */
    kind: text("kind").notNull(),
    /** Its name in addresses, unique among its kind. */
    slug: text("slug"),
    title: text("title").notNull(),
    summary: text("summary").notNull().default(""),
    /** Further words by which a search finds it, filled by its module; shown nowhere. */
    words: text("words").notNull().default(""),
    /** A draft is for its owner, what is archived for those who look for it. */
    status: text("status", { enum: ["draft", "proposed", "published", "archived"] }).notNull(),
    /**
     * Who may see it: everybody, the members of its circles, or its owner. Like the status without a
     * default: a module that forgot it would publish a person or a home.
     */
    visibility: text("visibility", { enum: ["public", "group", "private"] }).notNull(),
    territory: uuid("territory").references((): AnyPgColumn => thing.id, { onDelete: "set null" }),
    /** A person or an organisation. */
    owner: uuid("owner").references((): AnyPgColumn => thing.id, { onDelete: "set null" }),
    /** An SPDX identifier: "CC-BY-4.0". */
    licence: text("licence"),
    /** Title before summary before words, in French and in English, without accents. */
    search: tsvector("search").generatedAlwaysAs(
      sql`setweight(to_tsvector('french', plain_text(title)), 'A') || setweight(to_tsvector('english', plain_text(title)), 'A') || setweight(to_tsvector('french', plain_text(summary)), 'B') || setweight(to_tsvector('english', plain_text(summary)), 'B') || setweight(to_tsvector('french', plain_text(words)), 'C') || setweight(to_tsvector('english', plain_text(words)), 'C')`,
    ),
    created: instant("created")
      .notNull()
      .$defaultFn(() => new Date()),
    updated: instant("updated")
      .notNull()
      .$defaultFn(() => new Date())
      .$onUpdateFn(() => new Date()),
  },
  (own) => [
    uniqueIndex("thing_slug").on(own.kind, own.slug),
    index("thing_search").using("gin", own.search),
    index("thing_title").using("gin", sql`plain_text(${own.title}) gin_trgm_ops`),
    index("thing_kind").on(own.kind, own.created),
    index("thing_owner").on(own.owner),
    index("thing_territory").on(own.territory),
    check("thing_status", sql`${own.status} in ('draft', 'proposed', 'published', 'archived')`),
    check("thing_visibility", sql`${own.visibility} in ('public', 'group', 'private')`),
  ],
);
export type Thing = typeof thing.$inferSelect;

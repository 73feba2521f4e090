import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  date,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { media } from "../media/tables.ts";
import { organisation } from "../organisations/tables.ts";
import { instant } from "../records/columns.ts";
import type { Proposal } from "./practice.ts";

/** What an organisation is called, and looks like, where it offers alerts under its own name. */
export const practice = pgTable(
  "practice",
  {
    organisation: uuid("organisation")
      .primaryKey()
      .references(() => organisation.id, { onDelete: "cascade" }),
    /** Its name in addresses: `/p/<slug>`. */
    slug: text("slug").notNull(),
    name: text("name").notNull(),
    words: text("words").notNull(),
    terms: text("terms").notNull(),
    address: text("address").notNull(),
    ground: text("ground").notNull(),
    ink: text("ink").notNull(),
    logo: uuid("logo").references(() => media.id, { onDelete: "set null" }),
    proposals: jsonb("proposals").$type<readonly Proposal[]>().notNull(),
    /** Administrators of the platform have opened it: there is a contract. */
    isOpen: boolean("is_open").notNull().default(false),
    changed: instant("changed").notNull(),
  },
  (own) => [
    uniqueIndex("practice_slug").on(own.slug),
    check(
      "practice_colours",
      sql`${own.ground} ~ '^#[0-9a-f]{6}$' and ${own.ink} ~ '^#[0-9a-f]{6}$'`,
    ),
  ],
);
export type Practice = typeof practice.$inferSelect;

/** Sums of a week, in bulk: of whom they are made is written nowhere. */
export const practiceWeek = pgTable(
  "practice_week",
  {
    practice: uuid("practice")
      .notNull()
      .references(() => practice.organisation, { onDelete: "cascade" }),
    /** Its Monday, in UTC. */
    monday: date("monday", { mode: "string" }).notNull(),
    /** Subscriptions when it was looked at last. */
    subscriptions: integer("subscriptions").notNull().default(0),
    /** Messages that went to the outbox. */
    messages: integer("messages").notNull().default(0),
  },
  (own) => [primaryKey({ columns: [own.practice, own.monday] })],
);

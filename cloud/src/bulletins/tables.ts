import { index, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { alertProfile } from "../alerts/tables.ts";
import { instant } from "../records/columns.ts";
import { thing } from "../things/tables.ts";
import type { BulletinFacts } from "./facts.ts";

/** The bulletin of a territory on a day, as it was sent: what it tells does not change any more. */
export const bulletinEdition = pgTable(
  "bulletin_edition",
  {
    territory: uuid("territory")
      .notNull()
      .references(() => thing.id, { onDelete: "cascade" }),
    /** "2026-11-28", in the zone of the territory. */
    day: text("day").notNull(),
    facts: jsonb("facts").$type<BulletinFacts>().notNull(),
    made: instant("made").notNull(),
  },
  (own) => [
    primaryKey({ columns: [own.territory, own.day] }),
    index("bulletin_edition_day").on(own.day),
  ],
);
export type BulletinEdition = typeof bulletinEdition.$inferSelect;

/** A profile of alerts that gets the bulletin of a territory by mail. It goes with the profile. */
export const bulletinSubscription = pgTable(
  "bulletin_subscription",
  {
    profile: uuid("profile")
      .notNull()
      .references(() => alertProfile.id, { onDelete: "cascade" }),
    territory: uuid("territory")
      .notNull()
      .references(() => thing.id, { onDelete: "cascade" }),
    /** The day of the last edition that was sent. */
    lastDay: text("last_day"),
  },
  (own) => [
    primaryKey({ columns: [own.profile, own.territory] }),
    index("bulletin_subscription_territory").on(own.territory, own.lastDay),
  ],
);

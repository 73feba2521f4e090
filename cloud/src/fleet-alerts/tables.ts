import { sql } from "drizzle-orm";
import { check, index, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { person } from "../people/tables.ts";
import { instant, newId, words } from "../records/columns.ts";
import { noticeAnswers, noticeKinds, reaches, toldProblems } from "./troubles.ts";

/** Who wants to be told when stations are in trouble. */
export const fleetWatcher = pgTable(
  "fleet_watcher",
  {
    person: uuid("person")
      .primaryKey()
      .references(() => person.id, { onDelete: "cascade" }),
    /** Of the stations that they host, or of all that they may look after. */
    reach: text("reach", { enum: reaches }).notNull(),
    since: instant("since").notNull(),
  },
  (own) => [check("fleet_watcher_reaches", sql`${own.reach} in (${words(reaches)})`)],
);

/** One station and what is wrong with it, from when it was found until it was over. */
export const fleetTrouble = pgTable(
  "fleet_trouble",
  {
    id: newId(),
    /** Its name on the topic. */
    station: text("station").notNull(),
    problem: text("problem", { enum: toldProblems }).notNull(),
    /** Since when it is so, where that is known. */
    began: instant("began"),
    found: instant("found").notNull(),
    ended: instant("ended"),
  },
  (own) => [
    uniqueIndex("fleet_trouble_open").on(own.station, own.problem).where(sql`${own.ended} is null`),
    index("fleet_trouble_ended").on(own.ended),
    check("fleet_trouble_problems", sql`${own.problem} in (${words(toldProblems)})`),
  ],
);
export type FleetTrouble = typeof fleetTrouble.$inferSelect;

/** What somebody was told of a trouble, once of its beginning and once of its end, or why not. */
export const fleetNotice = pgTable(
  "fleet_notice",
  {
    trouble: uuid("trouble")
      .notNull()
      .references(() => fleetTrouble.id, { onDelete: "cascade" }),
    person: uuid("person")
      .notNull()
      .references(() => person.id, { onDelete: "cascade" }),
    kind: text("kind", { enum: noticeKinds }).notNull(),
    answer: text("answer", { enum: noticeAnswers }).notNull(),
    /** The message of the outbox. */
    message: uuid("message"),
    at: instant("at").notNull(),
  },
  (own) => [
    primaryKey({ columns: [own.trouble, own.person, own.kind] }),
    index("fleet_notice_person").on(own.person, own.at),
    check("fleet_notice_kinds", sql`${own.kind} in (${words(noticeKinds)})`),
    check("fleet_notice_answers", sql`${own.answer} in (${words(noticeAnswers)})`),
    check("fleet_notice_told", sql`(${own.answer} = 'told') = (${own.message} is not null)`),
  ],
);

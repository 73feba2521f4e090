import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  boolean,
  check,
  customType,
  date,
  doublePrecision,
  index,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { instant, newId, tsvector, words } from "../records/columns.ts";
import { thing } from "../things/tables.ts";
import type { Answers } from "./answers.ts";
import { type AtlasSheet, entryStates, families, natures } from "./sheet.ts";

/** "(x,y)": so that an index gives the nearest first. */
const point = customType<{ data: string }>({ dataType: () => "point" });
/** Several times, from and until: "{[2026-11-28 09:00+00,2026-11-28 12:00+00)}". */
const times = customType<{ data: string }>({ dataType: () => "tstzmultirange" });

/** How somebody made sure that an entry is right. */
export const checkedWays = ["visit", "call", "structure", "file"] as const;
export type CheckedWay = (typeof checkedWays)[number];

/**
 * Hours that entries have, and what decides what they mean there: when that is, is worked out once for all of them, and
 * changes no entry.
 */
export const atlasHours = pgTable(
  "atlas_hours",
  {
    /** Digest of the three below: hours may be longer than an ordered index takes. */
    id: text("id").primaryKey(),
    /** In the grammar of OpenStreetMap. */
    hours: text("hours").notNull(),
    region: text("region").notNull(),
    zone: text("zone").notNull(),
    /** When it is open, until `timesUntil`; null when nobody knows. */
    openTimes: times("open_times"),
    maybeTimes: times("maybe_times"),
    /** Null: they were not made yet. */
    timesUntil: instant("times_until"),
  },
  (own) => [index("atlas_hours_times").on(own.timesUntil)],
);

/** A place, or an offer of one. Its title, its territory (a commune) and what is searched are the thing's. */
export const atlasEntry = pgTable(
  "atlas_entry",
  {
    id: uuid("id")
      .primaryKey()
      .references(() => thing.id, { onDelete: "cascade" }),
    family: text("family", { enum: families }).notNull(),
    nature: text("nature", { enum: natures }).notNull(),
    state: text("state", { enum: entryStates }).notNull(),
    /** Who collected it, and what it is called there: an import finds it again by both. */
    source: text("source").notNull(),
    key: text("key").notNull(),
    /** The place that makes the offer, by its key in the same source. */
    structureKey: text("structure_key"),
    /** Its name without accents, for lists in alphabetical order. */
    order: text("by_name").notNull(),
    /** Its words: a search shows first what is called like it. */
    named: tsvector("named")
      .notNull()
      .generatedAlwaysAs(sql`to_tsvector('french', by_name) || to_tsvector('english', by_name)`),
    /** Words of its services, publics, care and fees. */
    facets: text("facets").array().notNull(),
    lat: doublePrecision("lat"),
    lon: doublePrecision("lon"),
    /** The same on a map that keeps angles: of places around, the nearest on it is the nearest. */
    flat: point("flat"),
    zone: text("zone").notNull(),
    /** Null where nobody has said when it is open. */
    hours: text("hours_of").references(() => atlasHours.id),
    /** Who made sure of it last, when and how. */
    checkedBy: uuid("checked_by").references(() => thing.id, { onDelete: "set null" }),
    checkedOn: date("checked_on", { mode: "string" }),
    checkedHow: text("checked_how", { enum: checkedWays }),
    changed: instant("changed").notNull(),
    /** It is the same place as this one: its page leads there, and its source still finds it by its key. */
    mergedInto: uuid("merged_into").references((): AnyPgColumn => atlasEntry.id, {
      onDelete: "set null",
    }),
  },
  (own) => [
    uniqueIndex("atlas_entry_key").on(own.source, own.key),
    index("atlas_entry_by_name").on(own.order, own.id).where(sql`${own.state} = 'published'`),
    index("atlas_entry_state").on(own.state, own.changed).where(sql`${own.state} <> 'published'`),
    index("atlas_entry_structure").on(own.source, own.structureKey),
    index("atlas_entry_facets").using("gin", own.facets),
    index("atlas_entry_flat").using("gist", own.flat).where(sql`${own.state} = 'published'`),
    index("atlas_entry_named").using("gin", own.named),
    index("atlas_entry_hours_of").on(own.hours),
    index("atlas_entry_merged").on(own.mergedInto).where(sql`${own.mergedInto} is not null`),
    check("atlas_entry_families", sql`${own.family} in (${words(families)})`),
    check("atlas_entry_natures", sql`${own.nature} in (${words(natures)})`),
    check("atlas_entry_states", sql`${own.state} in (${words(entryStates)})`),
    check("atlas_entry_checked", sql`${own.checkedHow} in (${words(checkedWays)})`),
  ],
);

/**
 * All that is said of an entry; the columns of `atlas_entry` are made from it, for questions. It stands apart, so that
 * whoever looks through entries reads short rows.
 */
export const atlasSheet = pgTable(
  "atlas_sheet",
  {
    id: uuid("id")
      .primaryKey()
      .references(() => atlasEntry.id, { onDelete: "cascade" }),
    sheet: jsonb("sheet").$type<AtlasSheet>().notNull(),
    digest: text("digest").notNull(),
    /** As the last import had it; somebody changed it here when it differs from `digest`. */
    importedDigest: text("imported_digest"),
    /** Under which entries that may be the same place are found: likeness.ts. */
    alike: text("alike").array().notNull(),
  },
  (own) => [index("atlas_sheet_alike").using("gin", own.alike).with({ fastupdate: false })],
);

export type AtlasEntryRow = typeof atlasEntry.$inferSelect &
  Pick<typeof atlasSheet.$inferSelect, "sheet" | "digest">;

export const changeKinds = ["added", "changed", "state", "checked", "reverted", "merged"] as const;

/** What was done to an entry, so that it can be told and undone. */
export const atlasChange = pgTable(
  "atlas_change",
  {
    id: newId(),
    entry: uuid("entry")
      .notNull()
      .references(() => atlasEntry.id, { onDelete: "cascade" }),
    at: instant("at").notNull(),
    kind: text("kind", { enum: changeKinds }).notNull(),
    /** A person, or who owns the key of a program; null for the machine, and for somebody who left. */
    by: uuid("by").references(() => thing.id, { onDelete: "set null" }),
    /** The import's source; null when somebody did it by hand. */
    source: text("source"),
    /** As it was before; null where that changed nothing of it. */
    before: jsonb("before").$type<AtlasSheet>(),
    stateBefore: text("state_before", { enum: entryStates }),
  },
  (own) => [
    index("atlas_change_entry").on(own.entry, own.id),
    check("atlas_change_kinds", sql`${own.kind} in (${words(changeKinds)})`),
  ],
);
export type AtlasChange = typeof atlasChange.$inferSelect;

export const reportKinds = ["closed", "moved", "hours", "contact", "other"] as const;

/** What somebody says is wrong with an entry. Who said it is written nowhere. */
export const atlasReport = pgTable(
  "atlas_report",
  {
    id: newId(),
    entry: uuid("entry")
      .notNull()
      .references(() => atlasEntry.id, { onDelete: "cascade" }),
    at: instant("at").notNull(),
    kind: text("kind", { enum: reportKinds }).notNull(),
    words: text("words").notNull(),
    /** Somebody who looks after the entry has settled it. */
    settled: instant("settled"),
  },
  (own) => [
    index("atlas_report_open").on(own.id).where(sql`${own.settled} is null`),
    index("atlas_report_entry").on(own.entry),
    check("atlas_report_kinds", sql`${own.kind} in (${words(reportKinds)})`),
  ],
);

export const draftStates = ["draft", "submitted", "accepted", "refused"] as const;

/** What somebody is writing about a place, or has written and somebody else is to read. It goes with its author. */
export const atlasDraft = pgTable(
  "atlas_draft",
  {
    id: newId(),
    person: uuid("person")
      .notNull()
      .references(() => thing.id, { onDelete: "cascade" }),
    /** Which it corrects, or what became of a new one. */
    entry: uuid("entry").references(() => atlasEntry.id, { onDelete: "cascade" }),
    isCorrection: boolean("is_correction").notNull(),
    state: text("state", { enum: draftStates }).notNull(),
    /** As they were typed. */
    answers: jsonb("answers").$type<Answers>().notNull(),
    at: instant("at").notNull(),
  },
  (own) => [
    index("atlas_draft_person").on(own.person, own.id),
    index("atlas_draft_entry").on(own.entry),
    index("atlas_draft_submitted").on(own.id).where(sql`${own.state} = 'submitted'`),
    check("atlas_draft_states", sql`${own.state} in (${words(draftStates)})`),
  ],
);
export type AtlasDraft = typeof atlasDraft.$inferSelect;

/** A place was asked by mail whether its entry is still right. */
export const atlasReminder = pgTable(
  "atlas_reminder",
  {
    id: newId(),
    entry: uuid("entry")
      .notNull()
      .references(() => atlasEntry.id, { onDelete: "cascade" }),
    /** Digest of what stands in the link. */
    digest: text("digest").notNull().unique(),
    sent: instant("sent").notNull(),
    /** The button was pressed. */
    answered: instant("answered"),
  },
  (own) => [index("atlas_reminder_entry").on(own.entry, own.sent)],
);

/** Every word of published entries, to find the one that was misspelt. */
export const atlasWord = pgTable("atlas_word", { word: text("word").primaryKey() }, (own) => [
  index("atlas_word_likeness").using("gin", sql`${own.word} gin_trgm_ops`),
]);

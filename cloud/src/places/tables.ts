import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  date,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  real,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { station } from "../hosting/tables.ts";
import { instant, newId, words } from "../records/columns.ts";
import { thing } from "../things/tables.ts";
import { connectivities, exposures, sitings } from "./known-station.ts";

export const groupKinds = ["street", "class", "workshop", "other"] as const;

/** Where a station is or was for a time. The point is the centre of a cell: grid.ts. */
export const place = pgTable(
  "place",
  {
    id: newId(),
    station: uuid("station")
      .notNull()
      .references(() => station.id, { onDelete: "cascade" }),
    /** Who was its host then: a person, or the organisation that owns it. */
    host: uuid("host").references(() => thing.id, { onDelete: "set null" }),
    since: instant("since").notNull(),
    /** Null for where it is now. */
    until: instant("until"),
    grid: text("grid").notNull(),
    row: integer("row").notNull(),
    column: integer("column").notNull(),
    lat: doublePrecision("lat").notNull(),
    lon: doublePrecision("lon").notNull(),
    /** The host published the exact point. */
    isExact: boolean("is_exact").notNull(),
    /** The smallest territory around the centre of the cell. */
    territory: uuid("territory").references(() => thing.id, { onDelete: "set null" }),
    exposure: text("exposure", { enum: exposures }).notNull(),
    siting: text("siting", { enum: sitings }),
    connectivity: text("connectivity", { enum: connectivities }),
    /** A picture, among the media. */
    photo: uuid("photo").references(() => thing.id, { onDelete: "set null" }),
    /** The host shows the picture to everybody who may see the station. */
    photoPublic: boolean("photo_public").notNull().default(false),
  },
  (own) => [
    index("place_station").on(own.station, own.since),
    uniqueIndex("place_now").on(own.station).where(sql`${own.until} is null`),
    index("place_territory").on(own.territory),
    check("place_ends", sql`${own.until} > ${own.since}`),
    check("place_exposures", sql`${own.exposure} in (${words(exposures)})`),
  ],
);
export type PlaceRow = typeof place.$inferSelect;

/** The exact point of a place: it goes with its host, and only questions of the host read it. */
export const placeExact = pgTable("place_exact", {
  place: uuid("place")
    .primaryKey()
    .references(() => place.id, { onDelete: "cascade" }),
  host: uuid("host")
    .notNull()
    .references(() => thing.id, { onDelete: "cascade" }),
  lat: doublePrecision("lat").notNull(),
  lon: doublePrecision("lon").notNull(),
  /** Metres above the ground. */
  height: real("height"),
});

/** What a host agreed to for a station, or that nobody has since the last one left. Its visibility and licence are those of its thing. */
export const stationShare = pgTable("station_share", {
  station: uuid("station")
    .primaryKey()
    .references(() => station.id, { onDelete: "cascade" }),
  /** To whose members it is shown, with the visibility `group`. */
  group: uuid("group").references(() => stationGroup.id, { onDelete: "set null" }),
  /** The version of the terms. */
  terms: text("terms"),
  agreed: instant("agreed"),
  /** Who agreed. A host who comes after has not. */
  host: uuid("host").references(() => thing.id, { onDelete: "set null" }),
  /** What was measured before is shown to nobody: the host of then did not show it. */
  past: instant("past"),
  /** How everybody reads whose station it is, in the words of this host; nobody reads it when null. */
  credit: text("credit"),
  /** What everybody calls the station, in the words of this host: "École Jules-Ferry". */
  title: text("title"),
});

/** A street, a class, a workshop: a thing, whose members are its memberships. */
export const stationGroup = pgTable(
  "station_group",
  {
    id: uuid("id")
      .primaryKey()
      .references(() => thing.id, { onDelete: "cascade" }),
    kind: text("kind", { enum: groupKinds }).notNull(),
    /** Of its days. */
    zone: text("zone").notNull(),
    /** The centre of a cell, as whoever made the group says: never derived from its stations. */
    lat: doublePrecision("lat"),
    lon: doublePrecision("lon"),
    /** SHA-256 of the code with which one enters. */
    codeHash: text("code_hash").notNull(),
    /** The last day whose means were made: they are not made again. */
    doneUntil: date("done_until", { mode: "string" }).notNull(),
  },
  (own) => [
    uniqueIndex("station_group_code").on(own.codeHash),
    check("station_group_kinds", sql`${own.kind} in (${words(groupKinds)})`),
  ],
);

/** A station counts in one group at a time: of two groups that share stations one could tell the others. */
export const groupStation = pgTable(
  "group_station",
  {
    id: newId(),
    group: uuid("group")
      .notNull()
      .references(() => stationGroup.id, { onDelete: "cascade" }),
    station: uuid("station")
      .notNull()
      .references(() => station.id, { onDelete: "cascade" }),
    since: instant("since").notNull(),
    until: instant("until"),
  },
  (own) => [
    index("group_station_group").on(own.group),
    uniqueIndex("group_station_now").on(own.station).where(sql`${own.until} is null`),
  ],
);

/** The mean of a day over the homes of a group, of three at least. Written once. */
export const groupDay = pgTable(
  "group_day",
  {
    group: uuid("group")
      .notNull()
      .references(() => stationGroup.id, { onDelete: "cascade" }),
    day: date("day", { mode: "string" }).notNull(),
    exposure: text("exposure", { enum: exposures }).notNull(),
    quantity: text("quantity").notNull(),
    homes: integer("homes").notNull(),
    mean: doublePrecision("mean").notNull(),
    made: instant("made").notNull(),
  },
  (own) => [
    primaryKey({ columns: [own.group, own.day, own.exposure, own.quantity] }),
    check("group_day_homes", sql`${own.homes} >= 3`),
  ],
);

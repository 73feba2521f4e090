import { sql } from "drizzle-orm";
import { check, index, pgTable, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { person } from "../people/tables.ts";
import { instant, newId, words } from "../records/columns.ts";
import { thing } from "../things/tables.ts";
import { deviceKinds, replacementReasons, stationStates } from "./states.ts";

/**
 * A station as somebody's box. What it measures and says of itself is kept beside the series, and goes on
 * without this row. Its title, owner, territory, licence and visibility are those of its thing.
 */
export const station = pgTable(
  "station",
  {
    id: uuid("id")
      .primaryKey()
      .references(() => thing.id, { onDelete: "cascade" }),
    /** Its name on the topic, for ever. */
    name: text("name").notNull(),
    /** Whose box it is; nobody's before it is claimed. */
    host: uuid("host").references(() => person.id, { onDelete: "set null" }),
    model: text("model"),
    state: text("state", { enum: stationStates }).notNull(),
    /** Since when it is in this state. */
    since: instant("since").notNull(),
  },
  (own) => [
    uniqueIndex("station_name").on(own.name),
    index("station_host").on(own.host),
    index("station_state").on(own.state, own.since),
    check("station_states", sql`${own.state} in (${words(stationStates)})`),
  ],
);
export type StationRow = typeof station.$inferSelect;

/** What a station or a gateway proves its name with. The newest that is not revoked counts. */
export const stationCredential = pgTable(
  "station_credential",
  {
    id: newId(),
    kind: text("kind", { enum: deviceKinds }).notNull(),
    /** The name of the device: a gateway has no row among the stations. */
    name: text("name").notNull(),
    /** SHA-256 of the secret, in hexadecimal digits. */
    hash: text("hash").notNull(),
    since: instant("since").notNull(),
    revoked: instant("revoked"),
  },
  (own) => [
    uniqueIndex("station_credential_once").on(own.kind, own.name, own.hash),
    check("station_credential_kinds", sql`${own.kind} in (${words(deviceKinds)})`),
  ],
);

/** The stations that a gateway may relay. */
export const stationRelay = pgTable(
  "station_relay",
  {
    gateway: text("gateway").notNull(),
    station: uuid("station")
      .notNull()
      .references(() => station.id, { onDelete: "cascade" }),
    since: instant("since").notNull(),
  },
  (own) => [primaryKey({ columns: [own.gateway, own.station] })],
);

/** The code on a box's label, as a hash under a key of this machine. */
export const labelCode = pgTable(
  "label_code",
  {
    station: uuid("station")
      .primaryKey()
      .references(() => station.id, { onDelete: "cascade" }),
    codeHash: text("code_hash").notNull(),
    /** The word that the box shows on its own page. */
    wordHash: text("word_hash").notNull(),
    created: instant("created").notNull(),
    /** Dead since it was used. */
    used: instant("used"),
    /** Who registered the box in a batch: the word is then not asked for. */
    vouchedBy: uuid("vouched_by").references(() => person.id, { onDelete: "set null" }),
  },
  (own) => [uniqueIndex("label_code_hash").on(own.codeHash)],
);

/** Codes that were tried in vain: limits are counted across restarts, and removed after a day. */
export const claimAttempt = pgTable(
  "claim_attempt",
  {
    id: newId(),
    person: uuid("person").references(() => person.id, { onDelete: "cascade" }),
    at: instant("at").notNull(),
  },
  (own) => [index("claim_attempt_at").on(own.at), index("claim_attempt_person").on(own.person)],
);

/** A host gives a station to another one: both agree. */
export const handOver = pgTable(
  "hand_over",
  {
    id: newId(),
    station: uuid("station")
      .notNull()
      .references(() => station.id, { onDelete: "cascade" }),
    from: uuid("from").references(() => person.id, { onDelete: "set null" }),
    /** Null for an address without an account: its host sees an offer as any other, and nobody accepts it. */
    to: uuid("to").references(() => person.id, { onDelete: "set null" }),
    offered: instant("offered").notNull(),
    expires: instant("expires").notNull(),
    agreed: instant("agreed"),
    ended: instant("ended"),
  },
  (own) => [index("hand_over_station").on(own.station), index("hand_over_to").on(own.to)],
);

/** A sensor of a station was replaced: what its series measure before and after comes from two devices. */
export const sensorReplacement = pgTable(
  "sensor_replacement",
  {
    id: newId(),
    station: uuid("station")
      .notNull()
      .references(() => station.id, { onDelete: "cascade" }),
    /** Its name in readings. */
    sensor: text("sensor").notNull(),
    at: instant("at").notNull(),
    reason: text("reason", { enum: replacementReasons }).notNull(),
    /** The name of the new one, where that has another. */
    successor: text("successor"),
    recorded: instant("recorded").notNull(),
  },
  (own) => [
    uniqueIndex("sensor_replacement_once").on(own.station, own.sensor, own.at),
    check("sensor_replacement_reasons", sql`${own.reason} in (${words(replacementReasons)})`),
  ],
);
export type SensorReplacementRow = typeof sensorReplacement.$inferSelect;

import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { practice } from "../practices/tables.ts";
import { bytes, instant, newId, words } from "../records/columns.ts";
import { silentReasons } from "./answer.ts";
import { transitionKinds } from "./condition.ts";
import type { Counted } from "./counted.ts";
import type { SaidForecast } from "./forecast-figures.ts";
import { wayKinds } from "./ways.ts";

export const profileStates = ["unconfirmed", "active"] as const;
export const channels = ["mail", "sms"] as const;
export const verdicts = ["right", "wrong", "unsure"] as const;

/**
 * What one reader wants to be told, by one way. No account belongs to it, and no reason: only places, thresholds and
 * an address, which is encrypted. Whoever stops has no row any more.
 */
export const alertProfile = pgTable(
  "alert_profile",
  {
    id: newId(),
    state: text("state", { enum: profileStates }).notNull().default("unconfirmed"),
    /** What the address is: of a mailbox, or the number of a telephone. */
    channel: text("channel", { enum: channels }).notNull().default("mail"),
    /** Encrypted. */
    address: bytes("address").notNull(),
    /** HMAC-SHA-256 of the address: to find what goes to one, without reading any. */
    digest: bytes("digest").notNull(),
    language: text("language", { enum: ["fr", "en"] }).notNull(),
    zone: text("zone").notNull(),
    /** SHA-256 of the key in the links of messages, and the key itself, encrypted. */
    keyHash: text("key_hash").notNull(),
    key: bytes("key").notNull(),
    /** SHA-256 of the key in the link that confirms. */
    confirmHash: text("confirm_hash"),
    confirmUntil: instant("confirm_until"),
    /** Minutes of the day. */
    quietFrom: integer("quiet_from"),
    quietUntil: integer("quiet_until"),
    everyMinutes: integer("every_minutes").notNull(),
    wantsEnd: boolean("wants_end").notNull().default(false),
    pausedUntil: instant("paused_until"),
    lastMessage: instant("last_message"),
    /** Since when the mail server does not know the address: nothing is sent there. */
    bounced: instant("bounced"),
    /** Through whose page it was asked for. The tie stands here alone, and goes with the row. */
    practice: uuid("practice").references(() => practice.organisation, { onDelete: "set null" }),
    created: instant("created").notNull(),
    confirmed: instant("confirmed"),
  },
  (own) => [
    uniqueIndex("alert_profile_key").on(own.keyHash),
    uniqueIndex("alert_profile_confirm").on(own.confirmHash),
    index("alert_profile_digest").on(own.digest),
    index("alert_profile_practice").on(own.practice),
    index("alert_profile_state").on(own.state, own.confirmUntil),
    check("alert_profile_states", sql`${own.state} in (${words(profileStates)})`),
    check("alert_profile_channels", sql`${own.channel} in (${words(channels)})`),
    check("alert_profile_languages", sql`${own.language} in ('fr','en')`),
    check(
      "alert_profile_quiet",
      sql`(${own.quietFrom} is null) = (${own.quietUntil} is null) and coalesce(${own.quietFrom}, 0) between 0 and 1439 and coalesce(${own.quietUntil}, 0) between 0 and 1439`,
    ),
  ],
);
export type AlertProfile = typeof alertProfile.$inferSelect;

/** A browser or a program that gets the messages of a profile beside its mail. */
export const alertWay = pgTable(
  "alert_way",
  {
    id: newId(),
    profile: uuid("profile")
      .notNull()
      .references(() => alertProfile.id, { onDelete: "cascade" }),
    kind: text("kind", { enum: wayKinds }).notNull(),
    /** Address and keys, encrypted. */
    target: bytes("target").notNull(),
    /** HMAC-SHA-256 of the address. */
    digest: bytes("digest").notNull(),
    created: instant("created").notNull(),
  },
  (own) => [
    uniqueIndex("alert_way_once").on(own.profile, own.digest),
    check("alert_way_kinds", sql`${own.kind} in (${words(wayKinds)})`),
  ],
);
export type AlertWay = typeof alertWay.$inferSelect;

/** One thing that is watched for a profile, at a station or at a place, which is rounded to 0.01°. */
export const alertCondition = pgTable(
  "alert_condition",
  {
    id: newId(),
    profile: uuid("profile")
      .notNull()
      .references(() => alertProfile.id, { onDelete: "cascade" }),
    watched: text("watched").notNull(),
    station: text("station"),
    lat: doublePrecision("lat"),
    lon: doublePrecision("lon"),
    /** How its reader calls the place. */
    place: text("place").notNull(),
    up: doublePrecision("up").notNull(),
    down: doublePrecision("down").notNull(),
    minimumMinutes: integer("minimum_minutes").notNull(),
    /** After the last crossing; `since` is its instant, `before` that of the one before it. */
    phase: text("phase", { enum: ["below", "above"] })
      .notNull()
      .default("below"),
    isBlind: boolean("is_blind").notNull().default(false),
    since: instant("since"),
    before: instant("before"),
    /** The transition by which it was raised was told. */
    startWasTold: boolean("start_was_told").notNull().default(false),
    created: instant("created").notNull(),
  },
  (own) => [
    index("alert_condition_profile").on(own.profile),
    index("alert_condition_station").on(own.station),
    check("alert_condition_where", sql`(${own.station} is null) = (${own.lat} is not null)`),
    check("alert_condition_place", sql`(${own.lat} is null) = (${own.lon} is null)`),
    check("alert_condition_thresholds", sql`${own.down} <= ${own.up}`),
    check("alert_condition_phases", sql`${own.phase} in ('below','above')`),
  ],
);
export type AlertCondition = typeof alertCondition.$inferSelect;

export const answers = ["told", "held", ...silentReasons] as const;

/** Each change of a condition, and what came of it: one message, or the reason for none. */
export const alertTransition = pgTable(
  "alert_transition",
  {
    id: newId(),
    condition: uuid("condition")
      .notNull()
      .references(() => alertCondition.id, { onDelete: "cascade" }),
    kind: text("kind", { enum: transitionKinds }).notNull(),
    at: instant("at").notNull(),
    detected: instant("detected").notNull(),
    value: doublePrecision("value"),
    /** The stations of which the value is made. */
    counted: jsonb("counted").$type<readonly Counted[]>().notNull(),
    /** What was forecast, and by whom. */
    forecast: jsonb("forecast").$type<SaidForecast>(),
    answer: text("answer", { enum: answers }).notNull(),
    heldUntil: instant("held_until"),
    /** The message of the outbox that tells it; one may tell several transitions of a profile. */
    message: uuid("message"),
    answered: instant("answered"),
    /** What its reader said of it. */
    verdict: text("verdict", { enum: verdicts }),
  },
  (own) => [
    uniqueIndex("alert_transition_once").on(own.condition, own.kind, own.at),
    index("alert_transition_condition").on(own.condition, own.at),
    index("alert_transition_held").on(own.heldUntil).where(sql`${own.answer} = 'held'`),
    index("alert_transition_message").on(own.message),
    index("alert_transition_detected").on(own.detected),
    check("alert_transition_kinds", sql`${own.kind} in (${words(transitionKinds)})`),
    check("alert_transition_answers", sql`${own.answer} in (${words(answers)})`),
    check("alert_transition_told", sql`(${own.answer} = 'told') = (${own.message} is not null)`),
    check("alert_transition_hold", sql`(${own.answer} = 'held') = (${own.heldUntil} is not null)`),
    check("alert_transition_verdicts", sql`${own.verdict} in (${words(verdicts)})`),
  ],
);
export type AlertTransition = typeof alertTransition.$inferSelect;

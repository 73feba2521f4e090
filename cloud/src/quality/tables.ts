import { sql } from "drizzle-orm";
import {
  check,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { job } from "../jobs/tables.ts";
import { instant, newId, words } from "../records/columns.ts";
import { thing } from "../things/tables.ts";
import { annotationKinds, annotationParts } from "./annotations.ts";
import { calibrationKinds, calibrationStates } from "./calibrations/calibration.ts";
import type { CalibrationFit } from "./calibrations/fit.ts";
import { forecastSubjects, pollenForecastScales } from "./forecasts/forecast.ts";

/** What is made again: see README.md. */
export const recomputedTiers = ["reprocessed", "consolidated"] as const;

/** Values of a time that are made again, and how far that is: after a crash it goes on from there. */
export const qualityRecompute = pgTable(
  "quality_recompute",
  {
    job: uuid("job")
      .primaryKey()
      .references(() => job.id, { onDelete: "cascade" }),
    /** One station; or all of a territory; or all. */
    station: text("station"),
    territory: uuid("territory").references(() => thing.id, { onDelete: "cascade" }),
    from: instant("from").notNull(),
    until: instant("until").notNull(),
    tier: text("tier", { enum: recomputedTiers }).notNull().default("reprocessed"),
    /** The last station that is done, in order of names. */
    done: text("done"),
    /** Values that were made, and of them those that differ from what the same recipe had made. */
    values: integer("values").notNull().default(0),
    changed: integer("changed").notNull().default(0),
  },
  (own) => [
    index("quality_recompute_territory").on(own.territory),
    check("quality_recompute_ends", sql`${own.until} > ${own.from}`),
    check("quality_recompute_tiers", sql`${own.tier} in (${words(recomputedTiers)})`),
  ],
);
export type QualityRecompute = typeof qualityRecompute.$inferSelect;

/** Values of a series that a check doubts, from the first of them up to `until`. Raw values stay as they are. */
export const qualityFinding = pgTable(
  "quality_finding",
  {
    id: newId(),
    /** A name on the topic: a station without a record has findings too. */
    station: text("station").notNull(),
    sensor: text("sensor").notNull(),
    quantity: text("quantity").notNull(),
    origin: text("origin").notNull(),
    /** `spike@1` */
    check: text("check").notNull(),
    from: instant("from").notNull(),
    until: instant("until").notNull(),
    /** Values, or hours where the check looks at means of hours. */
    count: integer("count").notNull(),
    figures: jsonb("figures").$type<{ readonly [name: string]: number }>(),
    made: instant("made").notNull(),
  },
  (own) => [
    uniqueIndex("quality_finding_once").on(
      own.station,
      own.sensor,
      own.quantity,
      own.origin,
      own.check,
      own.from,
    ),
    index("quality_finding_until").on(own.check, own.until),
    check("quality_finding_ends", sql`${own.until} > ${own.from}`),
  ],
);
export type QualityFinding = typeof qualityFinding.$inferSelect;

/** What a host or a steward says of a time at a station. It changes no value. */
export const qualityAnnotation = pgTable(
  "quality_annotation",
  {
    id: newId(),
    station: text("station").notNull(),
    /** Null: all sensors; all quantities. */
    sensor: text("sensor"),
    quantity: text("quantity"),
    kind: text("kind", { enum: annotationKinds }).notNull(),
    from: instant("from").notNull(),
    until: instant("until").notNull(),
    note: text("note"),
    /** Null for the machine's administrator, and for somebody who has left. */
    author: uuid("author").references(() => thing.id, { onDelete: "set null" }),
    by: text("by", { enum: annotationParts }).notNull(),
    created: instant("created").notNull(),
    withdrawn: instant("withdrawn"),
  },
  (own) => [
    index("quality_annotation_station").on(own.station, own.from),
    index("quality_annotation_author").on(own.author),
    check("quality_annotation_ends", sql`${own.until} > ${own.from}`),
    check("quality_annotation_kinds", sql`${own.kind} in (${words(annotationKinds)})`),
    check("quality_annotation_parts", sql`${own.by} in (${words(annotationParts)})`),
  ],
);
export type QualityAnnotation = typeof qualityAnnotation.$inferSelect;

/** Days of UTC whose values were all checked. */
export const qualityDay = pgTable("quality_day", {
  day: date("day").primaryKey(),
  /** The last station that is done, in order of names. */
  done: text("done"),
  /** Null while it is under way. */
  ended: instant("ended"),
});

/** A line of one sensor: proposed, reviewed, in force, ended. Its pairs of hours are kept, so that anybody can fit it again. */
export const qualityCalibration = pgTable(
  "quality_calibration",
  {
    id: newId(),
    station: text("station").notNull(),
    sensor: text("sensor").notNull(),
    quantity: text("quantity").notNull(),
    kind: text("kind", { enum: calibrationKinds }).notNull(),
    /** Among those of this sensor: `colocation@3` names its values. */
    number: integer("number").notNull(),
    /** `raw`, or the recipe that comes first. */
    of: text("of").notNull(),
    reference: text("reference").notNull(),
    fit: jsonb("fit").$type<CalibrationFit>().notNull(),
    /** Start of the hour in UTC ms, mean of the sensor, of the reference. */
    pairs: jsonb("pairs").$type<readonly (readonly [number, number, number])[]>().notNull(),
    low: doublePrecision("low").notNull(),
    high: doublePrecision("high").notNull(),
    state: text("state", { enum: calibrationStates }).notNull().default("proposed"),
    note: text("note"),
    /** Null for the machine's administrator, and for somebody who has left. */
    proposer: uuid("proposer").references(() => thing.id, { onDelete: "set null" }),
    proposed: instant("proposed").notNull(),
    reviewer: uuid("reviewer").references(() => thing.id, { onDelete: "set null" }),
    reviewed: instant("reviewed"),
    review: text("review"),
    /** Values of these instants use it; open while it is in force. */
    since: instant("since"),
    until: instant("until"),
  },
  (own) => [
    uniqueIndex("quality_calibration_number").on(own.station, own.sensor, own.number),
    uniqueIndex("quality_calibration_active")
      .on(own.station, own.sensor, own.quantity)
      .where(sql`${own.state} = 'active'`),
    index("quality_calibration_state").on(own.state, own.proposed),
    index("quality_calibration_proposer").on(own.proposer),
    index("quality_calibration_reviewer").on(own.reviewer),
    check("quality_calibration_kinds", sql`${own.kind} in (${words(calibrationKinds)})`),
    check("quality_calibration_states", sql`${own.state} in (${words(calibrationStates)})`),
    check(
      "quality_calibration_since",
      sql`(${own.state} in ('active','ended')) = (${own.since} is not null)`,
    ),
  ],
);
export type QualityCalibration = typeof qualityCalibration.$inferSelect;

/** Stations whose values are an authority's open data. */
export const qualityReference = pgTable("quality_reference", {
  /** A name on the topic. */
  station: text("station").primaryKey(),
  /** Who runs it, and with which instrument. */
  name: text("name").notNull(),
  source: text("source"),
  declared: instant("declared").notNull(),
});
export type QualityReference = typeof qualityReference.$inferSelect;

/** What somebody expects of a local day at a place. What was said earlier of the same day stays beside it. */
export const qualityForecast = pgTable(
  "quality_forecast",
  {
    id: newId(),
    /** Who says so: "atmo-france", "cams". */
    source: text("source").notNull(),
    territory: uuid("territory").references(() => thing.id, { onDelete: "cascade" }),
    /** A name on the topic. */
    station: text("station"),
    subject: text("subject", { enum: forecastSubjects }).notNull(),
    day: date("day").notNull(),
    value: doublePrecision("value").notNull(),
    /** How a pollen value is to be read; null for an index of air. */
    scale: text("scale", { enum: pollenForecastScales }),
    issued: instant("issued").notNull(),
    imported: instant("imported").notNull(),
  },
  (own) => [
    unique("quality_forecast_once")
      .on(own.source, own.territory, own.station, own.subject, own.day, own.issued)
      .nullsNotDistinct(),
    index("quality_forecast_day").on(own.day, own.subject),
    index("quality_forecast_territory").on(own.territory, own.day),
    check("quality_forecast_place", sql`(${own.territory} is null) <> (${own.station} is null)`),
    check("quality_forecast_subjects", sql`${own.subject} in (${words(forecastSubjects)})`),
    check("quality_forecast_scales", sql`${own.scale} in (${words(pollenForecastScales)})`),
    check(
      "quality_forecast_scaled",
      sql`(${own.scale} is not null) = (${own.subject} like 'pollen%')`,
    ),
  ],
);

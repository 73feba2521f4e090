import * as z from "zod";
import { SensorId } from "../identifiers.ts";
import { Instant } from "./batch.ts";
import { isSmallDocument, tooLargeDocument } from "./document-size.ts";
import { Line, MOST_LINES } from "./line.ts";

const MOST_SENSORS = 64;
/** Sensors with their reasons: with their names they fit into a document. */
const MOST_COUNTS = 192;

const Reason = z.string().regex(/^[a-z][a-z0-9_]{0,31}$/, "1 to 32 letters, digits or underscores");

/** How often something was refused, by sensor and reason. */
export type Rejected = Record<string, Record<string, number>>;

const entriesOf = (counts: Rejected): { sensor: string; reason: string; count: number }[] =>
  Object.entries(counts).flatMap(([sensor, reasons]) =>
    Object.entries(reasons).map(([reason, count]) => ({ sensor, reason, count })),
  );

const Rejected = z
  .record(SensorId, z.record(Reason, z.int().min(0)))
  .refine(
    (counts) => Object.keys(counts).length <= MOST_SENSORS,
    `must name at most ${MOST_SENSORS} sensors`,
  )
  .refine(
    (counts) => entriesOf(counts).length <= MOST_COUNTS,
    `must have at most ${MOST_COUNTS} counts`,
  );

/** The largest of the counts, as many as a status holds. */
export const clipRejected = (counts: Rejected): Rejected => {
  const largest = entriesOf(counts)
    .toSorted((one, other) => other.count - one.count)
    .slice(0, MOST_COUNTS);
  const bySensor = [...Map.groupBy(largest, ({ sensor }) => sensor)].slice(0, MOST_SENSORS);
  return Object.fromEntries(
    bySensor.map(([sensor, entries]) => [
      sensor,
      Object.fromEntries(entries.map(({ reason, count }) => [reason, count])),
    ]),
  );
};

/** Names and topics that a status lists. */
const MOST_LISTED = 5;
const Listed = z.array(z.string().max(128)).max(MOST_LISTED);

/** A version of the program that was tried on a box and not kept. */
export const FailedUpdate = z.strictObject({
  version: z.string().min(1).max(64),
  /** The version that runs again. */
  runs: z.string().min(1).max(64),
  at: Instant,
  /** What was missing when its time was over. `other`: what this version of the wire has no word for. */
  why: z.enum([
    ...["silent", "other_version", "no_readings", "not_acknowledged"],
    ...["restarts", "interrupted", "not_restarted", "other"],
  ] as const),
});
export type FailedUpdate = z.infer<typeof FailedUpdate>;

/** What a gateway tells of itself; counts are since its site was set up, or since it started. */
export const GatewayHealth = z.strictObject({
  /** Stations that it relays. */
  stations: z.int().min(0),
  disk: z.enum(["ok", "disk_full", "disk_error"]),
  freeBytes: z.int().min(0),
  /** What a damaged file cost at the last start: messages carried over, and missing at most. */
  damage: z
    .strictObject({ at: Instant, rescued: z.int().min(0), missing: z.int().min(0) })
    .optional(),
  /** Removed, or summed up in hourly means, for lack of room or past their age before the cloud had them. */
  thinned: z.strictObject({ messages: z.int().min(0), readings: z.int().min(0) }).optional(),
  /** Messages whose content the disk changed. */
  changedByDisk: z.int().min(1).optional(),
  /** Why it has another name than before: its data were copied, or the name was damaged. */
  renamed: z.enum(["copied", "damaged"]).optional(),
  /** Names that two devices use. */
  nameConflicts: Listed.optional(),
  /** Topics that resemble ours, on which messages came. */
  wrongTopics: Listed.optional(),
  /** Names of stations that found no place among those that it knows. */
  turnedAway: z.int().min(1).optional(),
  /** Which of its links carries now, since when it is up, and how often one came up anew since the start. */
  link: z
    .strictObject({
      ...{ by: z.enum(["mqtt", "gprs", "lora"]), since: Instant, outages: z.int().min(0) },
      /** Percent of the month's bytes, or of a day's air time, that are used. */
      spent: z.int().min(0).optional(),
    })
    .optional(),
  /** Stations that gave no reading for longer than their intervals allow. */
  silent: Listed.optional(),
  /** Stations of which only what they measured earlier arrives. */
  late: Listed.optional(),
  /** Stations that sent what nobody can read in the last 24 hours. */
  unreadable: Listed.optional(),
  /** The last version that was tried, when it was not kept. */
  failedUpdate: FailedUpdate.optional(),
});
export type GatewayHealth = z.infer<typeof GatewayHealth>;

/** As many of the texts as a status lists, and as much of each. */
export const clipListed = (texts: readonly string[]): string[] =>
  [...new Set(texts.map((text) => text.slice(0, 128)))].slice(0, MOST_LISTED);

export const StationHealth = z.strictObject({
  /** Seconds since the edge program started. */
  uptime: z.number().min(0),
  /** Batches that wait for an acknowledgement. */
  waiting: z.int().min(0),
  /** Batches given up since the start because the queue was full. */
  dropped: z.int().min(0),
  /** Batches that a damaged or deleted file cost at the last start, at most. */
  lost: z.int().min(1).optional(),
  /** Frames and values refused since the start, by sensor and reason. */
  rejected: Rejected,
  /** Readings since the start that were given with a flag, by sensor and flag. */
  flagged: Rejected.optional(),
  /** How often in a row another client took the connection: two devices use one name. */
  takeovers: z.int().min(0).optional(),
  /** Free on the disk where it keeps what waits. */
  freeBytes: z.int().min(0).optional(),
  /** Of the radio through which it reaches the network, in dBm. */
  signal: z.number().min(-150).max(20).optional(),
  /** What arrives from each sensor. */
  lines: z.array(Line).max(MOST_LINES).optional(),
  /** In the status of a gateway alone. */
  gateway: GatewayHealth.optional(),
});
export type StationHealth = z.infer<typeof StationHealth>;

/** Retained on `dcz/1/<station>/status`. The will carries `{"state":"offline"}`: it cannot know when. */
export const Status = z
  .strictObject({
    state: z.enum(["online", "sleeping", "offline"]),
    at: Instant.optional(),
    health: StationHealth.optional(),
  })
  .refine(isSmallDocument, tooLargeDocument);
export type Status = z.infer<typeof Status>;

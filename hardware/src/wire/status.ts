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

export const StationHealth = z.strictObject({
  /** Seconds since the edge program started. */
  uptime: z.number().min(0),
  /** Batches that wait for an acknowledgement. */
  waiting: z.int().min(0),
  /** Batches given up since the start because the queue was full. */
  dropped: z.int().min(0),
  /** Frames and values refused since the start, by sensor and reason. */
  rejected: Rejected,
  /** How often in a row another client took the connection: two devices use one name. */
  takeovers: z.int().min(0).optional(),
  /** What arrives from each sensor. */
  lines: z.array(Line).max(MOST_LINES).optional(),
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

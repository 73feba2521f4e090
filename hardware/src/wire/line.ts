import * as z from "zod";
import { Instant } from "./batch.ts";

/**
 * What arrives on the line to a sensor.
 * - `waiting`: nothing yet, or nothing for a while, which this sensor may do;
 * - `speaking`: frames of the sensor that was expected;
 * - `silent`: nothing for longer than this sensor is ever silent;
 * - `unreadable`: bytes that are not this sensor's frames;
 * - `closed`: the port cannot be opened.
 */
export const LineState = z.enum(["waiting", "speaking", "silent", "unreadable", "closed"]);
export type LineState = z.infer<typeof LineState>;

/** What a person can do about it; the sentences stand in `line-texts.ts`. */
export const LineAdvice = z.enum([
  "wait",
  "check_wires",
  "check_question",
  "other_sensor",
  "swapped_ports",
  "damaged_frames",
  "noise",
  "no_value",
  "port_absent",
  "port_denied",
  "port_busy",
  "port_unplugged",
  "port_failed",
]);
export type LineAdvice = z.infer<typeof LineAdvice>;

/** One line of a station, in `health.lines` of its status. */
export const Line = z.strictObject({
  /** A serial port's path, or "replay". */
  port: z.string().min(1).max(128),
  /** The sensor that is expected there. */
  model: z.string().min(1).max(64),
  state: LineState,
  since: Instant.optional(),
  /** Bytes since the port was opened. */
  bytes: z.int().min(0),
  /** The longest silence that is normal, in seconds. */
  within: z.int().min(0).optional(),
  /** Models that speak like what arrives, the likeliest first. */
  likely: z.array(z.string().min(1).max(64)).max(5).optional(),
  /** With `swapped_ports`: the port with which it is swapped. */
  other: z.string().min(1).max(128).optional(),
  advice: LineAdvice.optional(),
  /** Hours in which the sensor has given values, since its file was begun. */
  hours: z.int().min(0).optional(),
  /** Hours that its maker gives it. */
  life: z.int().min(1).optional(),
  /** As the station told it at its start; absent where it was told nothing. */
  selfCalibration: z.enum(["on", "off"]).optional(),
});
export type Line = z.infer<typeof Line>;

/** Lines that a status holds. */
export const MOST_LINES = 16;

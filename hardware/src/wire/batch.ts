import * as z from "zod";
import { Flag } from "../flags.ts";
import { BootId, SensorId } from "../identifiers.ts";
import { QuantityName } from "../quantities.ts";

export const earliestInstant = 315_964_800_000;
export const latestInstant = 4_102_444_800_000;

/**
 * Milliseconds since 1970-01-01T00:00:00Z, from the first week of GPS to the year 2100: a receiver
 * that counts 2048 weeks too few is kept, marked and repaired (`clock-judgement.ts`).
 */
export const Instant = z
  .int("must be a whole number of milliseconds since 1970-01-01T00:00:00Z")
  .min(earliestInstant, "is before the year 1980: the station's clock is not set, or gives seconds")
  .max(latestInstant, "is after the year 2100: the station's clock is not set");

/** More than there are; none is named twice. */
export const mostFlags = 32;

/**
 * One sensor's values at one instant: the start of the interval that they sum up.
 * Each value is in its quantity's own unit.
 */
export const Reading = z.strictObject({
  at: Instant,
  sensor: SensorId,
  values: z
    .partialRecord(QuantityName, z.number())
    .refine((values) => Object.keys(values).length > 0, "at least one value"),
  /** What is known of all values of the reading. */
  flags: z.array(Flag).max(mostFlags).optional(),
  /** What is known of single values, beside `flags`. Of a quantity without a value it says nothing. */
  value_flags: z.partialRecord(QuantityName, z.array(Flag).max(mostFlags)).optional(),
});
export type Reading = z.infer<typeof Reading>;

/** All that is known of one value of a reading, each flag once. */
export const flagsOf = (
  { flags = [], value_flags }: Pick<Reading, "flags" | "value_flags">,
  quantity: QuantityName,
): Flag[] => [...new Set([...flags, ...(value_flags?.[quantity] ?? [])])];

export const clocks = ["ntp", "gps", "free"] as const;
export const mostReadings = 1000;

/**
 * What the edge publishes on `dcz/1/<station>/readings`.
 * (`station`, `boot`, `seq`) names a batch for ever; `clock` says what the instants rest on:
 * a network time server, a satellite receiver, or a clock that runs free.
 */
export const Batch = z.strictObject({
  boot: BootId,
  seq: z.int().min(0),
  clock: z.enum(clocks),
  readings: z.array(Reading).min(1).max(mostReadings),
});
export type Batch = z.infer<typeof Batch>;
export type Clock = Batch["clock"];

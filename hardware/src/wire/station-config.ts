import * as z from "zod";
import { SensorId } from "../identifiers.ts";
import { QuantityName } from "../quantities.ts";
import { isSmallDocument, tooLargeDocument } from "./document-size.ts";

const DAY_MS = 86_400_000;

/** A cycle that spares what wears: the sensor works for `on`, once in `every`. Milliseconds. */
export const DutyCycle = z
  .strictObject({
    on: z.int().min(1000).max(DAY_MS),
    every: z.int().min(10_000).max(DAY_MS),
  })
  .refine(({ on, every }) => on < every, "must work for less than the whole cycle");
export type DutyCycle = z.infer<typeof DutyCycle>;

const SensorSettings = z.strictObject({
  /** What people call it, such as "north side"; never the station's own name. */
  label: z.string().trim().min(1).max(64).optional(),
  duty: DutyCycle.optional(),
  /** Added to what the sensor gives, in the quantity's unit: the outcome of a comparison with a reference. */
  offsets: z.partialRecord(QuantityName, z.number().min(-1000).max(1000)).optional(),
});
export type SensorSettings = z.infer<typeof SensorSettings>;

/**
 * What may be set from afar. What is absent is as the station's own settings say. Ports, paths, devices,
 * addresses and commands have no place here: who holds the cloud's side can neither make a station open
 * something nor run something.
 */
export const RemoteSettings = z.strictObject({
  /** From one reading to the next, in milliseconds. */
  every: z.int().min(1000).max(DAY_MS).optional(),
  sensors: z
    .record(SensorId, SensorSettings)
    .refine((sensors) => Object.keys(sensors).length <= 64, "must name at most 64 sensors")
    .optional(),
});
export type RemoteSettings = z.infer<typeof RemoteSettings>;

export const NEWEST_VERSION = 2_147_483_647;

/** Retained on `dcz/1/<station>/config`. */
export const StationConfig = z
  .strictObject({
    /** Higher than the one before; a station ignores what is not. */
    version: z.int().min(1).max(NEWEST_VERSION),
    ...RemoteSettings.shape,
  })
  .refine(isSmallDocument, tooLargeDocument);
export type StationConfig = z.infer<typeof StationConfig>;

/**
 * What became of a configuration, in `hello`.
 * - `trial`: in force; the sensors must show that they go on;
 * - `applied`: in force, and kept;
 * - `refused`: it cannot be: the one before stays in force;
 * - `rolled_back`: a sensor fell silent: the one before is in force again.
 */
export const ConfigOutcome = z.strictObject({
  version: z.int().min(0),
  state: z.enum(["trial", "applied", "refused", "rolled_back"]),
  detail: z.string().max(500).optional(),
});
export type ConfigOutcome = z.infer<typeof ConfigOutcome>;

import * as z from "zod";

/** Names of stations and sensors. */
export const NAME = /^[a-z0-9][a-z0-9-]{1,63}$/;
export const BOOT_ID = /^[a-z0-9]{8,32}$/;

/** A station's name on the wire: 2 to 64 lower-case letters, digits and hyphens. */
export const StationId = z.string().regex(NAME, "2 to 64 lower-case letters, digits or hyphens");
export type StationId = z.infer<typeof StationId>;

/** A sensor's name within its station: the model, and the serial number where it has one. */
export const SensorId = z.string().regex(NAME, "2 to 64 lower-case letters, digits or hyphens");
export type SensorId = z.infer<typeof SensorId>;

/** One run of the edge program: drawn at start, so that (`station`, `boot`, `seq`) never repeats. */
export const BootId = z.string().regex(BOOT_ID, "8 to 32 lower-case letters or digits");
export type BootId = z.infer<typeof BootId>;

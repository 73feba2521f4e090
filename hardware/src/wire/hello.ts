import * as z from "zod";
import { SensorId } from "../identifiers.ts";
import { isSmallDocument, tooLargeDocument } from "./document-size.ts";
import { ConfigOutcome } from "./station-config.ts";

/** The kit of a gateway, which relays and does not measure: it is no station. */
export const GATEWAY_KIT = "gateway";

/** Retained on `dcz/1/<station>/hello`: what the station is made of. */
export const Hello = z
  .strictObject({
    kit: z.string().min(1).max(64),
    sensors: z
      .array(
        z.strictObject({
          id: SensorId,
          model: z.string().min(1).max(64),
          serial: z.string().max(64).optional(),
          /** What people call it, as the configuration from the cloud says. */
          label: z.string().min(1).max(64).optional(),
          /** Milliseconds from one reading to the next, from which completeness is computed. */
          every: z.int().min(100).max(86_400_000),
        }),
      )
      .max(64),
    software: z
      .record(z.string().max(64), z.string().max(64))
      .refine((parts) => Object.keys(parts).length <= 32, "at most 32 parts of software"),
    /** What became of the configuration from the cloud; only a station that got one has it. */
    config: ConfigOutcome.optional(),
  })
  .refine(isSmallDocument, tooLargeDocument);
export type Hello = z.infer<typeof Hello>;

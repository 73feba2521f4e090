import * as z from "zod";
import { BootId } from "../identifiers.ts";
import { Instant } from "./batch.ts";

/** Why the cloud kept a message aside. The list is public: docs/wire.md explains each. */
export const QuarantineReason = z.enum([
  "topic",
  "malformed",
  "invalid",
  "clock_ahead",
  "too_old",
  "too_large",
  "conflict",
  "not_allowed",
  "too_many",
  "refused",
]);
export type QuarantineReason = z.infer<typeof QuarantineReason>;

/** Why readings are kept with a mark: the names are those of the flags. */
export const MarkReason = z.enum(["clock_doubtful", "clock_repaired", "implausible"]);
export type MarkReason = z.infer<typeof MarkReason>;

/**
 * On `dcz/1/<station>/receipts`: a message that the cloud acknowledged but could not accept as it is.
 * `quarantined`: what could not be accepted is kept in quarantine. `marked`: the readings are kept, with
 * a flag that says why they are doubted; told once, not for each message.
 * `boot` and `seq` name the message where they could be read.
 */
export const Receipt = z.strictObject({
  at: Instant,
  outcome: z.enum(["quarantined", "marked"]),
  reason: z.enum([...QuarantineReason.options, ...MarkReason.options]),
  detail: z.string().max(1000),
  boot: BootId.optional(),
  seq: z.int().min(0).optional(),
});
export type Receipt = z.infer<typeof Receipt>;

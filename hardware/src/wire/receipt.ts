import * as z from "zod";
import { BootId } from "../identifiers.ts";
import { Instant } from "./batch.ts";

/** Why the cloud kept a message aside. The list is public: docs/wire.md explains each. */
export const QuarantineReason = z.enum([
  "topic",
  "malformed",
  "invalid",
  "clock_ahead",
  "too_large",
  "conflict",
  "not_allowed",
  "too_many",
  "refused",
]);
export type QuarantineReason = z.infer<typeof QuarantineReason>;

/**
 * On `dcz/1/<station>/receipts`: a message that the cloud acknowledged but could not accept.
 * It is kept in quarantine whole; `boot` and `seq` name it where they could be read.
 */
export const Receipt = z.strictObject({
  at: Instant,
  outcome: z.literal("quarantined"),
  reason: QuarantineReason,
  detail: z.string().max(1000),
  boot: BootId.optional(),
  seq: z.int().min(0).optional(),
});
export type Receipt = z.infer<typeof Receipt>;

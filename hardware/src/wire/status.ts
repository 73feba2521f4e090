import * as z from "zod";
import { Instant } from "./batch.ts";

/** Retained on `dcz/1/<station>/status`. The will carries `{"state":"offline"}`: it cannot know when. */
export const Status = z.strictObject({
  state: z.enum(["online", "sleeping", "offline"]),
  at: Instant.optional(),
  health: z
    .strictObject({
      /** Seconds since the edge program started. */
      uptime: z.number().min(0),
      /** Batches that wait for an acknowledgement. */
      waiting: z.int().min(0),
      /** Batches given up since the start because the queue was full. */
      dropped: z.int().min(0),
      /** Frames refused since the start, by sensor and reason. */
      rejected: z.record(z.string(), z.record(z.string(), z.int().min(0))),
    })
    .optional(),
});
export type Status = z.infer<typeof Status>;

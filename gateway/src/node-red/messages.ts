import { StationId } from "@datacityzen/hardware/identifiers";
import * as z from "zod";

/** As long as a sentence that somebody reads on a telephone. */
export const LONGEST_ALERT = 500;

export const alertLevels = ["information", "warning", "alarm"] as const;

/** What Node-RED's process says; everything else is left unread. */
export const FromNodeRed = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("alive"),
    /** How many messages it has taken since it started. */
    heard: z.int().min(0),
    areFlowsStarted: z.boolean(),
    /** Resident memory, in bytes. */
    memory: z.number().min(0),
  }),
  z.object({
    kind: z.literal("alert"),
    level: z.enum(alertLevels),
    text: z.string().trim().min(1).max(LONGEST_ALERT),
    station: StationId.optional(),
  }),
]);
export type FromNodeRed = z.infer<typeof FromNodeRed>;
export type FlowAlert = Omit<Extract<FromNodeRed, { kind: "alert" }>, "kind"> & {
  readonly at: number;
};

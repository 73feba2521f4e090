import * as z from "zod";
import { QuantityName } from "../quantities.ts";
import { Text } from "./language.ts";

const Base = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  /** What the person who checks does and sees. */
  what: Text,
  /** What to do when it is not so. */
  otherwise: Text,
});

/** A fact to see with one's own eyes or with a multimeter. */
const ByHand = Base.extend({ by: z.literal("hand") });

/** A line that `dcz doctor` must show. */
const Doctor = Base.extend({
  by: z.literal("doctor"),
  /** A sensor model that must be found. */
  sensor: z.string(),
});

/** A value that the station's page must show. */
const Reading = Base.extend({
  by: z.literal("reading"),
  sensor: z.string(),
  quantity: QuantityName,
  /** Bounds included, in the quantity's own unit. */
  between: z.tuple([z.number(), z.number()]).refine(([low, high]) => low < high, "low before high"),
  /** Counted from power on, an ISO 8601 duration: the sensor's warm-up and a first average. */
  after: z.string().regex(/^PT\d+[MS]$/),
  /** It comes by radio: the gateway's bridge to a LoRaWAN network brings it to the page. */
  via: z.literal("bridge").optional(),
});

export const AcceptanceTest = z.strictObject({
  kit: z.string(),
  checks: z.array(z.discriminatedUnion("by", [ByHand, Doctor, Reading])).min(1),
});
export type AcceptanceTest = z.infer<typeof AcceptanceTest>;
export type AcceptanceCheck = AcceptanceTest["checks"][number];

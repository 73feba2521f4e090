import * as z from "zod";
import { QuantityName } from "../quantities.ts";
import { Text } from "./language.ts";

/** What a kit is for, as its folder's kit.json says. */
export const Kit = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  name: Text,
  /** One sentence: what it measures, where, and how it sends. */
  summary: Text,
  measures: z.array(QuantityName).min(1),
  power: Text,
  link: Text,
  /** Two sentences on what the kit cannot tell. */
  limits: Text,
});
export type Kit = z.infer<typeof Kit>;

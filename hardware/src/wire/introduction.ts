import * as z from "zod";
import { Label } from "../device/label.ts";
import { Proof } from "../device/secret.ts";
import { NAME, type StationId } from "../identifiers.ts";

/**
 * What a gateway tells the cloud of a station that proved its name to it: only then may it relay what that
 * station publishes. Nobody is subscribed to it.
 */
export const Introduction = z.strictObject({
  proof: Proof,
  /** Of the secret that the station gave up for this one. */
  before: Proof.optional(),
  /** Absent where somebody chose the secret. */
  label: Label.optional(),
});
export type Introduction = z.infer<typeof Introduction>;

const ROOT = "dcz/1/";
const END = "/introduction";

export const introductionTopic = (station: StationId): string => `${ROOT}${station}${END}`;

/** The station that a topic introduces; undefined for all other topics. */
export const introducedBy = (topic: string): StationId | undefined => {
  if (!topic.endsWith(END) || !topic.startsWith(ROOT)) return undefined;
  const station = topic.slice(ROOT.length, -END.length);
  return NAME.test(station) ? station : undefined;
};

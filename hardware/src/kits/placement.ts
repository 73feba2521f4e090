import * as z from "zod";
import type { Step } from "./assembly.ts";
import type { BomLine } from "./bom.ts";

/** In which step of the workshop a part is used; `before`: the evening before; `site`: where the station will stand. */
const Place = z.union([z.int().positive(), z.enum(["before", "site"])]);
export type Place = z.infer<typeof Place>;

/** placement.json: where each part of the bill of materials goes. */
export const Placement = z.strictObject({
  kit: z.string(),
  parts: z.record(z.string(), Place),
});
export type Placement = z.infer<typeof Placement>;

/** A sentence for each part that nobody places, each that is none, and each step that does not exist. */
export const placementFaults = (
  { parts }: Placement,
  bom: readonly BomLine[],
  steps: readonly Step[],
): string[] => [
  ...bom
    .filter(({ id }) => parts[id] === undefined)
    .map(({ id }) => `placement.json: ${id} of bom.csv is used in no step.`),
  ...Object.entries(parts).flatMap(([id, place]) => {
    if (bom.every((line) => line.id !== id))
      return [`placement.json: ${id} is no part of bom.csv.`];
    return typeof place === "number" &&
      steps.length > 0 &&
      steps.every(({ number }) => number !== place)
      ? [`placement.json: ${id} is used in step ${place}, which assembly.*.md does not have.`]
      : [];
  }),
];

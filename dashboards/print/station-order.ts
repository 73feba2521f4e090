import { LabelCode } from "@datacityzen/hardware/device/label";
import * as z from "zod";

/** Boxes for one workshop: more would be several sheets to mix up. */
export const MOST_STATIONS = 100;

/** What a workshop leader's documents are made of. */
export const StationOrder = z.strictObject({
  /** Of the workshop. */
  title: z.string().max(200),
  /** The address of the site, as people open it: "https://air.example". */
  site: z.url({ protocol: /^https?$/ }).max(200),
  stations: z
    .array(
      z.strictObject({
        name: z.string().max(64),
        code: LabelCode,
      }),
    )
    .min(1)
    .max(MOST_STATIONS),
});
export type StationOrder = z.infer<typeof StationOrder>;

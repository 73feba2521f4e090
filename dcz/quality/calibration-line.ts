import * as z from "zod";

/** What the recipe of a calibration says of itself. */
export const CalibrationLine = z.object({
  slope: z.number(),
  intercept: z.number(),
  of: z.string(),
  hours: z.number(),
  reference: z.string(),
  rmse_before: z.number(),
  rmse_after: z.number(),
});
export type CalibrationLine = z.infer<typeof CalibrationLine>;

import { arrival } from "./arrival.ts";
import type { CheckDescription } from "./check.ts";
import { condensation } from "./condensation.ts";
import { dayAndNight } from "./day-and-night.ts";
import { drift } from "./drift.ts";
import { exposure } from "./exposure.ts";
import { neighbours } from "./neighbours.ts";
import { particleOrder } from "./particle-order.ts";
import { range } from "./range.ts";
import { rate } from "./rate.ts";
import { spike } from "./spike.ts";
import { step } from "./step.ts";
import { stuck } from "./stuck.ts";
import { swapped } from "./swapped.ts";
import { timeShift } from "./time-shift.ts";
import { twoChannels } from "./two-channels.ts";

/** Every check, from those of one value to those of weeks. */
export const checks = [
  range,
  arrival,
  step,
  spike,
  rate,
  stuck,
  twoChannels,
  particleOrder,
  condensation,
  neighbours,
  swapped,
  exposure,
  timeShift,
  dayAndNight,
  drift,
] as const satisfies readonly CheckDescription[];

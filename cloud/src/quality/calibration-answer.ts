import { SensorId, StationId } from "@datacityzen/hardware/identifiers";
import { QuantityName, quantities } from "@datacityzen/hardware/quantities";
import * as z from "zod";
import { PastInstant } from "../api/times.ts";
import type { ListedCalibration } from "./calibration-queries.ts";
import {
  calibrationKinds,
  calibrationStates,
  LONGEST_NOTE,
  LONGEST_REFERENCE,
  variantOfCalibration,
} from "./calibrations/calibration.ts";
import { type CalibrationFit, LEAST_HOURS, type NoFit } from "./calibrations/fit.ts";
import { DAY_MS } from "./durations.ts";

/** A year: a line of longer would be of two seasons' sensors. */
const LONGEST_MS = 366 * DAY_MS;
const MOST_VALUES = 366 * 24;

const Fit = z.object({
  n: z.int().meta({ description: "Hours with both" }),
  slope: z.number(),
  intercept: z.number(),
  slopeError: z.number(),
  interceptError: z.number(),
  r2: z.number(),
  biasBefore: z.number().meta({ description: "Sensor minus reference" }),
  rmseBefore: z.number(),
  rmseAfter: z.number(),
  lowest: z.number().meta({ description: "Mean of an hour of the sensor" }),
  highest: z.number(),
  from: z.iso.datetime(),
  until: z.iso.datetime(),
});

export const Calibration = z
  .object({
    id: z.uuid(),
    station: StationId,
    sensor: SensorId,
    quantity: QuantityName,
    unit: z.string().meta({ description: "UCUM" }),
    kind: z.enum(calibrationKinds),
    variant: z.string().meta({ description: "Under which its values are kept: `colocation@3`" }),
    of: z.string().meta({ description: "`raw`, or the recipe that comes first" }),
    reference: z.string(),
    fit: Fit,
    valid: z.object({ low: z.number(), high: z.number() }).meta({
      description: "Of what the line is applied to, bounds included",
    }),
    state: z.enum(calibrationStates),
    note: z.string().optional(),
    proposed: z.iso.datetime(),
    reviewed: z.iso.datetime().optional(),
    review: z.string().optional(),
    since: z.iso.datetime().optional().meta({ description: "Values from this instant on use it" }),
    until: z.iso.datetime().optional().meta({ description: "Excluded" }),
    own: z.boolean().meta({ description: "Whether whoever asks proposed it: others review it" }),
  })
  .meta({ id: "QualityCalibration" });

export const WithPairs = Calibration.extend({
  pairs: z.array(z.object({ at: z.iso.datetime(), sensor: z.number(), reference: z.number() })),
}).meta({ id: "QualityCalibrationWithPairs" });

const Reference = z.union([
  z.strictObject({
    station: StationId,
    sensor: SensorId.optional(),
    name: z.string().trim().min(1).max(LONGEST_REFERENCE).optional(),
  }),
  z.strictObject({
    name: z.string().trim().min(1).max(LONGEST_REFERENCE),
    values: z
      .array(z.strictObject({ at: PastInstant, value: z.number() }))
      .min(LEAST_HOURS)
      .max(MOST_VALUES)
      .meta({ description: "Means of whole hours, at their start" }),
  }),
]);

export const Given = z
  .strictObject({
    station: StationId,
    sensor: SensorId,
    quantity: QuantityName.refine(
      (name) => ["arithmetic", "energetic"].includes(quantities[name].averaging),
      { error: "a line is of means" },
    ),
    kind: z.enum(calibrationKinds),
    reference: Reference.optional().meta({ description: "With `colocation`" }),
    of: z.string().max(80).optional().meta({
      description: "`raw`, or a recipe; what the sensor's model has when absent",
    }),
    from: PastInstant,
    until: PastInstant,
    note: z.string().trim().min(1).max(LONGEST_NOTE).optional(),
  })
  .refine(({ kind, reference }) => (kind === "colocation") === (reference !== undefined), {
    error: "`colocation` has a `reference`, `network` has none",
  })
  .refine(
    ({ from, until }) => {
      const length = Date.parse(until) - Date.parse(from);
      return length > 0 && length <= LONGEST_MS;
    },
    { error: "`from` must be before `until`, a year at most" },
  );

/** A line that nobody has proposed yet. */
export const Fitted = WithPairs.pick({
  ...{ unit: true, of: true, reference: true, fit: true, valid: true, pairs: true },
}).meta({ id: "QualityCalibrationFit" });

export const fitAnswer = (fit: CalibrationFit): z.infer<typeof Fit> => ({
  ...fit,
  from: new Date(fit.from).toISOString(),
  until: new Date(fit.until).toISOString(),
});

export const answerOf = (
  row: ListedCalibration,
  account: string | undefined,
): z.infer<typeof Calibration> => {
  const quantity = row.quantity as QuantityName;
  const optional = (name: string, at: Date | null) =>
    at === null ? {} : { [name]: at.toISOString() };
  return {
    ...{ id: row.id, station: row.station, sensor: row.sensor, quantity },
    ...{ unit: quantities[quantity].unit, kind: row.kind, variant: variantOfCalibration(row) },
    ...{ of: row.of, reference: row.reference },
    fit: fitAnswer(row.fit),
    valid: { low: row.low, high: row.high },
    state: row.state,
    ...(row.note === null ? {} : { note: row.note }),
    proposed: row.proposed.toISOString(),
    ...optional("reviewed", row.reviewed),
    ...(row.review === null ? {} : { review: row.review }),
    ...optional("since", row.since),
    ...optional("until", row.until),
    own: account !== undefined && account === row.proposer,
  };
};

export const sentenceOf = (fault: NoFit): string => {
  switch (fault.kind) {
    case "too_few":
      return `${fault.n} whole hours have values of both, ${LEAST_HOURS} are needed.`;
    case "no_spread":
      return "The sensor or what it is compared with always says the same.";
    case "not_rising":
      return "The sensor falls where what it is compared with rises: it measures something else.";
    default:
      return fault satisfies never;
  }
};

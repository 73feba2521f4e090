import { originOf } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { Batch, Reading } from "@datacityzen/hardware/wire/batch";
import { encodeLora } from "@datacityzen/hardware/wire/lora";
import { columns, payloadLimits } from "@datacityzen/hardware/wire/lora/profile";
import { hourlyMeans } from "../outbox/hourly-means.ts";
import { airtimeMs, type SpreadingFactor } from "./airtime.ts";

const hourMs = 3_600_000;
const longestPeriodMs = 131_071_000;

/** What one hour of a station takes over the air, and what it leaves behind. */
export interface Frame {
  readonly bytes: Uint8Array;
  /** Readings that the frame does not say: without room for the detail, or of quantities that it has no place for. */
  readonly leftOut: number;
}

const carried: readonly QuantityName[] = columns.map(({ quantity }) => quantity);

/** The profile has each quantity once: that of the sensor whose name comes first. */
const oneSensorEach = (readings: readonly Reading[]): readonly Reading[] => {
  const sensors = [...new Set(readings.map(({ sensor }) => sensor))].toSorted();
  const giver = new Map(
    carried.map((name) => [
      name,
      sensors.find((sensor) =>
        readings.some((reading) => reading.sensor === sensor && reading.values[name] !== undefined),
      ),
    ]),
  );
  return readings.flatMap((reading) => {
    const values = Object.fromEntries(
      carried.flatMap((name) => {
        const value = reading.values[name];
        return value === undefined || giver.get(name) !== reading.sensor ? [] : [[name, value]];
      }),
    );
    return Object.keys(values).length === 0 ? [] : [{ ...reading, values }];
  });
};

/** The step that most readings keep, in whole seconds. */
const periodOf = (readings: readonly Reading[]): number => {
  const instants = [...new Set(readings.map(({ at }) => at))].toSorted((one, other) => one - other);
  const steps = instants.slice(1).map((at, index) => at - (instants[index] ?? at));
  const median = steps.toSorted((one, other) => one - other)[Math.floor(steps.length / 2)];
  return Math.min(longestPeriodMs, Math.max(1000, Math.round((median ?? 60_000) / 1000) * 1000));
};

const inWholeSeconds = (readings: readonly Reading[]): readonly Reading[] =>
  readings.map((reading) => ({ ...reading, at: Math.floor(reading.at / 1000) * 1000 }));

const encode = (
  readings: readonly Reading[],
  every: number,
  clock: Batch["clock"],
  options: FrameOptions,
) => {
  const budget = payloadLimits[options.spreadingFactor];
  const encoded = encodeLora(readings, { budget, every, sent: options.now, clock });
  if (!encoded.ok || encoded.left.length > 0) return undefined;
  const takes = airtimeMs(encoded.bytes.length, options.spreadingFactor);
  return takes <= options.airtimeMs ? encoded : undefined;
};

export interface FrameOptions {
  readonly spreadingFactor: SpreadingFactor;
  /** Milliseconds of airtime that the frame may take. */
  readonly airtimeMs: number;
  /** UTC ms. */
  readonly now: number;
}

/**
 * The frame of one hour (UTC) of a station: all its readings when they fit, else the mean of each quantity, marked
 * `hourly_mean`; undefined when not even that fits. `nothing`: no quantity of the profile was measured.
 */
export const frameOfHour = (
  readings: readonly Reading[],
  clock: Batch["clock"],
  options: FrameOptions,
): Frame | "nothing" | undefined => {
  const origin = originOf(readings[0]?.flags);
  const own = readings.filter(({ flags }) => originOf(flags) === origin);
  const kept = inWholeSeconds(oneSensorEach(own));
  if (kept.length === 0) return "nothing";
  const whole = encode(kept, periodOf(kept), clock, options);
  if (whole !== undefined) return { bytes: whole.bytes, leftOut: readings.length - kept.length };
  const [first] = kept;
  const hour = Math.floor((first?.at ?? 0) / hourMs) * hourMs;
  // Sensors of different instants become one record: all means are of the same hour.
  const means = hourlyMeans({ boot: "", seq: 0, clock, readings: [...kept] }).readings.map(
    (reading) => ({ ...reading, at: hour }),
  );
  const mean = encode(means, hourMs, clock, options);
  return mean && { bytes: mean.bytes, leftOut: readings.length - means.length };
};

import { poissonLimits } from "@datacityzen/hardware/averaging/poisson";
import type { Values } from "@datacityzen/hardware/quantities";
import type { Counted } from "@datacityzen/hardware/sensor";

const HOUR_MS = 3_600_000;
/** Over how long counts are taken together. */
const HOURS = 6;
/** Less tells hardly anything: one particle in a quarter of an hour is 240 in a cubic metre. */
const LEAST_MS = HOUR_MS;
/** Counts are kept by such parts, so that six hours are some tens of numbers. */
const PART_MS = 5 * 60_000;

interface Part {
  readonly start: number;
  readonly until: number;
  readonly count: number;
  readonly volume: number;
}

/** Takes counts of rare particles together. */
export interface CountHours {
  /** Gives the concentration in the last hours with its limits, once an hour has been counted. `at`: monotonic, ms. */
  add(counted: Counted, at: number): Values;
}

export const createCountHours = (): CountHours => {
  let parts: readonly Part[] = [];
  return {
    add({ quantity, count, volume }, at) {
      const start = Math.floor(at / PART_MS) * PART_MS;
      const last = parts.at(-1);
      const open = last?.start === start ? last : { start, until: at, count: 0, volume: 0 };
      const before = (last?.start === start ? parts.slice(0, -1) : parts).filter(
        (part) => part.until > at - HOURS * HOUR_MS,
      );
      const added = { start, until: at, count: open.count + count, volume: open.volume + volume };
      parts = [...before, added];
      const first = parts[0]?.start ?? at;
      if (at - first < LEAST_MS) return {};
      const sum = (key: "count" | "volume") => parts.reduce((total, part) => total + part[key], 0);
      const air = sum("volume");
      if (!(air > 0)) return {};
      const [low, high] = poissonLimits(sum("count"));
      return {
        [`${quantity}_6h`]: sum("count") / air,
        [`${quantity}_6h_low`]: low / air,
        [`${quantity}_6h_high`]: high / air,
      };
    },
  };
};

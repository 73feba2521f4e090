import type { Sensor } from "@datacityzen/hardware/sensor";
import type { Logger } from "pino";
import * as z from "zod";
import { identityFiles } from "./identity.ts";

const HOUR_MS = 3_600_000;
/** A sensor that works gives values at least so often; longer, it rested or was away. */
const LONGEST_WORK_MS = 60_000;
/** What a cut of the power may cost: an SD card wears, and a life is thousands of hours. */
const KEEP_EVERY_MS = 10 * 60_000;

/** What is kept of one sensor between two starts. */
const Kept = z.record(
  z.string(),
  z.strictObject({
    /** In which it has given values. */
    hours: z.number().min(0),
    /** When its fan was last cleaned, or its count of days began. UTC ms. */
    cleaned: z.int().min(0).optional(),
    /** Hours that its maker gives it. */
    life: z.int().min(1).optional(),
  }),
);
export type KeptCare = z.infer<typeof Kept>;

/** The hours that sensors have worked, and when their fans are to be cleaned. */
export interface SensorCare {
  /** A value came at `at`, by the clock that nobody sets. */
  worked(id: string, at: number, life: number | undefined): void;
  /** Undefined for a sensor that is not known. */
  hours(id: string): number | undefined;
  /** `now`: UTC ms. A sensor that was never seen before is clean. */
  isCleaningDue(id: string, cleaning: Sensor["cleaning"], now: number): boolean;
  cleaned(id: string, now: number): void;
  /** Writes what has changed, seldom; to be called from time to time. */
  look(at: number): void;
  /** Writes what has changed. */
  keep(): void;
}

export interface SensorCareOptions {
  /** The file that keeps it; without it a start begins at zero. */
  readonly path?: string;
  readonly log?: Pick<Logger, "warn">;
}

/** The file of one station, in the edge's folder. */
export const sensorCareFile = (station: string): string => `hours-${station}.json`;

/** The hours in which each sensor of a station has given values, as its file has them. */
export const readSensorCare = (path: string): KeptCare => {
  try {
    return Kept.parse(JSON.parse(identityFiles.read(path) ?? "{}"));
  } catch {
    return {};
  }
};

export const openSensorCare = ({ path, log }: SensorCareOptions = {}): SensorCare => {
  const kept: KeptCare = path === undefined ? {} : readSensorCare(path);
  const lastAt = new Map<string, number>();
  let hasChanged = false;
  let keptAt = Number.NEGATIVE_INFINITY;

  const of = (id: string) => {
    kept[id] ??= { hours: 0 };
    return kept[id];
  };

  const keep = () => {
    if (!hasChanged || path === undefined) return;
    hasChanged = false;
    try {
      identityFiles.save(path, `${JSON.stringify(kept)}\n`);
    } catch (error) {
      log?.warn({ err: error, path }, "the hours that sensors have worked cannot be kept on disk");
    }
  };

  const cleaned = (id: string, now: number) => {
    of(id).cleaned = Math.round(now);
    hasChanged = true;
  };

  return {
    worked(id, at, life) {
      const passed = at - (lastAt.get(id) ?? Number.NEGATIVE_INFINITY);
      lastAt.set(id, at);
      const one = of(id);
      if (life !== undefined) one.life = life;
      if (passed > 0 && passed <= LONGEST_WORK_MS) one.hours += passed / HOUR_MS;
      hasChanged = true;
    },
    hours: (id) => kept[id]?.hours,
    isCleaningDue(id, cleaning, now) {
      if (cleaning === undefined) return false;
      const last = kept[id]?.cleaned;
      if (last !== undefined && last <= now) return now - last >= cleaning.everyMs;
      // Never seen, or dated by a clock that was wrong: its days are counted from now on.
      cleaned(id, now);
      return false;
    },
    cleaned,
    look(at) {
      if (at - keptAt < KEEP_EVERY_MS) return;
      keptAt = at;
      keep();
    },
    keep,
  };
};

import type { QuantityName, Values } from "@datacityzen/hardware/quantities";
import type { Reading } from "@datacityzen/hardware/wire/batch";
import { summarise } from "./averaging.ts";

/**
 * Gathers what one sensor says into one reading an interval. Intervals lie on the UTC grid
 * of `everyMs`; a reading's instant is the start of its interval. Instants are UTC milliseconds.
 */
export interface Sampler {
  /** The sensor got its power at `at`, as far as can be known; its warm-up begins. */
  powered(at: number): void;
  /** Takes decoded values; gives the reading of the interval that their instant closes. */
  take(at: number, values: Values): Reading[];
  /** Time has passed, whether or not the sensor spoke. */
  tick(now: number): Reading[];
  /** Closes the interval as it stands. */
  end(): Reading[];
}

interface Interval {
  readonly start: number;
  readonly settled: Values[];
  readonly warmingUp: Values[];
}

export interface SamplerOptions {
  /** The sensor's name on the wire. */
  readonly sensor: string;
  readonly everyMs: number;
  /** Time from power to values that can be trusted. */
  readonly warmUpMs: number;
}

const summariseAll = (samples: readonly Values[]): Values => {
  const names = new Set(samples.flatMap((values) => Object.keys(values) as QuantityName[]));
  return Object.fromEntries(
    [...names].map((name) => {
      const values = samples.flatMap((sample) => sample[name] ?? []);
      return [name, summarise(name, values)];
    }),
  );
};

export const createSampler = ({ sensor, everyMs, warmUpMs }: SamplerOptions): Sampler => {
  let settledFrom = Number.NEGATIVE_INFINITY;
  let open: Interval | undefined;

  const close = (): Reading[] => {
    if (open === undefined) return [];
    const { start, settled, warmingUp } = open;
    open = undefined;
    // What a cold sensor says is better than silence, but is never mixed with what a warm one says.
    if (settled.length > 0) return [{ at: start, sensor, values: summariseAll(settled) }];
    return [{ at: start, sensor, values: summariseAll(warmingUp), flags: ["warming_up"] }];
  };

  /** A clock that was put back by less than an interval leaves the interval open; by more, time begins anew. */
  const isPast = ({ start }: Interval, instant: number): boolean =>
    instant >= start + everyMs || instant < start - everyMs;

  const tick = (now: number): Reading[] => (open !== undefined && isPast(open, now) ? close() : []);

  return {
    powered(at) {
      settledFrom = at + warmUpMs;
    },
    take(at, values) {
      const closed = tick(at);
      open ??= { start: Math.floor(at / everyMs) * everyMs, settled: [], warmingUp: [] };
      (at < settledFrom ? open.warmingUp : open.settled).push(values);
      return closed;
    },
    tick,
    end: close,
  };
};

import { originOf } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import { flagsOf, type Reading } from "@datacityzen/hardware/wire/batch";
import { Gauge, type Registry } from "prom-client";
import type { EventBus } from "../events/bus.ts";
import type { LatestValue } from "../series/store.ts";

/** Hands what has just become durable to whoever watches a station. */
export interface LiveReadings {
  /** Calls `watcher` for each block of new values until `signal` aborts. */
  watch(
    station: string,
    watcher: (values: readonly LatestValue[]) => void,
    signal: AbortSignal,
  ): void;
}

const valuesOf = (station: string, received: number, readings: readonly Reading[]): LatestValue[] =>
  readings.flatMap((reading) =>
    (Object.entries(reading.values) as [QuantityName, number][]).map(([quantity, value]) => ({
      station,
      sensor: reading.sensor,
      quantity,
      origin: originOf(reading.flags),
      variant: "raw" as const,
      at: reading.at,
      received,
      value,
      flags: flagsOf(reading, quantity),
    })),
  );

export const createLiveReadings = (events: EventBus, figures: Registry): LiveReadings => {
  const watched = new Map<string, Set<(values: readonly LatestValue[]) => void>>();
  events.subscribe("readings.committed", {
    name: "live pages",
    handle: ({ station, received, readings }) => {
      const watchers = watched.get(station);
      if (watchers === undefined) return;
      const values = valuesOf(station, received, readings);
      for (const watcher of watchers) watcher(values);
    },
  });
  new Gauge({
    name: "dcz_cloud_live_watchers",
    help: "Pages that watch a station",
    registers: [figures],
    collect() {
      this.set([...watched.values()].reduce((total, { size }) => total + size, 0));
    },
  });
  return {
    watch(station, watcher, signal) {
      let watchers = watched.get(station);
      if (watchers === undefined) {
        watchers = new Set();
        watched.set(station, watchers);
      }
      watchers.add(watcher);
      signal.addEventListener("abort", () => {
        watchers.delete(watcher);
        if (watchers.size === 0) watched.delete(station);
      });
    },
  };
};

import { describeLine } from "@datacityzen/hardware/line-texts";
import {
  createLineMonitor,
  describeLines,
  type LineMonitor,
  type PlacedView,
} from "./line-monitor.ts";
import { createRestarts } from "./restarts.ts";
import { createSampleChecks, type SampleChecks } from "./sample-checks.ts";
import type { SensorCare } from "./sensor-care.ts";
import { sensorId } from "./sensor-id.ts";
import type { Source } from "./source.ts";
import type { StationOptions } from "./station.ts";

/** The line to one sensor, and what is known of it. */
export interface WatchedLine {
  readonly port: string;
  readonly model: string;
  readonly source: Source;
  /** The name under which its sensor gives readings; what it will be called until its frames tell a number. */
  id: string;
  /** Its device is gone. */
  isRetired: boolean;
  isOpen: boolean;
  /** When its last value came, monotonic, ms. */
  lastValue: number;
  readonly restarts: ReturnType<typeof createRestarts>;
  readonly checks: SampleChecks;
  readonly monitor: LineMonitor;
  /** Begins its dialogue anew when its rests have changed. */
  resume: () => void;
}

interface WatchOptions {
  /** From one reading of the station to the next. */
  readonly everyMs: number;
  /** Monotonic, ms. */
  readonly now: number;
  /** How long the sensor rests at a time. */
  readonly restOf: (source: Source, id: string) => number;
}

export const watchLine = (source: Source, { everyMs, now, restOf }: WatchOptions): WatchedLine => {
  const line: WatchedLine = {
    port: source.path,
    model: source.sensor.model,
    source,
    id: sensorId(source.sensor.model, undefined, source.place),
    isRetired: false,
    isOpen: false,
    lastValue: Number.NEGATIVE_INFINITY,
    restarts: createRestarts(),
    checks: createSampleChecks(),
    monitor: createLineMonitor({
      ...{ sensor: source.sensor, everyMs, now },
      restMs: () => restOf(source, line.id),
    }),
    resume: () => {},
  };
  return line;
};

/** Gives what looks at every line: begins anew with stuck ones, and logs in a sentence what has changed. */
export const createLookAtLines = ({
  clock,
  report,
  onLines,
  log,
  care,
}: Pick<StationOptions, "clock" | "report" | "onLines" | "log"> & {
  readonly care: Pick<SensorCare, "hours">;
}) => {
  const careOf = ({ source, id }: WatchedLine): NonNullable<PlacedView["care"]> => {
    const hours = care.hours(id);
    const { lifeHours: life } = source.sensor;
    const isKnown = hours !== undefined && life !== undefined;
    return {
      ...(isKnown ? { hours: Math.floor(hours), life } : {}),
      ...(source.selfCalibration === undefined ? {} : { selfCalibration: source.selfCalibration }),
    };
  };
  /** What was last logged of each line. */
  const logged = new Map<string, string>();
  return (watched: readonly WatchedLine[]): void => {
    const now = clock.monotonic();
    const views = watched.map((line) => ({
      ...{ ...line, view: line.monitor.look(now), care: careOf(line) },
    }));
    const lines = describeLines(views, clock.utcOf);
    for (const { source, restarts, isRetired, view } of views) {
      const isStuck = !isRetired && (view.state === "silent" || view.state === "unreadable");
      if (!restarts.isDue(isStuck, now)) continue;
      log.info({ port: source.path, model: source.sensor.model }, "begins anew with this sensor");
      source.restart?.();
    }
    report.setLines(lines);
    let changed = false;
    for (const line of lines) {
      const { port, model, state, bytes, likely, advice = "" } = line;
      const key = [state, advice, ...(likely ?? [])].join(" ");
      const before = logged.get(`${model}@${port}`);
      if (before === key) continue;
      logged.set(`${model}@${port}`, key);
      changed = true;
      const sentence = describeLine(line, "en");
      // A lost port is logged when it is lost.
      if (sentence !== undefined && state !== "closed")
        log.warn({ port, model, state, bytes, likely, advice }, sentence);
      else if (state === "speaking" && before !== undefined)
        log.info({ port, model, state }, "sensor speaks");
    }
    if (changed) onLines();
  };
};

import type { Flag } from "@datacityzen/hardware/flags";
import { describeLine } from "@datacityzen/hardware/line-texts";
import type { Sensor } from "@datacityzen/hardware/sensor";
import type { Reading } from "@datacityzen/hardware/wire/batch";
import type { Hello } from "@datacityzen/hardware/wire/hello";
import type { Logger } from "pino";
import { checkTogether } from "./checks.ts";
import { runDialogue } from "./dialogue.ts";
import { createLineMonitor, describeLines } from "./line-monitor.ts";
import type { Port, PortEvent } from "./ports/port.ts";
import { createSampler, type Sampler } from "./sampler.ts";
import { sensorId } from "./sensor-id.ts";
import { readSensor, type SensorEvent } from "./sensor-reader.ts";
import type { ClockStep, StationClock } from "./station-clock.ts";
import type { StationReport } from "./station-report.ts";

/** A sensor and the way to it. */
export interface Source {
  readonly sensor: Sensor;
  /** Where it is: a serial port's path, or "replay". */
  readonly path: string;
  /** Its events bear the instants of the station's monotonic clock. */
  readonly port: Port;
  /** Where it stands among the station's sensors of its model, from 1. */
  readonly place: number;
  /** Time from power to values that can be trusted; 0 for one that was warm when it was captured. */
  readonly warmUpMs: number;
  /** Attached to each of its readings. */
  readonly flags: readonly Flag[];
}

export interface StationOptions {
  readonly sources: readonly Source[];
  readonly everyMs: number;
  readonly clock: Pick<StationClock, "monotonic" | "utcOf" | "now" | "onSatelliteTime">;
  readonly report: StationReport;
  /** Gets the readings of an interval, checked and flagged. */
  readonly onReadings: (readings: readonly Reading[]) => void;
  /** Gets every sensor that is known: a sensor is known once its first frame has come. */
  readonly onSensors: (sensors: Hello["sensors"]) => void;
  /** What arrives on a line has changed. */
  readonly onLines: () => void;
  readonly log: Pick<Logger, "info" | "warn" | "debug">;
}

export interface Station {
  /**
   * The clock was set: the open intervals move to where the new time puts them. Gives by how much, a
   * multiple of the interval, so that what was published before moves by the same and nothing overlaps.
   */
  moveIntervals(step: ClockStep, notBefore?: number): number;
  /** Closes the ports and publishes what the open interval holds. */
  stop(): Promise<void>;
}

/** A sensor of which a frame has come: its name is known. */
interface Registered {
  readonly source: Source;
  readonly sampler: Sampler;
  readonly entry: Hello["sensors"][number];
}

/** Short enough to notice soon that the clock was set. */
const LONGEST_SLEEP_MS = 1000;

/** Reads every source into readings, and publishes those of one interval together. */
export const startStation = ({
  sources,
  everyMs,
  clock,
  report,
  onReadings,
  onSensors,
  onLines,
  log,
}: StationOptions): Station => {
  const registered = new Map<string, Registered>();
  const watched = sources.map((source) => ({
    port: source.path,
    model: source.sensor.model,
    source,
    monitor: createLineMonitor({ sensor: source.sensor, everyMs, now: clock.monotonic() }),
  }));
  /** What was last logged of each line. */
  const logged = new Map<string, string>();
  let closed: Reading[] = [];
  let stopped = false;

  const sourceOf = ({ sensor }: Reading): Source | undefined => registered.get(sensor)?.source;

  const publishInterval = () => {
    const checked = checkTogether(closed, (reading) => sourceOf(reading)?.sensor ?? {});
    closed = [];
    const readings = checked.map((reading) => {
      const flags = [...(sourceOf(reading)?.flags ?? []), ...(reading.flags ?? [])];
      return flags.length === 0 ? reading : { ...reading, flags };
    });
    if (readings.length > 0) onReadings(readings);
  };

  const registerSensor = (source: Source, id: string, serial: string | undefined): Registered => {
    const { model, measures } = source.sensor;
    const sampler = createSampler({
      sensor: id,
      everyMs,
      measures,
      onLeftOut: (quantity, code) => {
        report.countRejected(id, `value_${code}`);
        log.debug({ sensor: id, quantity, reason: code }, "value left out");
      },
    });
    const entry = { id, model, every: everyMs, ...(serial === undefined ? {} : { serial }) };
    const one = { source, sampler, entry };
    registered.set(id, one);
    log.info({ sensor: id }, "sensor found");
    onSensors([...registered.values()].map(({ entry }) => entry));
    return one;
  };

  /** Looks at every line, and logs in a sentence what has changed. */
  const lookAtLines = () => {
    const now = clock.monotonic();
    const lines = describeLines(
      watched.map(({ port, model, monitor }) => ({ port, model, view: monitor.look(now) })),
      clock.utcOf,
    );
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

  const follow = async ({ source, monitor }: (typeof watched)[number]): Promise<void> => {
    const { sensor, port, place } = source;
    let id = sensorId(sensor.model, undefined, place);
    let poweredAt = clock.monotonic();
    let lost = new AbortController();
    const dialogues: Promise<void>[] = [];

    const startDialogue = () => {
      const { dialogue, everyMs: newValueMs = everyMs } = sensor;
      lost = new AbortController();
      // On I²C the port itself asks: there the reader decides how long an answer is.
      if (dialogue === undefined || sensor.bus.kind === "i2c") return;
      const { signal } = lost;
      dialogues.push(runDialogue({ dialogue, everyMs: newValueMs, write: port.write, signal }));
    };

    const handleEvent = (event: SensorEvent) => {
      switch (event.kind) {
        case "opened":
          // It had power before, perhaps; this is the latest moment at which it can have got it.
          poweredAt = event.at;
          startDialogue();
          return log.info({ sensor: id }, "port opened");
        case "lost":
          lost.abort();
          return log.warn({ sensor: id, reason: event.reason, detail: event.detail }, "port lost");
        case "rejected":
          // The answer to a command of ours: expected, and no measurement.
          if (event.reason === "reply") return;
          log.debug({ sensor: id, reason: event.reason }, "frame rejected");
          return report.countRejected(id, event.reason);
        case "measured": {
          if (event.time !== undefined) clock.onSatelliteTime(event.time, event.at);
          // A frame may hold other things, such as a place.
          if (Object.keys(event.values).length === 0) return;
          id = sensorId(sensor.model, event.serial, place);
          const { sampler } = registered.get(id) ?? registerSensor(source, id, event.serial);
          const settled = event.at >= poweredAt + source.warmUpMs;
          const at = clock.utcOf(event.at);
          closed.push(
            ...sampler.add({ at, values: event.values, valueFlags: event.valueFlags, settled }),
          );
          return;
        }
        default:
          return event satisfies never;
      }
    };

    const events = async function* (): AsyncGenerator<PortEvent, void> {
      for await (const event of port.events) {
        monitor.onPortEvent(event);
        yield event;
      }
    };
    for await (const event of readSensor(sensor, events())) {
      monitor.onSensorEvent(event);
      handleEvent(event);
    }
    lost.abort();
    await Promise.all(dialogues);
  };

  const closeUntil = (now: number) => {
    for (const { sampler } of registered.values()) closed.push(...sampler.tick(now));
    publishInterval();
  };

  let timer: NodeJS.Timeout | undefined;
  const tick = () => {
    const now = clock.now();
    closeUntil(now);
    lookAtLines();
    if (!stopped) timer = setTimeout(tick, Math.min(everyMs - (now % everyMs), LONGEST_SLEEP_MS));
  };

  const followed = Promise.all(watched.map(follow));
  tick();

  return {
    moveIntervals({ before, after }, notBefore) {
      closeUntil(before);
      const startOf = (instant: number) => Math.floor(instant / everyMs) * everyMs;
      const byMs = startOf(after) - startOf(before);
      for (const { sampler } of registered.values()) sampler.shift(byMs, notBefore);
      return byMs;
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await Promise.all(sources.map(({ port }) => port.close()));
      await followed;
      for (const { sampler } of registered.values()) closed.push(...sampler.end());
      publishInterval();
    },
  };
};

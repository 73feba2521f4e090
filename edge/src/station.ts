import type { Flag } from "@datacityzen/hardware/flags";
import { describeLine } from "@datacityzen/hardware/line-texts";
import type { QuantityName, Values } from "@datacityzen/hardware/quantities";
import type { Sensor } from "@datacityzen/hardware/sensor";
import type { Reading } from "@datacityzen/hardware/wire/batch";
import type { Hello } from "@datacityzen/hardware/wire/hello";
import type { DutyCycle, StationConfig } from "@datacityzen/hardware/wire/station-config";
import type { Logger } from "pino";
import { checkTogether } from "./checks.ts";
import { runDialogue } from "./dialogue.ts";
import { cadenceOf, declaredDuty, dutyFault, leastCommonMultiple } from "./duty.ts";
import { createLineMonitor, describeLines } from "./line-monitor.ts";
import type { Port, PortEvent } from "./ports/port.ts";
import type { WatchedSensor } from "./remote-config.ts";
import { createRestarts } from "./restarts.ts";
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
  /** Commands reach it, so that it can rest between its turns. */
  readonly canSleep?: boolean;
  /** Begins anew with a sensor that fell silent or became another. */
  readonly restart?: () => void;
}

/** What may change while the station runs. */
export interface StationSettings {
  readonly everyMs: number;
  /** By the sensor's id. */
  readonly sensors?: StationConfig["sensors"];
}

export interface StationOptions {
  readonly sources: readonly Source[];
  readonly settings: StationSettings;
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
  /** From the next start of an interval on, readings come by these settings; corrections and rests at once. */
  reconfigure(settings: StationSettings): void;
  /** Reads one source more; it takes the place of one of the same name that was retired. */
  add(source: Source): void;
  /** The source's device is gone: its port is closed, and its line says so until it comes back. */
  retire(source: Source): void;
  /** The sensors that are known, and how they are. */
  sensors(): readonly KnownSensor[];
  /** Closes the ports and publishes what the open interval holds. */
  stop(): Promise<void>;
}

/** A sensor of the station, for who watches over a change of its settings. */
export interface KnownSensor extends WatchedSensor {
  readonly source: Source;
}

/** A sensor of which a frame has come: its name is known. */
interface Registered {
  readonly source: Source;
  readonly sampler: Sampler;
  readonly entry: Hello["sensors"][number];
  /** When its last value came, by the monotonic clock. */
  readonly lastValue: number;
}

/** A sensor that works all the time is not silent for so long. */
const LEAST_SILENCE_MS = 60_000;
/** Short enough to notice soon that the clock was set. */
const LONGEST_SLEEP_MS = 1000;

/** Reads every source into readings, and publishes those of one interval together. */
export const startStation = ({
  sources,
  settings: firstSettings,
  clock,
  report,
  onReadings,
  onSensors,
  onLines,
  log,
}: StationOptions): Station => {
  const registered = new Map<string, Registered>();
  let settings = firstSettings;
  /** Cadences that come into force at an instant, UTC. */
  let coming: { readonly from: number; readonly everyMs: number } | undefined;
  /** The cadence in force. */
  let { everyMs } = firstSettings;

  const dutyOf = ({ sensor, canSleep = false }: Source, id: string): DutyCycle | undefined => {
    const chosen = settings.sensors?.[id]?.duty;
    if (!canSleep || (chosen !== undefined && dutyFault(sensor, chosen, true) !== undefined))
      return undefined;
    return chosen ?? declaredDuty(sensor, settings.everyMs);
  };
  const restOf = (source: Source, id: string): number => {
    const duty = dutyOf(source, id);
    return duty === undefined ? 0 : duty.every - duty.on;
  };

  const watch = (source: Source) => {
    const line = {
      port: source.path,
      model: source.sensor.model,
      source,
      id: sensorId(source.sensor.model, undefined, source.place),
      isRetired: false,
      restarts: createRestarts(),
      /** Begins its dialogue anew when its rests have changed. */
      resume: (): void => {},
    };
    const monitor = createLineMonitor({
      ...{ sensor: source.sensor, everyMs, now: clock.monotonic() },
      restMs: () => restOf(source, line.id),
    });
    return Object.assign(line, { monitor });
  };
  let watched = sources.map(watch);
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

  const announce = () => onSensors([...registered.values()].map(({ entry }) => entry));

  const registerSensor = (
    source: Source,
    id: string,
    serial: string | undefined,
    notBefore?: number,
  ): Registered => {
    const { model, measures, exceeded } = source.sensor;
    const every = cadenceOf(everyMs, dutyOf(source, id));
    const sampler = createSampler({
      sensor: id,
      everyMs: every,
      measures,
      exceeded,
      onLeftOut: (quantity, code) => {
        report.countRejected(id, `value_${code}`);
        log.debug({ sensor: id, quantity, reason: code }, "value left out");
      },
    });
    if (notBefore !== undefined) sampler.shift(0, notBefore);
    const label = settings.sensors?.[id]?.label;
    const entry = {
      ...{ id, model, every },
      ...(serial === undefined ? {} : { serial }),
      ...(label === undefined ? {} : { label }),
    };
    const lastValue = registered.get(id)?.lastValue ?? Number.NEGATIVE_INFINITY;
    const one = { source, sampler, entry, lastValue };
    registered.set(id, one);
    return one;
  };

  /** Puts the new cadence in force: every open interval ends before it, and none begins twice. */
  const changeCadence = (now: number) => {
    if (coming === undefined || now < coming.from) return;
    const { from } = coming;
    everyMs = coming.everyMs;
    coming = undefined;
    for (const [id, { source, sampler, entry }] of registered) {
      closed.push(...sampler.end());
      registerSensor(source, id, entry.serial, from);
    }
    announce();
  };

  const corrected = (id: string, values: Values): Values => {
    const offsets = settings.sensors?.[id]?.offsets;
    if (offsets === undefined) return values;
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        value + (offsets[name as QuantityName] ?? 0),
      ]),
    );
  };

  /** Looks at every line, and logs in a sentence what has changed. */
  const lookAtLines = () => {
    const now = clock.monotonic();
    const views = watched.map((line) => ({ ...line, view: line.monitor.look(now) }));
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

  const follow = async (line: (typeof watched)[number]): Promise<void> => {
    const { source, monitor } = line;
    const { sensor, port, place } = source;
    let poweredAt = clock.monotonic();
    let lost = new AbortController();
    let isOpen = false;
    let duty: DutyCycle | undefined;
    const dialogues: Promise<void>[] = [];

    const startDialogue = (isAsleep: boolean) => {
      const { dialogue } = sensor;
      lost = new AbortController();
      // On I²C and SPI the port itself asks: there the reader decides how long an answer is.
      if (dialogue === undefined || !("baudRate" in sensor.bus)) return;
      const { signal } = lost;
      duty = dutyOf(source, line.id);
      const onAwake = () => {
        poweredAt = clock.monotonic();
      };
      const { write } = port;
      const askEveryMs = sensor.everyMs ?? everyMs;
      const talk = { dialogue, everyMs: askEveryMs, write, signal, duty, isAsleep, onAwake };
      dialogues.push(runDialogue(talk));
    };

    line.resume = () => {
      const next = dutyOf(source, line.id);
      if (!isOpen || (next?.on === duty?.on && next?.every === duty?.every)) return;
      lost.abort();
      poweredAt = clock.monotonic();
      startDialogue(true);
    };

    const handleEvent = (event: SensorEvent) => {
      switch (event.kind) {
        case "opened":
          // It had power before, perhaps; this is the latest moment at which it can have got it.
          poweredAt = event.at;
          isOpen = true;
          // An earlier run may have left it asleep.
          startDialogue(sensor.duty !== undefined && source.canSleep === true);
          return log.info({ sensor: line.id }, "port opened");
        case "lost":
          isOpen = false;
          lost.abort();
          return log.warn(
            { sensor: line.id, reason: event.reason, detail: event.detail },
            "port lost",
          );
        case "rejected":
          // The answer to a command of ours: expected, and no measurement.
          if (event.reason === "reply") return;
          log.debug({ sensor: line.id, reason: event.reason }, "frame rejected");
          return report.countRejected(line.id, event.reason);
        case "measured": {
          if (event.time !== undefined) clock.onSatelliteTime(event.time, event.at);
          // A frame may hold other things, such as a place.
          if (Object.keys(event.values).length === 0) return;
          const at = clock.utcOf(event.at);
          changeCadence(at);
          const id = sensorId(sensor.model, event.serial, place);
          line.id = id;
          if (!registered.has(id)) {
            registerSensor(source, id, event.serial);
            log.info({ sensor: id }, "sensor found");
            announce();
            line.resume();
          }
          const one = registered.get(id) as Registered;
          registered.set(id, { ...one, source, lastValue: event.at });
          const settled = event.at >= poweredAt + source.warmUpMs;
          const values = corrected(id, event.values);
          closed.push(...one.sampler.add({ at, values, valueFlags: event.valueFlags, settled }));
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
    changeCadence(now);
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

  const followed = watched.map(follow);
  tick();

  return {
    reconfigure(next) {
      settings = next;
      const now = clock.now();
      // Only the cadence waits: an interval of the old one ends where one of the new begins.
      coming = { from: Math.ceil(now / next.everyMs) * next.everyMs, everyMs: next.everyMs };
      for (const { resume } of watched) resume();
    },
    add(source) {
      if (stopped) return void source.port.close();
      const line = watch(source);
      watched = watched.filter(
        (other) =>
          !other.isRetired || other.model !== line.model || other.source.place !== source.place,
      );
      watched.push(line);
      followed.push(follow(line));
    },
    retire(source) {
      const line = watched.find((one) => one.source === source);
      if (line === undefined) return;
      line.isRetired = true;
      const at = clock.monotonic();
      line.monitor.onPortEvent({ kind: "lost", at, reason: "unplugged", detail: "" });
      log.warn({ sensor: line.id, port: line.port }, "sensor unplugged");
      void source.port.close();
      lookAtLines();
    },
    sensors: () =>
      [...registered].map(([id, { source, lastValue }]) => {
        const { everyMs: newValueMs, dialogue, longestSilenceMs = 0 } = source.sensor;
        const periodMs = newValueMs ?? (dialogue?.read === undefined ? 1000 : everyMs);
        const usual = Math.max(LEAST_SILENCE_MS, 3 * periodMs, longestSilenceMs);
        return { id, source, lastValue, longestSilenceMs: usual + restOf(source, id) };
      }),
    moveIntervals({ before, after }, notBefore) {
      closeUntil(before);
      // A grid on which the intervals of every sensor lie.
      const grid = [...registered.values()].reduce(
        (common, { entry }) => leastCommonMultiple(common, entry.every),
        everyMs,
      );
      const startOf = (instant: number) => Math.floor(instant / grid) * grid;
      const byMs = startOf(after) - startOf(before);
      for (const { sampler } of registered.values()) sampler.shift(byMs, notBefore);
      return byMs;
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await Promise.all(watched.map(({ source }) => source.port.close()));
      await Promise.all(followed);
      for (const { sampler } of registered.values()) closed.push(...sampler.end());
      publishInterval();
    },
  };
};

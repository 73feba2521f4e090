import type { Flag } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { ValueFlags } from "@datacityzen/hardware/sensor";
import type { Reading } from "@datacityzen/hardware/wire/batch";
import type { Hello } from "@datacityzen/hardware/wire/hello";
import type { DutyCycle } from "@datacityzen/hardware/wire/station-config";
import type { Logger } from "pino";
import { runDialogue } from "./dialogue.ts";
import {
  createKnownSensors,
  type KnownSensor,
  LEAST_SILENCE_MS,
  type StationSettings,
} from "./known-sensors.ts";
import type { PortEvent } from "./ports/port.ts";
import type { Sample } from "./sampler.ts";
import { openSensorCare, type SensorCare } from "./sensor-care.ts";
import { sensorId } from "./sensor-id.ts";
import { readSensor, type SensorEvent } from "./sensor-reader.ts";
import type { Source } from "./source.ts";
import type { ClockStep, StationClock } from "./station-clock.ts";
import type { StationReport } from "./station-report.ts";
import { createLookAtLines, type WatchedLine, watchLine } from "./watched-lines.ts";

export interface StationOptions {
  readonly sources: readonly Source[];
  readonly settings: StationSettings;
  readonly clock: Pick<StationClock, "monotonic" | "utcOf" | "now" | "onSatelliteTime">;
  readonly report: StationReport;
  /** Whether the box's supply is too low now; absent where nothing tells it. */
  readonly isPowerLow?: () => boolean;
  /** The hours that sensors have worked, and when to clean them. */
  readonly care?: SensorCare;
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

/** Short enough to notice soon that the clock was set. */
const LONGEST_SLEEP_MS = 1000;

const mergedFlags = (one: ValueFlags = {}, other: ValueFlags = {}): ValueFlags => {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<QuantityName>;
  return Object.fromEntries(
    [...names].map((name) => [name, [...(one[name] ?? []), ...(other[name] ?? [])]]),
  );
};

/** Reads every source into readings, and publishes those of one interval together. */
export const startStation = ({
  sources,
  settings: firstSettings,
  clock,
  report,
  isPowerLow = () => false,
  care = openSensorCare(),
  onReadings,
  onSensors,
  onLines,
  log,
}: StationOptions): Station => {
  const known = createKnownSensors({
    ...{ settings: firstSettings, report, isPowerLow, onReadings, onSensors, log },
  });
  const { dutyOf, restOf } = known;

  const watch = (source: Source): WatchedLine =>
    watchLine(source, { everyMs: known.everyMs(), now: clock.monotonic(), restOf });
  let watched = sources.map(watch);
  const lookAt = createLookAtLines({ clock, report, onLines, log, care });
  let stopped = false;

  /** Another line of the station gives a sensor of this name now. */
  const isHeldByAnother = (id: string, source: Source, now: number): boolean =>
    watched.some(
      (line) =>
        line.source !== source &&
        line.id === id &&
        line.isOpen &&
        !line.isRetired &&
        now - line.lastValue < LEAST_SILENCE_MS,
    );

  const follow = async (line: WatchedLine): Promise<void> => {
    const { source, monitor } = line;
    const { sensor, port, place } = source;
    let poweredAt = clock.monotonic();
    let lost = new AbortController();
    /** Its serial number is that of a sensor on another line. */
    let isDuplicate = false;
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
      const askEveryMs = sensor.everyMs ?? known.everyMs();
      const talk = { dialogue, everyMs: askEveryMs, write, signal, duty, isAsleep, onAwake };
      dialogues.push(runDialogue(talk));
    };

    line.resume = () => {
      const next = dutyOf(source, line.id);
      if (!line.isOpen || (next?.on === duty?.on && next?.every === duty?.every)) return;
      lost.abort();
      poweredAt = clock.monotonic();
      startDialogue(true);
    };

    /** Blows the fan free; what it says meanwhile is told as if it warmed up. */
    const cleanFan = async (id: string, now: number): Promise<void> => {
      const { dialogue, cleaning } = sensor;
      if (dialogue?.cleanFan === undefined || cleaning === undefined) return;
      care.cleaned(id, now);
      poweredAt = clock.monotonic() + cleaning.lastsMs - source.warmUpMs;
      for (const { send } of dialogue.cleanFan) {
        const written = await port.write(send);
        if (!written.ok) return log.warn({ sensor: id }, "its fan could not be cleaned");
      }
      log.info({ sensor: id }, "its fan is being cleaned");
    };

    const judge = (
      { values, valueFlags, at }: Extract<SensorEvent, { kind: "measured" }>,
      settled: boolean,
    ): Pick<Sample, "flags" | "valueFlags"> => {
      const twin: readonly Flag[] = isDuplicate ? ["duplicate"] : [];
      // A recording repeats itself and leaps from its end to its beginning; a cold sensor does as it likes.
      if (!settled || source.flags.length > 0) return { flags: twin, valueFlags };
      const judged = line.checks.judge(values, at);
      return {
        flags: [...twin, ...judged.flags],
        valueFlags: mergedFlags(valueFlags, judged.valueFlags),
      };
    };

    const handleEvent = (event: SensorEvent) => {
      switch (event.kind) {
        case "opened":
          // It had power before, perhaps; this is the latest moment at which it can have got it.
          poweredAt = event.at;
          line.isOpen = true;
          line.checks.forget();
          // An earlier run may have left it asleep.
          startDialogue(sensor.duty !== undefined && source.canSleep === true);
          return log.info({ sensor: line.id }, "port opened");
        case "lost":
          line.isOpen = false;
          lost.abort();
          return log.warn(
            { sensor: line.id, reason: event.reason, detail: event.detail },
            "port lost",
          );
        case "rejected":
          // The answer to a command of ours: expected, and no measurement.
          if (event.reason === "reply") return;
          log.debug({ sensor: line.id, reason: event.reason }, "frame rejected");
          known.refuse(source, line.id, event.reason, clock.utcOf(event.at));
          return report.countRejected(line.id, event.reason);
        case "measured": {
          if (event.time !== undefined) clock.onSatelliteTime(event.time, event.at);
          // A frame may hold other things, such as a place.
          if (Object.keys(event.values).length === 0) return;
          const at = clock.utcOf(event.at);
          known.changeCadence(at);
          const own = sensorId(sensor.model, event.serial, place);
          const isTwin = event.serial !== undefined && isHeldByAnother(own, source, event.at);
          if (isTwin && !isDuplicate)
            log.warn({ sensor: own, port: line.port }, "another line gives the same serial number");
          isDuplicate = isTwin;
          const id = isTwin ? `${own}-${place}` : own;
          line.id = id;
          line.lastValue = event.at;
          if (!known.has(id)) {
            log.info({ sensor: id }, "sensor found");
            known.meet(source, id, event.serial);
            line.resume();
          }
          known.heard(source, id, event.at);
          const settled = event.at >= poweredAt + source.warmUpMs;
          // A recording wears nothing.
          const isReal = source.flags.length === 0;
          if (isReal) care.worked(id, event.at, sensor.lifeHours);
          if (isReal && settled && care.isCleaningDue(id, sensor.cleaning, at))
            void cleanFan(id, at);
          const values = known.corrected(id, event.values);
          const { flags, valueFlags } = judge(event, settled);
          known.add(id, { at, values, flags, valueFlags, settled });
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

  let timer: NodeJS.Timeout | undefined;
  const tick = () => {
    const now = clock.now();
    known.closeUntil(now);
    lookAt(watched);
    const everyMs = known.everyMs();
    if (!stopped) timer = setTimeout(tick, Math.min(everyMs - (now % everyMs), LONGEST_SLEEP_MS));
  };

  const followed = watched.map(follow);
  tick();

  return {
    reconfigure(next) {
      known.reconfigure(next, clock.now());
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
      lookAt(watched);
    },
    sensors: known.list,
    moveIntervals: known.moveIntervals,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await Promise.all(watched.map(({ source }) => source.port.close()));
      await Promise.all(followed);
      known.end();
    },
  };
};

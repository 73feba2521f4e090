import type { Flag } from "@datacityzen/hardware/flags";
import type { QuantityName, Values } from "@datacityzen/hardware/quantities";
import type { Reading } from "@datacityzen/hardware/wire/batch";
import type { Hello } from "@datacityzen/hardware/wire/hello";
import type { DutyCycle, StationConfig } from "@datacityzen/hardware/wire/station-config";
import type { Logger } from "pino";
import { checkTogether } from "./checks.ts";
import { cadenceOf, declaredDuty, dutyFault, leastCommonMultiple } from "./duty.ts";
import type { WatchedSensor } from "./remote-config.ts";
import { createSampler, type Sample, type Sampler } from "./sampler.ts";
import type { Rejection } from "./sensor-reader.ts";
import type { Source } from "./source.ts";
import type { ClockStep } from "./station-clock.ts";
import type { StationReport } from "./station-report.ts";

/** What may change while the station runs. */
export interface StationSettings {
  readonly everyMs: number;
  /** By the sensor's id. */
  readonly sensors?: StationConfig["sensors"];
}

/** A sensor of the station, for who watches over a change of its settings. */
export interface KnownSensor extends WatchedSensor {
  readonly source: Source;
}

/** The sensors of which a frame has come, and what each has said in its open interval. */
export interface KnownSensors {
  /** The cadence in force. */
  everyMs(): number;
  dutyOf(source: Source, id: string): DutyCycle | undefined;
  /** How long it rests at a time. */
  restOf(source: Source, id: string): number;
  has(id: string): boolean;
  /** Its first frame has come: it is announced. */
  meet(source: Source, id: string, serial: string | undefined): void;
  /** A value of it came through this source, monotonic, ms. */
  heard(source: Source, id: string, at: number): void;
  /** Its values with the offsets of the settings. */
  corrected(id: string, values: Values): Values;
  add(id: string, sample: Sample): void;
  /** A frame was refused that came through this source. `at`: UTC, ms. */
  refuse(source: Source, id: string, reason: Rejection, at: number): void;
  /** Puts a new cadence in force when its time has come. */
  changeCadence(now: number): void;
  /** Publishes together what the intervals that are over hold. */
  closeUntil(now: number): void;
  reconfigure(settings: StationSettings, now: number): void;
  /** The clock was set: gives by how much the open intervals have moved, ms. */
  moveIntervals(step: ClockStep, notBefore?: number): number;
  list(): readonly KnownSensor[];
  /** Publishes what the open intervals hold. */
  end(): void;
}

export interface KnownSensorsOptions {
  readonly settings: StationSettings;
  readonly report: StationReport;
  /** Whether the box's supply is too low now. */
  readonly isPowerLow: () => boolean;
  readonly onReadings: (readings: readonly Reading[]) => void;
  readonly onSensors: (sensors: Hello["sensors"]) => void;
  readonly log: Pick<Logger, "debug">;
}

interface Registered {
  readonly source: Source;
  readonly sampler: Sampler;
  readonly entry: Hello["sensors"][number];
  /** When its last value came, by the monotonic clock. */
  readonly lastValue: number;
  /** The longest time between two of its values, in milliseconds. */
  readonly longestGapMs: number;
}

/** A sensor that works all the time is not silent for so long. */
export const LEAST_SILENCE_MS = 60_000;

export const createKnownSensors = ({
  settings: firstSettings,
  report,
  isPowerLow,
  onReadings,
  onSensors,
  log,
}: KnownSensorsOptions): KnownSensors => {
  const registered = new Map<string, Registered>();
  let settings = firstSettings;
  /** Cadences that come into force at an instant, UTC. */
  let coming: { readonly from: number; readonly everyMs: number } | undefined;
  /** The cadence in force. */
  let { everyMs } = firstSettings;
  let closed: Reading[] = [];
  /** When the supply was last seen too low, UTC. */
  let powerLowAt = Number.NEGATIVE_INFINITY;

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

  const sourceOf = ({ sensor }: Reading): Source | undefined => registered.get(sensor)?.source;

  const publishInterval = () => {
    const checked = checkTogether(closed, (reading) => sourceOf(reading)?.sensor ?? {});
    closed = [];
    const readings = checked.map((reading) => {
      const flags: Flag[] = [
        ...(sourceOf(reading)?.flags ?? []),
        ...(reading.flags ?? []),
        ...(powerLowAt >= reading.at ? (["supply"] as const) : []),
      ];
      return flags.length === 0 ? reading : { ...reading, flags };
    });
    for (const { sensor, flags = [], value_flags = {} } of readings)
      for (const flag of new Set([...flags, ...Object.values(value_flags).flat()]))
        if (flag !== "replayed") report.countFlagged(sensor, flag);
    if (readings.length > 0) onReadings(readings);
  };

  const announce = () => onSensors([...registered.values()].map(({ entry }) => entry));

  /** Samples that a reading of this sensor should sum up. */
  const expectedOf = (source: Source, id: string, every: number): number | undefined => {
    if (source.sampleMs === undefined) return undefined;
    const duty = dutyOf(source, id);
    return (duty === undefined ? every : duty.on) / source.sampleMs;
  };

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
      expected: expectedOf(source, id, every),
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
    const { lastValue = Number.NEGATIVE_INFINITY, longestGapMs = 0 } = registered.get(id) ?? {};
    const one = { source, sampler, entry, lastValue, longestGapMs };
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

  const closeUntil = (now: number) => {
    if (isPowerLow()) powerLowAt = now;
    changeCadence(now);
    for (const { sampler } of registered.values()) closed.push(...sampler.tick(now));
    publishInterval();
  };

  return {
    everyMs: () => everyMs,
    dutyOf,
    restOf,
    has: (id) => registered.has(id),
    meet(source, id, serial) {
      registerSensor(source, id, serial);
      announce();
    },
    heard(source, id, at) {
      const one = registered.get(id);
      if (one === undefined) return;
      const gapMs = one.lastValue > 0 ? at - one.lastValue : 0;
      const longestGapMs = Math.max(one.longestGapMs, gapMs);
      registered.set(id, { ...one, source, lastValue: at, longestGapMs });
    },
    corrected,
    add(id, sample) {
      closed.push(...(registered.get(id)?.sampler.add(sample) ?? []));
    },
    refuse(source, id, reason, at) {
      const one = registered.get(id);
      if (one?.source === source) closed.push(...one.sampler.refuse(reason, at));
    },
    changeCadence,
    closeUntil,
    reconfigure(next, now) {
      settings = next;
      // Only the cadence waits: an interval of the old one ends where one of the new begins.
      coming = { from: Math.ceil(now / next.everyMs) * next.everyMs, everyMs: next.everyMs };
    },
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
    list: () =>
      [...registered].map(([id, { source, lastValue, longestGapMs }]) => {
        const { everyMs: newValueMs, dialogue, longestSilenceMs = 0 } = source.sensor;
        const periodMs = newValueMs ?? (dialogue?.read === undefined ? 1000 : everyMs);
        // Some can be told to speak once in half an hour: whether this one does, it has shown.
        const own = Math.min(longestSilenceMs, 3 * longestGapMs);
        const usual = Math.max(LEAST_SILENCE_MS, 3 * periodMs, own);
        return { id, source, lastValue, longestSilenceMs: usual + restOf(source, id) };
      }),
    end() {
      for (const { sampler } of registered.values()) closed.push(...sampler.end());
      publishInterval();
    },
  };
};

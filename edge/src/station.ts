import type { Flag } from "@datacityzen/hardware/flags";
import type { Sensor } from "@datacityzen/hardware/sensor";
import { Instant, type Reading } from "@datacityzen/hardware/wire/batch";
import type { Hello } from "@datacityzen/hardware/wire/hello";
import type { Status } from "@datacityzen/hardware/wire/status";
import type { Logger } from "pino";
import { checkTogether } from "./checks.ts";
import { converse } from "./dialogue.ts";
import type { Port } from "./ports/port.ts";
import { createSampler, type Sampler } from "./sampler.ts";
import { sensorId } from "./sensor-id.ts";
import { readSensor, type SensorEvent } from "./sensor-reader.ts";

/** A sensor and the way to it. */
export interface Source {
  readonly sensor: Sensor;
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
  readonly now: () => number;
  /** Takes the readings of an interval, checked and flagged. */
  readonly onReadings: (readings: readonly Reading[]) => void;
  /** The sensors that are known by now: each is when it has first spoken. */
  readonly onSensors: (sensors: Hello["sensors"]) => void;
  readonly log: Pick<Logger, "info" | "warn" | "debug">;
}

export interface Station {
  /** Frames refused since the start, by sensor and reason. */
  rejected(): NonNullable<Status["health"]>["rejected"];
  /** Closes the ports and gives out what the open interval holds. */
  stop(): Promise<void>;
}

/** A sensor that has spoken: its name is known. */
interface Known {
  readonly source: Source;
  readonly sampler: Sampler;
  readonly entry: Hello["sensors"][number];
}

/** Never sleep past a clock that is put right meanwhile. */
const LONGEST_SLEEP_MS = 1000;

/** Reads every source into readings, and gives those of one interval out together. */
export const startStation = ({
  sources,
  everyMs,
  now,
  onReadings,
  onSensors,
  log,
}: StationOptions): Station => {
  const known = new Map<string, Known>();
  const rejected: Record<string, Record<string, number>> = {};
  let closed: Reading[] = [];
  let stopped = false;

  const sourceOf = ({ sensor }: Reading): Source | undefined => known.get(sensor)?.source;

  const giveOut = () => {
    const checked = checkTogether(
      closed,
      (reading) => sourceOf(reading)?.sensor ?? { measures: [] },
    );
    closed = [];
    const readings = checked.map((reading) => {
      const flags = [...(sourceOf(reading)?.flags ?? []), ...(reading.flags ?? [])];
      return flags.length === 0 ? reading : { ...reading, flags };
    });
    if (readings.length > 0) onReadings(readings);
  };

  const meet = (source: Source, id: string, serial: string | undefined, poweredAt: number) => {
    const { model } = source.sensor;
    const sampler = createSampler({ sensor: id, everyMs, warmUpMs: source.warmUpMs });
    sampler.powered(poweredAt);
    const entry = { id, model, every: everyMs, ...(serial === undefined ? {} : { serial }) };
    const met = { source, sampler, entry };
    known.set(id, met);
    log.info({ sensor: id }, "sensor found");
    onSensors([...known.values()].map((one) => one.entry));
    return met;
  };

  const follow = async (source: Source): Promise<void> => {
    const { sensor, port, place } = source;
    let id = sensorId(sensor.model, undefined, place);
    let poweredAt = now();
    let lost = new AbortController();
    const conversations: Promise<void>[] = [];

    const talk = () => {
      const { dialogue, everyMs: newValueMs = everyMs } = sensor;
      lost = new AbortController();
      if (dialogue === undefined) return;
      const { signal } = lost;
      conversations.push(converse({ dialogue, everyMs: newValueMs, write: port.write, signal }));
    };

    const reject = (reason: string) => {
      rejected[id] = { ...rejected[id], [reason]: (rejected[id]?.[reason] ?? 0) + 1 };
      log.debug({ sensor: id, reason }, "frame rejected");
    };

    const take = (event: SensorEvent) => {
      switch (event.kind) {
        case "opened":
          // It had power before, perhaps; this is the latest moment at which it can have got it.
          poweredAt = event.at;
          known.get(id)?.sampler.powered(event.at);
          talk();
          return log.info({ sensor: id }, "port opened");
        case "lost":
          lost.abort();
          return log.warn({ sensor: id, reason: event.reason, detail: event.detail }, "port lost");
        case "rejected":
          // Answers to what we told it: expected, and no measurement.
          return event.reason === "reply" ? undefined : reject(event.reason);
        case "measured": {
          // A board without a clock of its own may start in 1970: no reading can bear that date.
          if (!Instant.safeParse(event.at).success) return reject("clock_unset");
          // A frame may tell other things, such as a place.
          if (Object.keys(event.values).length === 0) return;
          id = sensorId(sensor.model, event.serial, place);
          const { sampler } = known.get(id) ?? meet(source, id, event.serial, poweredAt);
          closed.push(...sampler.take(event.at, event.values));
          return;
        }
        default:
          return event satisfies never;
      }
    };

    for await (const event of readSensor(sensor, port.events)) take(event);
    lost.abort();
    await Promise.all(conversations);
  };

  let timer: NodeJS.Timeout | undefined;
  const tick = () => {
    for (const { sampler } of known.values()) closed.push(...sampler.tick(now()));
    giveOut();
    if (!stopped) timer = setTimeout(tick, Math.min(everyMs - (now() % everyMs), LONGEST_SLEEP_MS));
  };

  const followed = Promise.all(sources.map(follow));
  tick();

  return {
    rejected: () => rejected,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await Promise.all(sources.map(({ port }) => port.close()));
      await followed;
      for (const { sampler } of known.values()) closed.push(...sampler.end());
      giveOut();
    },
  };
};

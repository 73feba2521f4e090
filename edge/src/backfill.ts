import type { Sensor } from "@datacityzen/hardware/sensor";
import type { Reading } from "@datacityzen/hardware/wire/batch";
import { type Capture, frameAfter } from "./capture.ts";
import { check } from "./checks.ts";
import type { PortEvent } from "./ports/port.ts";
import { createSampler, type Sampler } from "./sampler.ts";
import { sensorId } from "./sensor-id.ts";
import { readSensor } from "./sensor-reader.ts";

/** A replayed sensor. */
export interface Replayed {
  readonly sensor: Sensor;
  readonly capture: Capture;
}

export interface Past {
  /** How many times faster than it was captured. */
  readonly factor: number;
  readonly everyMs: number;
  /** UTC milliseconds on the grid of `everyMs`; half-open. */
  readonly from: number;
  readonly until: number;
}

/** The frames that the replay would have sent before now, each at the instant at which it was due. */
async function* pastFrames(
  capture: Capture,
  { factor, from, until }: Past,
): AsyncGenerator<PortEvent, void> {
  let due = frameAfter(capture, Math.ceil(from * factor) - 1);
  while (due.position / factor < until) {
    yield { kind: "bytes", at: due.position / factor, bytes: due.bytes };
    due = frameAfter(capture, due.position);
  }
}

/**
 * The readings that a replayed sensor would have given in the past, in order.
 * The same past always gives the same readings: to send them again changes nothing.
 */
export const pastReadings = async (
  { sensor, capture }: Replayed,
  past: Past,
): Promise<Reading[]> => {
  const readings: Reading[] = [];
  let sampler: Sampler | undefined;
  for await (const event of readSensor(sensor, pastFrames(capture, past))) {
    if (event.kind !== "measured") continue;
    const id = sensorId(sensor.model, event.serial);
    sampler ??= createSampler({ sensor: id, everyMs: past.everyMs, measures: sensor.measures });
    readings.push(
      ...sampler.add({
        at: event.at,
        values: event.values,
        valueFlags: event.valueFlags,
        settled: true,
      }),
    );
  }
  readings.push(...(sampler?.end() ?? []));
  return readings.map((reading) =>
    check({ ...reading, flags: ["replayed"] }, { sensor, humidity: undefined }),
  );
};

export interface FillOptions extends Past {
  readonly replayed: readonly Replayed[];
  /** Resolves when the batch is acknowledged, or given up: one is under way at a time. */
  readonly publish: (readings: readonly Reading[]) => Promise<unknown>;
  readonly signal: AbortSignal;
  /** Readings in a batch, at most. */
  readonly batchSize?: number;
}

/** Publishes the past of the replayed sensors, oldest first, a batch of whole intervals at a time. */
export const fillPast = async ({
  replayed,
  publish,
  signal,
  batchSize = 200,
  ...past
}: FillOptions): Promise<void> => {
  const stepMs = past.everyMs * Math.max(1, Math.floor(batchSize / replayed.length));
  for (let from = past.from; from < past.until && !signal.aborted; from += stepMs) {
    const piece = { ...past, from, until: Math.min(from + stepMs, past.until) };
    const readings = await Promise.all(replayed.map((one) => pastReadings(one, piece)));
    const batch = readings.flat().sort((a, b) => a.at - b.at);
    if (batch.length > 0) await publish(batch);
  }
};

import { followSensor } from "@datacityzen/hardware/follow-sensor";
import { createDeframer, type Framed } from "@datacityzen/hardware/framing";
import type { Values } from "@datacityzen/hardware/quantities";
import type { Sensor, ValueFlags } from "@datacityzen/hardware/sensor";
import { pause } from "./pause.ts";
import type { PortEvent } from "./ports/port.ts";

/** What becomes of a port's bytes once the sensor behind it is known. */
export type SensorEvent =
  | Exclude<PortEvent, { kind: "bytes" }>
  | {
      readonly kind: "measured";
      readonly at: number;
      readonly values: Values;
      /** What the decoder doubts of single values that it gives all the same. */
      readonly valueFlags?: ValueFlags;
      /** The sensor's own serial number, where its frames carry one. */
      readonly serial?: string;
      /** UTC by the sensor's own clock, where it has one (a satellite receiver). */
      readonly time?: number;
    }
  | { readonly kind: "rejected"; readonly at: number; readonly reason: string };

/** Long after the slowest frame's own length on the slowest port (4800 baud), short of one second. */
const SILENCE_MS = 500;

/** Resolves when nothing has come for a while; `undefined` is nothing, told apart from an event. */
const silence = async (signal: AbortSignal, afterMs: number): Promise<undefined> => {
  await pause(afterMs, signal);
  // A process that was held up finds its timers due before the bytes that wait in the port: let
  // those come first.
  await new Promise((resolve) => setImmediate(resolve));
};

/**
 * Cuts and decodes a port's bytes. What waits for its next bytes is judged as it stands when the
 * port is lost, or silent: a sensor that answers once a minute is not kept waiting for its next answer.
 */
export async function* readSensor(
  sensor: Pick<Sensor, "framing" | "decode">,
  events: AsyncIterable<PortEvent>,
  silenceMs = SILENCE_MS,
): AsyncGenerator<SensorEvent, void> {
  const deframer = createDeframer(sensor.framing);
  const followed = followSensor(sensor);
  /** When the last bytes came, as long as they may hold something that is not judged yet. */
  let unjudgedAt: number | undefined;

  const understand = (at: number, framed: Framed): SensorEvent => {
    if (!framed.ok) return { kind: "rejected", at, reason: framed.reason };
    const decoded = followed.decode(framed.frame);
    if (!decoded.ok) return { kind: "rejected", at, reason: decoded.reason };
    const { values, serial, time, value_flags } = decoded;
    return {
      kind: "measured",
      at,
      values,
      ...(value_flags === undefined ? {} : { valueFlags: value_flags }),
      ...(serial === undefined ? {} : { serial }),
      ...(time === undefined ? {} : { time }),
    };
  };

  function* judgeRest(): Generator<SensorEvent> {
    if (unjudgedAt === undefined) return;
    for (const framed of deframer.end()) yield understand(unjudgedAt, framed);
    unjudgedAt = undefined;
  }

  const source = events[Symbol.asyncIterator]();
  let coming = source.next();
  while (true) {
    const arrived = new AbortController();
    const next = await (unjudgedAt === undefined
      ? coming
      : Promise.race([coming, silence(arrived.signal, silenceMs)]));
    arrived.abort();
    if (next === undefined) {
      yield* judgeRest();
      continue;
    }
    if (next.done) break;
    coming = source.next();
    const event = next.value;
    if (event.kind === "bytes") {
      unjudgedAt = event.at;
      for (const framed of deframer.push(event.bytes)) yield understand(event.at, framed);
    } else {
      if (event.kind === "lost") yield* judgeRest();
      // Behind a port that opens again, the sensor may have lost its power.
      followed.powered();
      yield event;
    }
  }
  yield* judgeRest();
}

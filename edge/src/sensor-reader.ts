import { followSensor } from "@datacityzen/hardware/follow-sensor";
import { createDeframer, type Framed } from "@datacityzen/hardware/framing";
import type { Values } from "@datacityzen/hardware/quantities";
import type { DecodeFault, Sensor, ValueFlags } from "@datacityzen/hardware/sensor";
import { createCountHours } from "./count-hours.ts";
import { pause } from "./pause.ts";
import type { PortEvent } from "./ports/port.ts";

/** An event of a port whose bytes were decoded as its sensor's. */
export type SensorEvent =
  | Exclude<PortEvent, { kind: "bytes" }>
  | {
      readonly kind: "measured";
      readonly at: number;
      readonly frame: Uint8Array;
      readonly values: Values;
      /** What the decoder doubts of single values that it gives all the same. */
      readonly valueFlags?: ValueFlags;
      /** The sensor's own serial number, where its frames carry one. */
      readonly serial?: string;
      /** UTC by the sensor's own clock, where it has one (a satellite receiver). */
      readonly time?: number;
    }
  | {
      readonly kind: "rejected";
      readonly at: number;
      readonly reason: Rejection;
      readonly frame: Uint8Array;
    };

/** Why bytes gave no values: of the frame, or of what it says. */
export type Rejection = Exclude<Framed, { ok: true }>["reason"] | DecodeFault;

/** Longer than the longest frame on the slowest port (4800 baud), and less than a second. */
const SILENCE_MS = 500;

/** Resolves with undefined when nothing has come for `afterMs`. */
const silence = async (signal: AbortSignal, afterMs: number): Promise<undefined> => {
  await pause(afterMs, signal);
  // In a process that was busy the timer is due before the waiting bytes have been read: read them first.
  await new Promise((resolve) => setImmediate(resolve));
};

/**
 * Cuts a port's bytes into frames and decodes them. An unfinished frame is judged as it is when the port
 * is lost, or silent for a while: the frame of a sensor that answers once a minute is not held until the
 * next answer.
 */
export async function* readSensor(
  sensor: Pick<Sensor, "framing" | "decode">,
  events: AsyncIterable<PortEvent>,
  silenceMs = SILENCE_MS,
): AsyncGenerator<SensorEvent, void> {
  const deframer = createDeframer(sensor.framing);
  const followed = followSensor(sensor);
  const hours = createCountHours();
  /** When the last bytes came, while some of them are not judged yet. */
  let unjudgedAt: number | undefined;

  const toEvent = (at: number, framed: Framed): SensorEvent => {
    if (!framed.ok) return { kind: "rejected", at, reason: framed.reason, frame: framed.bytes };
    const { frame } = framed;
    const decoded = followed.decode(frame);
    if (!decoded.ok) return { kind: "rejected", at, reason: decoded.reason, frame };
    const { serial, time, value_flags, counted } = decoded;
    const values =
      counted === undefined ? decoded.values : { ...decoded.values, ...hours.add(counted, at) };
    return {
      kind: "measured",
      at,
      frame,
      values,
      ...(value_flags === undefined ? {} : { valueFlags: value_flags }),
      ...(serial === undefined ? {} : { serial }),
      ...(time === undefined ? {} : { time }),
    };
  };

  function* judgeRest(): Generator<SensorEvent> {
    if (unjudgedAt === undefined) return;
    for (const framed of deframer.end()) yield toEvent(unjudgedAt, framed);
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
      for (const framed of deframer.push(event.bytes)) yield toEvent(event.at, framed);
    } else {
      if (event.kind === "lost") yield* judgeRest();
      // When a port opens again, its sensor may have been without power.
      followed.powered();
      yield event;
    }
  }
  yield* judgeRest();
}

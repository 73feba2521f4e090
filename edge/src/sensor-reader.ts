import { createDeframer, type Framed } from "@datacityzen/hardware/framing";
import type { Values } from "@datacityzen/hardware/quantities";
import type { Sensor } from "@datacityzen/hardware/sensor";
import type { PortEvent } from "./ports/port.ts";

/** What becomes of a port's bytes once the sensor behind it is known. */
export type SensorEvent =
  | Exclude<PortEvent, { kind: "bytes" }>
  | {
      readonly kind: "measured";
      readonly at: number;
      readonly values: Values;
      /** The sensor's own serial number, where its frames carry one. */
      readonly serial?: string;
    }
  | { readonly kind: "rejected"; readonly at: number; readonly reason: string };

/** Cuts and decodes a port's bytes; what is cut off by a loss is judged as it stands. */
export async function* readSensor(
  sensor: Pick<Sensor, "framing" | "decode">,
  events: AsyncIterable<PortEvent>,
): AsyncGenerator<SensorEvent, void> {
  const deframer = createDeframer(sensor.framing);

  const understand = (at: number, framed: Framed): SensorEvent => {
    if (!framed.ok) return { kind: "rejected", at, reason: framed.reason };
    const decoded = sensor.decode(framed.frame);
    if (!decoded.ok) return { kind: "rejected", at, reason: decoded.reason };
    const { values, serial } = decoded;
    return serial === undefined
      ? { kind: "measured", at, values }
      : { kind: "measured", at, values, serial };
  };

  for await (const event of events) {
    if (event.kind === "bytes")
      for (const framed of deframer.push(event.bytes)) yield understand(event.at, framed);
    else {
      if (event.kind === "lost")
        for (const framed of deframer.end()) yield understand(event.at, framed);
      yield event;
    }
  }
}

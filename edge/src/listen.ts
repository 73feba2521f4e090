import type { QuantityName, Values } from "@datacityzen/hardware/quantities";
import { recogniseSensors } from "@datacityzen/hardware/recognise";
import type { Sensor } from "@datacityzen/hardware/sensor";
import type { Line, LineAdvice, LineState } from "@datacityzen/hardware/wire/line";
import { converse } from "./conversation.ts";
import { portAdvice } from "./line-monitor.ts";
import type { Port, PortEvent, PortFault } from "./ports/port.ts";
import type { SensorEvent } from "./sensor-reader.ts";

/** What was heard of one sensor in a short while, for somebody who stands beside it. */
export interface Heard {
  readonly line: Line;
  /** Frames with values, and how many were refused, by reason. */
  readonly measured: number;
  readonly refused: { readonly [reason: string]: number };
  /** The last of each quantity. */
  readonly values: Values;
  /** The last bytes that came, in hexadecimal: what nobody understood can be shown to somebody. */
  readonly lastBytes: string;
}

export interface ListenOptions {
  readonly sensor: Sensor;
  readonly port: Port;
  /** The port's name. */
  readonly path: string;
  readonly forMs: number;
  /** Ends earlier once a value of each of these has come; by itself, once any value has. */
  readonly until?: readonly QuantityName[];
  /** Ends earlier when not one byte has come for so long: nothing will come later either. */
  readonly silentMs?: number;
}

/** Enough to recognise another sensor by, and to show. */
const KEPT_BYTES = 512;
const SHOWN_BYTES = 24;
/** Refused frames that the sensor itself sent. */
const own = ["reply", "warming_up", "error_code", "unknown", "no_fix", "out_of_range"];
const damaged = ["checksum", "tail", "length", "truncated"];

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");

/** Talks with a sensor and listens to it, for `forMs` at most, then closes the port. */
export const listen = async ({
  sensor,
  port,
  path,
  forMs,
  until = [],
  silentMs = forMs,
}: ListenOptions): Promise<Heard> => {
  const refused: Record<string, number> = {};
  const values: { [name in QuantityName]?: number } = {};
  let measured = 0;
  let count = 0;
  let recent: Uint8Array = new Uint8Array();
  let fault: PortFault | undefined;

  const events = async function* (): AsyncGenerator<PortEvent, void> {
    for await (const event of port.events) {
      if (event.kind === "bytes") {
        count += event.bytes.length;
        recent = Uint8Array.from([...recent, ...event.bytes].slice(-KEPT_BYTES));
      }
      yield event;
    }
  };
  const isEnough = (): boolean =>
    until.length === 0 ? measured > 0 : until.every((name) => values[name] !== undefined);

  const take = (event: SensorEvent): void => {
    switch (event.kind) {
      case "opened":
        fault = undefined;
        return;
      case "lost":
        fault = event.reason;
        return;
      case "rejected":
        refused[event.reason] = (refused[event.reason] ?? 0) + 1;
        return;
      case "measured":
        measured += 1;
        Object.assign(values, event.values);
        return;
      default:
        event satisfies never;
    }
  };

  const timer = setTimeout(() => void port.close(), forMs);
  const silence = setTimeout(() => {
    if (count === 0) void port.close();
  }, silentMs);
  for await (const event of converse({ sensor, port }, events())) {
    take(event);
    if (isEnough()) void port.close();
  }
  clearTimeout(timer);
  clearTimeout(silence);
  await port.close();

  const judged = judge();
  return {
    line: { port: path.slice(-128), model: sensor.model, bytes: count, ...judged },
    measured,
    refused,
    values,
    lastBytes: hexOf(recent.slice(-SHOWN_BYTES)),
  };

  function judge(): { state: LineState; advice?: LineAdvice; likely?: string[]; within?: number } {
    if (fault !== undefined) return { state: "closed", advice: portAdvice[fault] };
    if (measured > 0) return { state: "speaking" };
    if (own.some((reason) => refused[reason] !== undefined))
      return { state: "speaking", advice: "no_value" };
    if (count > 0) {
      const likely = recogniseSensors(recent)
        .map(({ model }) => model)
        .slice(0, 5);
      if (likely.length > 0 && !likely.includes(sensor.model))
        return { state: "unreadable", advice: "other_sensor", likely };
      const isDamaged = damaged.some((reason) => refused[reason] !== undefined);
      return { state: "unreadable", advice: isDamaged ? "damaged_frames" : "noise" };
    }
    // A sensor that keeps a slow rhythm of its own may be right to say nothing for now.
    if ((sensor.longestSilenceMs ?? 0) > forMs)
      return {
        state: "waiting",
        advice: "wait",
        within: Math.round((sensor.longestSilenceMs ?? 0) / 1000),
      };
    const isAsked = sensor.dialogue?.read !== undefined;
    return { state: "silent", advice: isAsked ? "check_question" : "check_wires" };
  }
};

import { createDeframer } from "./framing.ts";
import type { DecodeFault, Sensor } from "./sensor.ts";
import { sensors } from "./sensors.ts";

/** A sensor that speaks like the bytes that were received. */
export interface Recognised {
  readonly model: string;
  /** Whole frames with a right checksum. */
  readonly frames: number;
  /** The share of the bytes that these frames are, from 0 to 1. */
  readonly share: number;
}

/** Faults of a frame that is the sensor's own all the same. */
const own: readonly DecodeFault[] = ["reply", "warming_up", "error_code", "unknown", "no_fix"];

export const isOnSerialPort = ({ bus }: Pick<Sensor, "bus">): boolean => "baudRate" in bus;

const serialSensors: readonly Sensor[] = Object.values<Sensor>(sensors).filter(isOnSerialPort);

/** Faults of what a frame says. Its checksum is right, so that it may be the sensor's own, too. */
const odd: readonly DecodeFault[] = ["inconsistent", "out_of_range"];

const tryAs = (
  { model, framing, decode }: Sensor,
  bytes: Uint8Array,
  accepted: readonly DecodeFault[],
): Recognised => {
  const deframer = createDeframer(framing);
  const frames = [...deframer.push(bytes), ...deframer.end()].flatMap((framed) => {
    if (!framed.ok) return [];
    const decoded = decode(framed.frame);
    return decoded.ok || accepted.includes(decoded.reason) ? [framed.frame.length] : [];
  });
  const length = frames.reduce((total, one) => total + one, 0);
  return { model, frames: frames.length, share: length / bytes.length };
};

/** One frame may be chance; two are most of what comes, or the line does not speak like that. */
const isLikely = ({ frames, share }: Recognised): boolean =>
  (frames >= 2 && share >= 0.5) || (frames === 1 && share >= 0.8);

const recognise = (
  bytes: Uint8Array,
  among: readonly Sensor[],
  accepted: readonly DecodeFault[],
): readonly Recognised[] =>
  among
    .map((sensor) => tryAs(sensor, bytes, accepted))
    .filter(isLikely)
    .toSorted((one, other) => other.share - one.share || other.frames - one.frames);

/**
 * Which sensors speak on a serial port like these bytes, the likeliest first. Values tell apart sensors
 * whose frames look alike; when no sensor would say such values, those with right checksums are named.
 */
export const recogniseSensors = (
  bytes: Uint8Array,
  among: readonly Sensor[] = serialSensors,
): readonly Recognised[] => {
  if (bytes.length === 0) return [];
  const recognised = recognise(bytes, among, own);
  if (recognised.length > 0) return recognised;
  const checked = among.filter(({ integrity }) => integrity === "checksum");
  return recognise(bytes, checked, [...own, ...odd]);
};

import type { DecodeContext, Decoded, Sensor } from "./sensor.ts";

/** Decodes the frames of one sensor, one after the other, and remembers what came before. */
export interface FollowedSensor {
  decode(frame: Uint8Array, context?: DecodeContext): Decoded;
  /** It got its power, or was woken: zeros mean again that it has not measured yet. */
  powered(): void;
}

export const followSensor = (sensor: Pick<Sensor, "decode">): FollowedSensor => {
  let hasMeasured = false;
  return {
    decode(frame, context) {
      const decoded = sensor.decode(frame, { hasMeasured, ...context });
      if (decoded.ok && Object.values(decoded.values).some((value) => value !== 0))
        hasMeasured = true;
      return decoded;
    },
    powered() {
      hasMeasured = false;
    },
  };
};

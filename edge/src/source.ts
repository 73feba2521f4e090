import type { Flag } from "@datacityzen/hardware/flags";
import type { SelfCalibration, Sensor } from "@datacityzen/hardware/sensor";
import type { Port } from "./ports/port.ts";

/** A sensor and the way to it. */
export interface Source {
  readonly sensor: Sensor;
  /** Where it is: a serial port's path, or "replay". */
  readonly path: string;
  /** Its events bear the instants of the station's monotonic clock. */
  readonly port: Port;
  /** Where it stands among the station's sensors of its model, from 1. */
  readonly place: number;
  /** Time from power to values that can be trusted; 0 for one that was warm when it was captured. */
  readonly warmUpMs: number;
  /** Attached to each of its readings. */
  readonly flags: readonly Flag[];
  /** Commands reach it, so that it can rest between its turns. */
  readonly canSleep?: boolean;
  /** What it was told at its start; absent where it was told nothing. */
  readonly selfCalibration?: SelfCalibration | undefined;
  /** From one of its samples to the next, where it has a rhythm of its own or is asked in one. */
  readonly sampleMs?: number;
  /** Begins anew with a sensor that fell silent or became another. */
  readonly restart?: () => void;
}

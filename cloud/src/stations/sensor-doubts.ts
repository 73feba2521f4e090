import type { EventBus } from "../events/bus.ts";

/** What checks of a station's last day say of its sensors, in the order of urgency. */
export const sensorDoubts = ["stuck", "drifting"] as const;
export type SensorDoubt = (typeof sensorDoubts)[number];

export interface DoubtedSensor {
  readonly problem: SensorDoubt;
  /** In UTC ms. */
  readonly since: number;
}

/** What was last said of each station's sensors. */
export const createSensorDoubts = (
  events: EventBus,
): {
  of(station: string): readonly DoubtedSensor[];
  /** Whether anything was said since the start. */
  isChecked(station: string): boolean;
} => {
  const known = new Map<string, readonly DoubtedSensor[]>();
  events.subscribe("quality.doubts", {
    name: "sensors that are stuck or drift",
    handle({ station, doubts }) {
      known.set(station, doubts);
    },
  });
  return {
    of: (station) => known.get(station) ?? [],
    isChecked: (station) => known.has(station),
  };
};

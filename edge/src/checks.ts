import type { Flag } from "@datacityzen/hardware/flags";
import { likelyMistake } from "@datacityzen/hardware/plausibility";
import type { Sensor } from "@datacityzen/hardware/sensor";
import type { Reading } from "@datacityzen/hardware/wire/batch";

/** What a check may know beside the reading. */
export interface Circumstances {
  readonly sensor: Pick<Sensor, "limits">;
  /** Relative humidity that the station measured in the same interval, %. */
  readonly humidity: number | undefined;
}

type Check = (reading: Reading, circumstances: Circumstances) => boolean;

/** In fog, particles take up water: an optical counter then counts water as dust. */
const isHumid: Check = (_, { sensor, humidity }) => {
  const limit = sensor.limits?.humidity?.[1];
  return limit !== undefined && humidity !== undefined && humidity > limit;
};

const checks = { humid: isHumid } as const satisfies { [flag in Flag]?: Check };

/** The reading with the flags that follow from its circumstances; its values stay as they are. */
export const check = (reading: Reading, circumstances: Circumstances): Reading => {
  const found = (Object.keys(checks) as (keyof typeof checks)[]).filter((flag) =>
    checks[flag](reading, circumstances),
  );
  const flags = [...(reading.flags ?? []), ...found];
  return flags.length === 0 ? reading : { ...reading, flags };
};

/** Checks readings that were closed together, each beside the others of its own interval. */
export const checkTogether = (
  readings: readonly Reading[],
  sensorOf: (reading: Reading) => Circumstances["sensor"],
): Reading[] => {
  const humidityAt = new Map<number, number>();
  for (const { at, values } of readings) {
    const { humidity } = values;
    // A humidity of 250 % is a fault of the sensor, so nothing follows from it for other sensors.
    if (humidity !== undefined && likelyMistake("humidity", humidity) === undefined)
      humidityAt.set(at, Math.max(humidity, humidityAt.get(at) ?? humidity));
  }
  return readings.map((reading) =>
    check(reading, { sensor: sensorOf(reading), humidity: humidityAt.get(reading.at) }),
  );
};

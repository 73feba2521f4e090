import type { ArchivedSensor } from "./series-names.ts";

/** The sensors of an archive, each with its place in the order in which they were met. */
export interface SensorList {
  readonly all: readonly ArchivedSensor[];
  placeOf(sensor: ArchivedSensor): number;
}

export const createSensorList = (): SensorList => {
  const all: ArchivedSensor[] = [];
  const places = new Map<string, number>();
  return {
    all,
    placeOf(sensor) {
      const { station, origin, variant } = sensor;
      const name = `${station} ${sensor.sensor} ${origin} ${variant}`;
      let place = places.get(name);
      if (place === undefined) {
        place = all.length;
        places.set(name, place);
        all.push(sensor);
      }
      return place;
    },
  };
};

/** Takes a point of the sensor at a place; the quantity by its place in `quantityNames`. */
export type PutPoint = (
  sensor: number,
  quantity: number,
  at: number,
  received: number,
  value: number,
  flags: number,
) => void;

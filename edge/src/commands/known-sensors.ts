import type { Sensor } from "@datacityzen/hardware/sensor";
import { sensors } from "@datacityzen/hardware/sensors";

export const knownSensors: readonly Sensor[] = Object.values(sensors);

export const knownModels: string = knownSensors.map(({ model }) => model).join(", ");

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/** The sensor that a person means: by model or alias, whatever the case and the hyphens. */
export const findSensor = (name: string): Sensor | undefined =>
  knownSensors.find(({ model, aliases = [] }) =>
    [model, ...aliases].some((known) => plain(known) === plain(name)),
  );

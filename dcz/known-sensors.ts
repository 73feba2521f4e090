import type { Sensor } from "@datacityzen/hardware/sensor";
import { sensors } from "@datacityzen/hardware/sensors";

export const knownSensors: readonly Sensor[] = Object.values(sensors);

export const knownModels: string = knownSensors.map(({ model }) => model).join(", ");

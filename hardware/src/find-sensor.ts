import type { Sensor } from "./sensor.ts";
import { sensors } from "./sensors.ts";

const builtIn: readonly Sensor[] = Object.values(sensors);

/** "MH-Z19B", "mh z19b" and "mhz19b" are one name. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/**
 * The sensors that a person may mean, by model or alias, with or without the maker's name, whatever
 * the case, spaces and hyphens. The first is the likeliest; the others are the same part on another
 * bus (SPS30: serial, then I²C).
 */
export const findSensors = (
  name: string,
  among: readonly Sensor[] = builtIn,
): readonly Sensor[] => {
  const wanted = plain(name);
  const found = among.find(({ maker, model, aliases = [] }) =>
    [model, ...aliases].some((known) =>
      [known, `${maker} ${known}`].some((called) => plain(called) === wanted),
    ),
  );
  if (found === undefined) return [];
  return [found, ...among.filter(({ model }) => model.startsWith(`${found.model}-`))];
};

/** The likeliest of `findSensors`. */
export const findSensor = (name: string, among: readonly Sensor[] = builtIn): Sensor | undefined =>
  findSensors(name, among)[0];

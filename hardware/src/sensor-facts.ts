import type { Fact, Sensor } from "./sensor.ts";

/** Everything that `sensor` says and that a document must bear out. */
export const factsOf = (sensor: Omit<Sensor, "sources">): Fact[] => {
  const says: { readonly [fact in Fact]: boolean } = {
    range: sensor.measures.length > 0,
    accuracy: sensor.measures.some(({ accuracy }) => accuracy !== undefined),
    limits: sensor.limits !== undefined,
    "warm-up": true,
    response: sensor.responseMs !== undefined,
    pace: sensor.everyMs !== undefined,
    duty: sensor.duty !== undefined,
    life: sensor.lifeHours !== undefined,
    cleaning: sensor.cleaning !== undefined,
    supply: true,
    "logic level": sensor.logicVolts !== undefined,
    pins: sensor.pins !== undefined,
    bus: true,
    frame: true,
    commands: sensor.commands !== undefined || sensor.dialogue !== undefined,
    microphone: sensor.microphone !== undefined,
  };
  return (Object.keys(says) as Fact[]).filter((fact) => says[fact]);
};

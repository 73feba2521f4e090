import type { Sensor } from "../sensor.ts";
import { sensors } from "../sensors.ts";
import type { AcceptanceCheck } from "./acceptance.ts";

/** Whether the station's own program reads what this sensor says. */
export const isReadByStation = ({ bus }: Pick<Sensor, "bus">): boolean =>
  "baudRate" in bus || ["i2c", "i2s", "spi", "one-wire", "http-json"].includes(bus.kind);

/**
 * What a line of an acceptance test waits for, as the program stands: a port for the sensor's bus. Undefined
 * when the line can be seen today; what comes by radio, the gateway's bridge brings.
 */
export const awaited = (check: AcceptanceCheck): Sensor["bus"]["kind"] | undefined => {
  if (check.by === "hand" || (check.by === "reading" && check.via !== undefined)) return undefined;
  const sensor = (sensors as { readonly [model: string]: Sensor | undefined })[check.sensor];
  return sensor === undefined || isReadByStation(sensor) ? undefined : sensor.bus.kind;
};

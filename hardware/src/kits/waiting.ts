import type { Sensor } from "../sensor.ts";
import { sensors } from "../sensors.ts";
import type { AcceptanceCheck } from "./acceptance.ts";

/** Whether the station's own program reads what this sensor says. */
export const isReadByStation = ({ bus }: Pick<Sensor, "bus">): boolean =>
  "baudRate" in bus || ["i2c", "i2s", "spi", "one-wire", "http-json"].includes(bus.kind);

/**
 * What a line of an acceptance test waits for, as the program stands: the bridge that would bring it
 * from the radio, or a port for the sensor's bus. Undefined when the line can be seen today.
 */
export const awaited = (check: AcceptanceCheck): "bridge" | Sensor["bus"]["kind"] | undefined => {
  if (check.by === "hand") return undefined;
  if (check.by === "reading" && check.via !== undefined) return check.via;
  const sensor = (sensors as { readonly [model: string]: Sensor | undefined })[check.sensor];
  return sensor === undefined || isReadByStation(sensor) ? undefined : sensor.bus.kind;
};

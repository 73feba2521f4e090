import { NAME } from "@datacityzen/hardware/identifiers";
import { airrohr } from "@datacityzen/hardware/sensors/airrohr";
import type { Reading } from "@datacityzen/hardware/wire/batch";

/** What a station with Sensor.Community's firmware sent to its "own API". */
export type Pushed =
  | { readonly ok: true; readonly station: string; readonly readings: readonly Reading[] }
  | { readonly ok: false; readonly reason: "no_name" | "no_values" };

/**
 * The header names the device ("esp8266-3394227"), and is its station's name. The firmware has no clock: `at` is the
 * instant of arrival, UTC ms. It sends each measurement once and never again, whatever is answered.
 */
export const readPush = (header: string | undefined, body: Uint8Array, at: number): Pushed => {
  const station = header?.trim().toLowerCase() ?? "";
  if (!NAME.test(station)) return { ok: false, reason: "no_name" };
  const decoded = airrohr.decode(body);
  if (!decoded.ok) return { ok: false, reason: "no_values" };
  const parts = decoded.parts ?? [{ model: airrohr.model, values: decoded.values }];
  const readings = parts.map(({ model, values }) => ({ at, sensor: model, values }));
  return { ok: true, station, readings };
};

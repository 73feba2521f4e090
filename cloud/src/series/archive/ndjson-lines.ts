import { packFlags } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import { flagsOf, Reading } from "@datacityzen/hardware/wire/batch";
import type { ReadLine } from "./csv-lines.ts";
import type { PutPoint, SensorList } from "./sensor-list.ts";
import {
  flagsIn,
  isUnitOf,
  originOfRow,
  quantityPlaces,
  sensorOf,
  WrongLine,
} from "./series-names.ts";
import { instantOf, textOf } from "./text-fields.ts";

const instantIn = (given: unknown, code: "instant" | "received"): number => {
  const at =
    typeof given === "string" || typeof given === "number" ? instantOf(String(given)) : Number.NaN;
  if (Number.isNaN(at)) throw new WrongLine(code, String(given));
  return at;
};

type Row = { readonly [name: string]: unknown };

/** Each line is a point, as the API gives them; or a batch of readings with its station, as it takes them. */
export const createNdjsonReader = (
  sensors: SensorList,
  put: PutPoint,
  receivedMs: number,
): ReadLine => {
  const arrivalOf = (row: Row): number =>
    row.received === undefined ? receivedMs : instantIn(row.received, "received");

  const readBatch = (row: Row): void => {
    const received = arrivalOf(row);
    const given: unknown[] = row.readings as unknown[];
    const readings = given.map((one) => {
      const parsed = Reading.safeParse(one);
      if (parsed.success) return parsed.data;
      const [path] = parsed.error.issues[0]?.path ?? [];
      const found = JSON.stringify((one as Row | null)?.[String(path)])?.slice(0, 80) ?? "";
      const code = {
        at: "instant",
        sensor: "sensor",
        flags: "flags",
        value_flags: "flags",
      } as const;
      throw new WrongLine(code[String(path) as "at"] ?? "value", found);
    });
    const points = readings.flatMap((reading) =>
      Object.entries(reading.values).map(([name, value]) => {
        const said = originOfRow(flagsOf(reading, name as QuantityName), undefined);
        const sensor = sensorOf(row.station, reading.sensor, said.origin, row.variant);
        return { sensor, name, at: reading.at, value, mask: packFlags(said.flags) };
      }),
    );
    for (const { sensor, name, at, value, mask } of points)
      put(sensors.placeOf(sensor), quantityPlaces.get(name) as number, at, received, value, mask);
  };

  const readPoint = (row: Row): void => {
    const quantity = quantityPlaces.get(String(row.quantity));
    if (quantity === undefined) throw new WrongLine("quantity", String(row.quantity));
    const name = row.quantity as QuantityName;
    if (typeof row.unit === "string" && !isUnitOf(name, row.unit))
      throw new WrongLine("unit", row.unit);
    const said = originOfRow(flagsIn(row.flags), row.origin);
    const sensor = sensorOf(row.station, row.sensor, said.origin, row.variant);
    const at = instantIn(row.at, "instant");
    const value = row.first ?? row.value;
    if (typeof value !== "number" || !Number.isFinite(value))
      throw new WrongLine("value", String(value));
    const place = sensors.placeOf(sensor);
    put(place, quantity, at, arrivalOf(row), value, packFlags(said.flags));
  };

  return (bytes, from, until) => {
    let row: unknown;
    try {
      row = JSON.parse(textOf(bytes, from, until));
    } catch {
      throw new WrongLine("not_json", textOf(bytes, from, Math.min(until, from + 80)));
    }
    if (typeof row !== "object" || row === null || Array.isArray(row))
      throw new WrongLine("not_json", textOf(bytes, from, Math.min(until, from + 80)));
    if (Array.isArray((row as Row).readings)) readBatch(row as Row);
    else readPoint(row as Row);
  };
};

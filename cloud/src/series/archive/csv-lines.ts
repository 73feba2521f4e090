import { packFlags } from "@datacityzen/hardware/flags";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { PutPoint, SensorList } from "./sensor-list.ts";
import {
  flagsIn,
  isUnitOf,
  originOfRow,
  quantityNames,
  quantityPlaces,
  sensorOf,
  WrongLine,
} from "./series-names.ts";
import { createInstantReader, numberIn, textOf } from "./text-fields.ts";

const QUOTE = 34;
const SEPARATORS = [",", ";", "\t"] as const;
const FIELDS = [
  ...["station", "sensor", "origin", "variant", "quantity", "unit"],
  ...["at", "value", "received", "flags", "first"],
] as const;
type Field = (typeof FIELDS)[number];

/** What the first line of a file says. */
export interface CsvHeader {
  readonly separator: number;
  readonly columns: readonly string[];
  /** Where each known column is; -1 for one that is not there. */
  readonly places: { readonly [field in Field]: number };
  /** Columns of quantities, with the place of the quantity. */
  readonly wide: readonly { readonly column: number; readonly quantity: number }[];
  /** Columns that say nothing here. */
  readonly unused: readonly string[];
}

export type CsvHeaderRefused =
  | { readonly code: "missing_columns"; readonly missing: readonly string[] }
  | { readonly code: "repeated_column"; readonly missing: readonly string[] };

/** One field without its quotes. */
const unquoted = (field: string): string =>
  field.startsWith('"') && field.endsWith('"') && field.length > 1
    ? field.slice(1, -1).replaceAll('""', '"')
    : field;

/** Fields of a line that has quotes; a quote that is not closed takes the rest of it. */
const splitQuoted = (line: string, separator: string): string[] => {
  const fields: string[] = [];
  let field = "";
  let isQuoted = false;
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted;
    if (character === separator && !isQuoted) {
      fields.push(unquoted(field));
      field = "";
    } else field += character;
  }
  fields.push(unquoted(field));
  if (isQuoted) throw new WrongLine("fields", line.slice(0, 80));
  return fields;
};

export const readCsvHeader = (line: string): CsvHeader | CsvHeaderRefused => {
  const separator = SEPARATORS.reduce((one, other) =>
    line.split(other).length > line.split(one).length ? other : one,
  );
  const columns = splitQuoted(line.replace(/^\uFEFF/, ""), separator).map((name) => name.trim());
  const named = new Set<string>();
  // Not each looked for among all others: a first line of a megabyte names some hundred thousand.
  const repeated = columns.filter((name) => named.size === named.add(name).size);
  if (repeated.length > 0) return { code: "repeated_column", missing: repeated };
  const places = Object.fromEntries(
    FIELDS.map((field) => [field, columns.indexOf(field)]),
  ) as CsvHeader["places"];
  const isLong = places.quantity !== -1;
  const wide = isLong
    ? []
    : columns.flatMap((name, column) => {
        const quantity = quantityPlaces.get(name);
        return quantity === undefined ? [] : [{ column, quantity }];
      });
  const needed: Field[] = ["station", "sensor", "at", ...(isLong ? (["value"] as const) : [])];
  const missing: string[] = needed.filter((field) => places[field] === -1);
  if (!isLong && wide.length === 0) missing.push("quantity");
  if (missing.length > 0) return { code: "missing_columns", missing };
  const used = new Set<number>([...Object.values(places), ...wide.map(({ column }) => column)]);
  return {
    ...{ separator: separator.charCodeAt(0), columns, places, wide },
    unused: columns.filter((_, column) => !used.has(column)),
  };
};

/** Reads a line, whose bytes are those from `from` to `until`. Throws `WrongLine`, and then has put none of its points. */
export type ReadLine = (bytes: Uint8Array, from: number, until: number) => void;

/** Decides once for each text that a column has: neighbours mostly have the same. */
const remembered = <T>(place: number, decide: (text: string) => T) => {
  let last: Uint8Array | undefined;
  let lastValue: T | undefined;
  const known = new Map<string, T>();
  return (bytes: Uint8Array, starts: Int32Array): T => {
    const from = place === -1 ? 0 : (starts[place] as number);
    const until = place === -1 ? 0 : (starts[place + 1] as number) - 1;
    if (last !== undefined && last.length === until - from) {
      let same = 0;
      while (same < last.length && last[same] === bytes[from + same]) same += 1;
      if (same === last.length) return lastValue as T;
    }
    const text = textOf(bytes, from, until);
    let value = known.get(text);
    if (value === undefined) {
      value = decide(text);
      if (known.size > 10_000) known.clear();
      known.set(text, value);
    }
    last = bytes.slice(from, until);
    lastValue = value;
    return value;
  };
};

export const createCsvReader = (
  { separator, columns, places, wide }: CsvHeader,
  sensors: SensorList,
  put: PutPoint,
  receivedMs: number,
): ReadLine => {
  const readInstant = createInstantReader();
  const readArrival = createInstantReader();
  const starts = new Int32Array(columns.length + 1);
  const station = remembered(places.station, (text) => text);
  const sensor = remembered(places.sensor, (text) => text);
  const variant = remembered(places.variant, (text) => text);
  const origin = remembered(places.origin, (text) => text);
  const flagNames = remembered(places.flags, (text) => ({ names: flagsIn(text) }));
  const quantity = remembered(places.quantity, (text) => {
    const place = quantityPlaces.get(text);
    if (place === undefined) throw new WrongLine("quantity", text);
    return place;
  });
  const unit = remembered(places.unit, (text) => text);
  const field = (bytes: Uint8Array, place: number): string =>
    textOf(bytes, starts[place] as number, (starts[place + 1] as number) - 1);

  let lastStation: string | undefined;
  let lastSensor: string | undefined;
  let lastVariant: string | undefined;
  let lastOrigin: string | undefined;
  let lastFlags: object | undefined;
  let sensorPlace = -1;
  let mask = 0;
  const findSensor = (bytes: Uint8Array): void => {
    const [ofStation, ofSensor] = [station(bytes, starts), sensor(bytes, starts)];
    const [ofVariant, ofOrigin] = [variant(bytes, starts), origin(bytes, starts)];
    const ofFlags = flagNames(bytes, starts);
    if (
      ofStation === lastStation &&
      ofSensor === lastSensor &&
      ofVariant === lastVariant &&
      ofOrigin === lastOrigin &&
      ofFlags === lastFlags
    )
      return;
    const said = originOfRow(ofFlags.names, ofOrigin);
    const found = sensors.placeOf(sensorOf(ofStation, ofSensor, said.origin, ofVariant));
    [lastStation, lastSensor] = [ofStation, ofSensor];
    [lastVariant, lastOrigin, lastFlags] = [ofVariant, ofOrigin, ofFlags];
    sensorPlace = found;
    mask = packFlags(said.flags);
  };

  const valueIn = (bytes: Uint8Array, place: number): number => {
    const value = numberIn(bytes, starts[place] as number, (starts[place + 1] as number) - 1);
    if (Number.isNaN(value)) throw new WrongLine("value", field(bytes, place));
    return value;
  };

  const isEmpty = (place: number): boolean =>
    (starts[place + 1] as number) - 1 === (starts[place] as number);

  const values = new Float64Array(wide.length);
  const readFields = (bytes: Uint8Array): void => {
    findSensor(bytes);
    const at = readInstant(
      bytes,
      starts[places.at] as number,
      (starts[places.at + 1] as number) - 1,
    );
    if (Number.isNaN(at)) throw new WrongLine("instant", field(bytes, places.at));
    let received = receivedMs;
    if (places.received !== -1 && !isEmpty(places.received)) {
      const [from, until] = [starts[places.received], starts[places.received + 1]] as number[];
      received = readArrival(bytes, from as number, (until as number) - 1);
      if (Number.isNaN(received)) throw new WrongLine("received", field(bytes, places.received));
    }
    if (wide.length > 0) {
      for (let place = 0; place < wide.length; place++) {
        const { column } = wide[place] as (typeof wide)[number];
        values[place] = isEmpty(column) ? Number.NaN : valueIn(bytes, column);
      }
      for (let place = 0; place < wide.length; place++) {
        const value = values[place] as number;
        if (!Number.isNaN(value))
          put(
            sensorPlace,
            (wide[place] as (typeof wide)[number]).quantity,
            at,
            received,
            value,
            mask,
          );
      }
      return;
    }
    const ofQuantity = quantity(bytes, starts);
    if (places.unit !== -1) {
      const given = unit(bytes, starts);
      const name = quantityNames[ofQuantity] as QuantityName;
      if (given !== "" && !isUnitOf(name, given)) throw new WrongLine("unit", given);
    }
    // What a person chose later stands in its place: an archive gives back what was measured.
    const isChosen = places.first !== -1 && !isEmpty(places.first);
    const value = valueIn(bytes, isChosen ? places.first : places.value);
    put(sensorPlace, ofQuantity, at, received, value, mask);
  };

  const readQuoted = (bytes: Uint8Array, from: number, until: number): void => {
    const fields = splitQuoted(textOf(bytes, from, until), String.fromCharCode(separator));
    if (fields.length !== columns.length) throw new WrongLine("fields", String(fields.length));
    const plain = Buffer.from(fields.join("\n"));
    let start = 0;
    for (const [place, one] of fields.entries()) {
      starts[place] = start;
      start += Buffer.byteLength(one) + 1;
    }
    starts[fields.length] = start;
    readFields(plain);
  };

  return (bytes, from, until) => {
    let count = 1;
    starts[0] = from;
    for (let at = from; at < until; at++) {
      const byte = bytes[at];
      if (byte === separator) {
        if (count < starts.length) starts[count] = at + 1;
        count += 1;
      } else if (byte === QUOTE) {
        readQuoted(bytes, from, until);
        return;
      }
    }
    if (count !== columns.length) throw new WrongLine("fields", String(count));
    starts[count] = until + 1;
    readFields(bytes);
  };
};

import type { QuantityName } from "@datacityzen/hardware/quantities";
import { compactName, quantityOfHeader } from "./names.ts";
import { type Conversion, conversionTo, unitOf } from "./units.ts";

export interface ValueColumn {
  readonly index: number;
  /** As the file writes it. */
  readonly header: string;
  readonly quantity: QuantityName;
  readonly conversion: Conversion;
}

/** Where a row says when it was measured: in one column, or in one of dates and one of hours. */
export interface TimeColumn {
  readonly header: string;
  readonly index: number;
  readonly hours: number | undefined;
  /** The column's name says that its times are UTC. */
  readonly isUtc: boolean;
}

/** One value a row, and columns that say of which quantity and in which unit. */
export interface LongColumns {
  readonly value: number;
  /** The day's highest value, in AQS's daily files: what the US index of a gas is made of. */
  readonly highestOfGases: number | undefined;
  readonly parameter: number | undefined;
  readonly unit: number | undefined;
}

export interface Header {
  readonly names: readonly string[];
  readonly time: TimeColumn;
  readonly values: readonly ValueColumn[];
  /** Columns that the person asked for by their header, in that order. */
  readonly extra: readonly number[];
  readonly long: LongColumns | undefined;
  /** Columns that tell series apart: station, sensor. */
  readonly series: readonly number[];
  /** The EEA's mark of a value: below zero it is not valid. */
  readonly validity: number | undefined;
  /** Times without offset in this archive are of this zone, unless the person says otherwise. */
  readonly archiveZone: string | undefined;
  readonly monthFirst: boolean;
}

export type HeaderFault =
  | { readonly kind: "no_time"; readonly found: readonly string[]; readonly wanted?: string }
  | { readonly kind: "no_values"; readonly found: readonly string[] }
  | { readonly kind: "no_column"; readonly wanted: string; readonly found: readonly string[] }
  | { readonly kind: "unit"; readonly header: string }
  | { readonly kind: "twice"; readonly headers: readonly string[]; readonly quantity: QuantityName }
  | { readonly kind: "which_quantity"; readonly header: string };

/** Names of columns with times; the first of this list that a file has is read. UTC comes before local time. */
const timeNames: readonly { readonly name: string; readonly hours?: readonly string[] }[] = [
  { name: "at" },
  { name: "datetimeutc" },
  { name: "utcdatetime" },
  { name: "timestamputc" },
  { name: "timeutc" },
  { name: "utctime" },
  { name: "utc" },
  { name: "dategmt", hours: ["timegmt"] },
  { name: "timestamp" },
  { name: "datetime" },
  { name: "createdat" },
  { name: "start" },
  { name: "datetimebegin" },
  { name: "datededebut" },
  { name: "datedebut" },
  { name: "referencetimestamp" },
  { name: "datetimelocal" },
  { name: "localdatetime" },
  { name: "datelocal", hours: ["timelocal"] },
  { name: "date", hours: ["time", "heure", "hour", "uhrzeit", "heures", "hours"] },
  { name: "datum", hours: ["zeit", "uhrzeit"] },
  { name: "jour", hours: ["heure"] },
  { name: "time" },
  { name: "datetime" },
  { name: "dateheure" },
  { name: "dateetheure" },
  { name: "horodatage" },
  { name: "horodate" },
  { name: "zeitstempel" },
  { name: "zeit" },
  { name: "day" },
  { name: "lastchanged" },
  { name: "lastupdated" },
];

const parameterNames = [
  ...["parameter", "quantity", "pollutant", "polluant", "parametername", "parametercode"],
  ...["airpollutant", "pollutantcode", "variable", "phenomenon", "parametre"],
];
const valueNames = [
  ...["value", "samplemeasurement", "valeurbrute", "valeur", "mean", "concentration"],
  ...["arithmeticmean", "state", "wert", "moyenne"],
];
const unitNames = [
  ...["unit", "units", "unitsofmeasure", "unitedemesure", "unite", "unitofmeasurement", "einheit"],
];
const seriesNames = new Set([
  ...["station", "stn", "stationid", "stationname", "stationabbr", "sensor", "sensorid", "origin"],
  ...["sensorindex", "sensorname", "location", "locationid", "locationname", "boxid", "deviceid"],
  ...["samplingpoint", "airqualitystation", "codesite", "nomsite", "site", "siteid", "statecode"],
  ...["countycode", "sitenum", "sitenumber", "poc", "entityid"],
]);

/** Words after a quantity that say nothing of what it is. */
const restWords = /[\s_-]+(?:raw|value|valeur|mean|moyenne|avg|average)$/i;

/** Words between brackets that are no unit. */
const sayNothing = /^(?:|(?:hourly|daily) (?:measured|mean)|raw|atm)$/i;

/** A unit at the end of a name that is written in one word: `no2_ppm`, `co_mg_m3`, `pm25_ugm3`. */
const lastUnit =
  /^(.*?)[\s_,-]+((?:[uµμnm]g[\s_/.-]*m[\^_-]*-?3|ppbv?|ppmv?|percent|pct|hpa|pa|dba?|db[_ -]a|%|°?c|grains?[\s_/]*m3))$/i;

/** The unit between brackets, wherever it stands: "PM2.5 (µg/m³) raw". */
const bracketed = /\(([^()]*)\)|\[([^[\]]*)\]|\{([^{}]*)\}/g;

interface NamedValue {
  readonly quantity: QuantityName;
  readonly unit: string | undefined;
}

/** What a header says of its column: undefined when it names no quantity, "unit" when nobody knows its unit. */
export const readHeaderCell = (header: string): NamedValue | "unit" | undefined => {
  // "PM<sub>2.5</sub>": UK-AIR.
  const text = header
    .replace(/<\/?su[bp]>/g, "")
    .normalize("NFKC")
    .trim();
  const direct = quantityOfHeader(text);
  if (direct !== undefined) return { quantity: direct, unit: undefined };
  const groups = [...text.matchAll(bracketed)].map(([, a, b, c]) => (a ?? b ?? c ?? "").trim());
  const base = text.replace(bracketed, " ").trim().replace(restWords, "");
  const inBase = quantityOfHeader(base);
  if (inBase !== undefined) {
    let unit: string | undefined;
    for (const group of groups) {
      const known = unitOf(group);
      if (known !== undefined) unit = known;
      // "Ozone (O3)" names the same thing twice.
      else if (!sayNothing.test(group) && quantityOfHeader(group) !== inBase) return "unit";
    }
    return { quantity: inBase, unit };
  }
  const [, name, suffix] = lastUnit.exec(base) ?? [];
  if (name === undefined || suffix === undefined) return undefined;
  const quantity = quantityOfHeader(name);
  return quantity === undefined ? undefined : { quantity, unit: unitOf(suffix) };
};

export interface HeaderOptions {
  /** The quantities that the command uses; columns of others are not read. */
  readonly quantities: readonly QuantityName[];
  /** Columns that the person names, by their exact header: they stand for the quantity, whatever they are called. */
  readonly named?: ReadonlyMap<QuantityName, string>;
  readonly timeColumn?: string;
  /** Columns of numbers that are no quantity of ours, by their exact header: a reference. */
  readonly extra?: readonly string[];
  /** What the values of a file are that has one column `value` and names no quantity. */
  readonly valueIs?: QuantityName;
}

export type ReadHeader =
  | { readonly ok: true; readonly header: Header }
  | { readonly ok: false; readonly fault: HeaderFault };

/** AirGradient counts particles in 0.1 L, we in 1 cm³. */
const isCountOfTenthLitre = (header: string): boolean =>
  ["pm003count", "03μmparticlecount"].includes(compactName(header));

const sameHeader = (a: string, b: string): boolean =>
  a.trim().toLowerCase() === b.trim().toLowerCase();

const timeColumnOf = (
  names: readonly string[],
  compact: readonly string[],
  wanted: string | undefined,
): TimeColumn | undefined => {
  const column = (index: number, hours: number | undefined): TimeColumn => ({
    header: names[index] ?? "",
    index,
    hours,
    isUtc: /utc|gmt/.test(compact[index] ?? ""),
  });
  if (wanted !== undefined) {
    const index = names.findIndex((name) => sameHeader(name, wanted));
    return index < 0 ? undefined : column(index, undefined);
  }
  for (const { name, hours } of timeNames) {
    // "Date/Time (UTC)" and "datetime_utc" are both `datetimeutc`.
    const index = compact.indexOf(name);
    if (index < 0) continue;
    const second = hours?.map((each) => compact.indexOf(each)).find((each) => each >= 0);
    return column(index, second);
  }
  return undefined;
};

const valueColumnsOf = (
  names: readonly string[],
  timeIndexes: readonly (number | undefined)[],
  options: HeaderOptions,
): readonly ValueColumn[] | HeaderFault => {
  const columns: ValueColumn[] = [];
  for (const quantity of options.quantities) {
    const asked = options.named?.get(quantity);
    const found: ValueColumn[] = [];
    for (const [index, header] of names.entries()) {
      if (timeIndexes.includes(index)) continue;
      if (asked !== undefined) {
        if (!sameHeader(header, asked)) continue;
        const read = readHeaderCell(header);
        const unit = read === undefined || read === "unit" ? undefined : read.unit;
        const conversion = unit === undefined ? undefined : conversionTo(quantity, unit);
        found.push({ index, header, quantity, conversion: conversion ?? { factor: 1 } });
        continue;
      }
      const read = readHeaderCell(header);
      if (read === undefined) continue;
      if (read === "unit") {
        const base = readHeaderCell(header.replace(bracketed, " "));
        if (typeof base === "object" && base.quantity === quantity) return { kind: "unit", header };
        continue;
      }
      if (read.quantity !== quantity) continue;
      const conversion =
        read.unit === undefined
          ? { factor: isCountOfTenthLitre(header) ? 0.01 : 1 }
          : conversionTo(quantity, read.unit);
      if (conversion === undefined) return { kind: "unit", header };
      found.push({ index, header, quantity, conversion });
    }
    if (asked !== undefined && found.length === 0)
      return { kind: "no_column", wanted: asked, found: names };
    // Our own name is meant, whatever stands beside it.
    const exact = found.filter(({ header }) => header.trim().toLowerCase() === quantity);
    const kept = exact.length > 0 ? exact : found;
    if (kept.length > 1)
      return { kind: "twice", quantity, headers: kept.map(({ header }) => header) };
    columns.push(...kept);
  }
  return columns;
};

const longColumnsOf = (compact: readonly string[]): LongColumns | undefined => {
  const first = (candidates: readonly string[]): number | undefined =>
    candidates.map((name) => compact.indexOf(name)).find((index) => index >= 0);
  const value = first(valueNames);
  if (value === undefined) return undefined;
  const highest = compact.includes("arithmeticmean") ? compact.indexOf("1stmaxvalue") : -1;
  return {
    value,
    highestOfGases: highest < 0 ? undefined : highest,
    parameter: first(parameterNames),
    unit: first(unitNames),
  };
};

/** What the first record of a file says of the others. */
export const readHeader = (given: readonly string[], options: HeaderOptions): ReadHeader => {
  const names = given.map((name) => name.replace(/^\uFEFF/, "").trim());
  const compact = names.map(compactName);
  const time = timeColumnOf(names, compact, options.timeColumn);
  if (time === undefined)
    return {
      ok: false,
      fault: {
        kind: "no_time",
        found: names,
        ...(options.timeColumn === undefined ? {} : { wanted: options.timeColumn }),
      },
    };
  const apart = (options.extra ?? []).map((wanted) =>
    names.findIndex((name) => sameHeader(name, wanted)),
  );
  const values = valueColumnsOf(names, [time.index, time.hours, ...apart], options);
  if ("kind" in values) return { ok: false, fault: values };
  const long = values.length === 0 ? longColumnsOf(compact) : undefined;
  if (values.length === 0 && long === undefined)
    return { ok: false, fault: { kind: "no_values", found: names } };
  if (long !== undefined && long.parameter === undefined && options.valueIs === undefined)
    return { ok: false, fault: { kind: "which_quantity", header: names[long.value] ?? "" } };
  const extra: number[] = [];
  for (const wanted of options.extra ?? []) {
    const index = names.findIndex((name) => sameHeader(name, wanted));
    if (index < 0) return { ok: false, fault: { kind: "no_column", wanted, found: names } };
    extra.push(index);
  }
  // Its archive's files, and what people cut out of them: nobody else calls particles P1 and P2.
  const isSensorCommunity =
    ["sensorid", "sensortype", "lat", "lon"].every((name) => compact.includes(name)) ||
    (compact[time.index] === "timestamp" && (compact.includes("p1") || compact.includes("p2")));
  const validity = compact.indexOf("validity");
  return {
    ok: true,
    header: {
      names,
      time,
      values,
      extra,
      long,
      series: compact.flatMap((name, index) =>
        seriesNames.has(name) && index !== time.index ? [index] : [],
      ),
      validity: validity < 0 ? undefined : validity,
      archiveZone: isSensorCommunity ? "UTC" : undefined,
      // The US EPA's daily files: "01/31/2026".
      monthFirst: compact.includes("dailyaqivalue"),
    },
  };
};

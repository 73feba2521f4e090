import type { QuantityName } from "@datacityzen/hardware/quantities";
import { compactName, quantityOfHeader } from "./names.ts";
import { printable } from "./printable.ts";
import { type Conversion, conversionTo, unitOf } from "./units.ts";

export interface ValueColumn {
  readonly index: number;
  /** As the file writes it. */
  readonly header: string;
  readonly quantity: QuantityName;
  readonly conversion: Conversion;
  readonly saysUnit: boolean;
}

/** Where a row says when it was measured: in one column, or in one of dates and one of hours. */
export interface TimeColumn {
  readonly header: string;
  readonly index: number;
  readonly hours: number | undefined;
  /** What the column's name says of its times: "UTC", "+01:00". */
  readonly zone: string | undefined;
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
  /** The column that says the unit of the only quantity: the US EPA's daily files. */
  readonly unit: number | undefined;
  /** Columns that tell series apart: station, sensor. */
  readonly series: readonly number[];
  /** The EEA's mark of a value: below zero it is not valid. */
  readonly validity: number | undefined;
  /** Times without offset in this archive are of this zone, unless the person says otherwise. */
  readonly archiveZone: string | undefined;
  readonly monthFirst: boolean;
  readonly sensorCommunity: SensorCommunityColumns | undefined;
}

/** By what a row of Sensor.Community's archive tells that its figures are not what their names say. */
export interface SensorCommunityColumns {
  readonly type: number | undefined;
  /** Filled by a PPD42NS only, whose P1 and P2 are numbers of particles. */
  readonly ppdOnly: readonly number[];
  readonly particles: readonly number[];
  /** Far below any air where a BME280 has not measured: its pressure and humidity are then none either. */
  readonly temperature: number | undefined;
}

export type HeaderFault =
  | { readonly kind: "no_time"; readonly found: readonly string[]; readonly wanted?: string }
  | { readonly kind: "no_values"; readonly found: readonly string[] }
  | { readonly kind: "no_column"; readonly wanted: string; readonly found: readonly string[] }
  | { readonly kind: "unit"; readonly header: string }
  | { readonly kind: "twice"; readonly headers: readonly string[]; readonly quantity: QuantityName }
  | { readonly kind: "which_quantity"; readonly header: string };

/** Names of columns with times; the first of this list that a file has is read. */
const timeNames: readonly { readonly name: string; readonly hours?: readonly string[] }[] = [
  { name: "at" },
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
  { name: "datetimefrom" },
  { name: "datelocal", hours: ["timelocal"] },
  { name: "date", hours: ["time", "heure", "hour", "uhrzeit", "heures", "hours"] },
  { name: "datum", hours: ["zeit", "uhrzeit"] },
  { name: "jour", hours: ["heure"] },
  ...[
    ...["time", "dateheure", "dateetheure", "horodatage", "horodate", "zeitstempel", "zeit"],
    ...["datumzeit", "datumuhrzeit", "measuredat", "recordedat", "observedat", "sampledat"],
    ...["receivedat", "localtime", "starttime", "begin", "from", "phenomenontime", "resulttime"],
    ...["timestampms", "unixtime", "epoch", "ts", "day", "heure", "lastchanged", "lastupdated"],
  ].map((name) => ({ name })),
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

/** Over which time a column was averaged: "24h", "8-hour", "1 hr", "daily". */
const period = [
  "(?:\\d{1,3}[\\s_-]*(?:h|hrs?|hours?|heures?|min|minutes?|s|sec|seconds?|d|days?|jours?))",
  "(?:hourly|daily|horaires?|journali[eè]re?s?)",
].join("|");
const rest = `raw|value|valeur|mean|moyenne|avg|average|conc(?:entration)?|${period}`;

/** Words beside a quantity that say nothing of what it is. */
const lastWords = new RegExp(`[\\s_,:-]+(?:${rest})$`, "i");
const firstWords = new RegExp(`^(?:${rest})(?:[\\s_,:-]+(?:en|of|de)(?=\\s))?[\\s_,:-]+`, "i");
/** Words between brackets that are no unit. */
const noUnit = new RegExp(`^(?:(?:${rest}|measured|atm)[\\s_,-]*)*$`, "i");

/** A unit at the end of a name that is written in one word: `no2_ppm`, `co_mg_m3`, `pm25_ugm3`, "no2 in ppb". */
const lastUnit =
  /^(.*?)(?:[\s_,:/-]+|\s+(?:in|en)\s+)((?:[uµμnm]g[\s_/.-]*(?:per[\s_]*)?m[\^_-]*-?3|ppbv?|ppmv?|percent|pct|hpa|pa|dba?|db[_ -]a|%|°?c|grains?[\s_/]*(?:per[\s_]*)?m3))$/i;

/** The unit between brackets, wherever it stands: "PM2.5 (µg/m³) raw". */
const bracketed = /\(([^()]*)\)|\[([^[\]]*)\]|\{([^{}]*)\}/g;

interface NamedValue {
  readonly quantity: QuantityName;
  readonly unit: string | undefined;
  /** The name says more than the quantity: "O3 8h". */
  readonly isQualified: boolean;
}

/** The quantity of a name without brackets, once the words around it and its unit are taken off. */
const readBareName = (name: string): NamedValue | undefined => {
  let left = name;
  let unit: string | undefined;
  let isQualified = false;
  for (;;) {
    const quantity = quantityOfHeader(left);
    if (quantity !== undefined) return { quantity, unit, isQualified };
    const shorter = left.replace(lastWords, "");
    const [, before, suffix] = unit === undefined ? (lastUnit.exec(left) ?? []) : [];
    if (shorter !== left) {
      left = shorter;
      isQualified = true;
    } else if (before !== undefined && suffix !== undefined) {
      left = before;
      unit = unitOf(suffix);
      if (unit === undefined) return undefined;
    } else {
      const later = left.replace(firstWords, "");
      if (later === left) return undefined;
      left = later;
      isQualified = true;
    }
  }
};

/** No quantity, unit and period need more: what is longer is not looked through, which could take minutes. */
const LONGEST_NAME = 200;

/** What a header says of its column: undefined when it names no quantity, "unit" when nobody knows its unit. */
export const readHeaderCell = (header: string): NamedValue | "unit" | undefined => {
  if (header.length > LONGEST_NAME) return undefined;
  // "PM<sub>2.5</sub>": UK-AIR.
  const text = header
    .replace(/<\/?su[bp]>/g, "")
    .normalize("NFKC")
    .trim();
  const direct = quantityOfHeader(text);
  if (direct !== undefined) return { quantity: direct, unit: undefined, isQualified: false };
  const groups = [...text.matchAll(bracketed)].map(([, a, b, c]) => (a ?? b ?? c ?? "").trim());
  const bare = readBareName(text.replace(bracketed, " ").trim());
  if (bare === undefined) return undefined;
  let { unit, isQualified } = bare;
  for (const group of groups) {
    const known = unitOf(group);
    if (known !== undefined) unit = known;
    else if (noUnit.test(group)) isQualified ||= group !== "";
    // "Ozone (O3)" names the same thing twice.
    else if (quantityOfHeader(group) !== bare.quantity) return "unit";
  }
  return { quantity: bare.quantity, unit, isQualified };
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

/** "Date (UTC+1)": the zone that a column's name says, and the name without it. */
const readTimeName = (
  name: string,
): { readonly bare: string; readonly zone: string | undefined } => {
  if (name.length > LONGEST_NAME) return { bare: "", zone: undefined };
  const offset = /(?:utc|gmt)\s*([+\u2212-])\s*(\d{1,2})(?::?(\d{2}))?/i.exec(name);
  if (offset !== null) {
    const [whole, sign, hours = "", minutes = "00"] = offset;
    const zone = `${sign === "+" ? "+" : "-"}${hours.padStart(2, "0")}:${minutes}`;
    return { bare: compactName(name.replace(whole, " ")), zone };
  }
  const compact = compactName(name);
  const bare = compact.replace(/^(?:utc|gmt)|(?:utc|gmt)$/, "");
  return bare === compact ? { bare, zone: undefined } : { bare: bare || "datetime", zone: "UTC" };
};

const timeColumnOf = (
  names: readonly string[],
  wanted: string | undefined,
): TimeColumn | undefined => {
  const read = names.map(readTimeName);
  const column = (index: number, hours: number | undefined): TimeColumn => ({
    header: names[index] ?? "",
    index,
    hours,
    zone: read[index]?.zone,
  });
  if (wanted !== undefined) {
    const index = names.findIndex((name) => sameHeader(name, wanted));
    return index < 0 ? undefined : column(index, undefined);
  }
  const own = read.findIndex(({ bare, zone }) => bare === "at" && zone === undefined);
  if (own >= 0) return column(own, undefined);
  // Where a file has UTC and local time, UTC is read: it is the same hour only once.
  for (const saysZone of [true, false])
    for (const { name, hours } of timeNames) {
      const find = (wantedName: string): number =>
        read.findIndex(
          ({ bare, zone }) => bare === wantedName && (zone !== undefined) === saysZone,
        );
      // "Date/Time (UTC)" and "datetime_utc" are both `datetime`.
      const index = find(name);
      if (index >= 0)
        return column(
          index,
          hours?.map(find).find((each) => each >= 0),
        );
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
    const found: (ValueColumn & { readonly isQualified: boolean })[] = [];
    for (const [index, header] of names.entries()) {
      if (timeIndexes.includes(index)) continue;
      if (asked !== undefined) {
        if (!sameHeader(header, asked)) continue;
        const read = readHeaderCell(header);
        const unit = read === undefined || read === "unit" ? undefined : read.unit;
        const conversion = unit === undefined ? undefined : conversionTo(quantity, unit);
        found.push({
          ...{ index, header, quantity, isQualified: false, saysUnit: unit !== undefined },
          conversion: conversion ?? { factor: 1 },
        });
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
      const { isQualified, unit } = read;
      const saysUnit = unit !== undefined || isCountOfTenthLitre(header);
      found.push({ index, header, quantity, conversion, saysUnit, isQualified });
    }
    if (asked !== undefined && found.length === 0)
      return { kind: "no_column", wanted: asked, found: names };
    // Our own name is meant, whatever stands beside it.
    const exact = found.filter(({ header }) => header.trim().toLowerCase() === quantity);
    const plain = found.filter(({ isQualified }) => !isQualified);
    const kept = exact.length > 0 ? exact : plain.length > 0 ? plain : found;
    if (kept.length > 1)
      return { kind: "twice", quantity, headers: kept.map(({ header }) => header) };
    columns.push(...kept.map(({ isQualified: _, ...column }) => column));
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

/** A column of units, where one quantity alone is there that does not say its own. */
const unitColumnOf = (
  names: readonly string[],
  compact: readonly string[],
  values: readonly ValueColumn[],
): number | undefined => {
  const [only, ...others] = values;
  if (only === undefined || others.length > 0 || only.saysUnit) return undefined;
  if (names.filter((name) => readHeaderCell(name) !== undefined).length > 1) return undefined;
  return unitNames.map((name) => compact.indexOf(name)).find((index) => index >= 0);
};

/** What the first record of a file says of the others. */
export const readHeader = (given: readonly string[], options: HeaderOptions): ReadHeader => {
  const read = readNames(given, options);
  return read.ok ? read : { ok: false, fault: printableFault(read.fault) };
};

const printableFault = (fault: HeaderFault): HeaderFault => {
  const shown = "found" in fault ? { found: fault.found.map(printable) } : {};
  const named = "header" in fault ? { header: printable(fault.header) } : {};
  const twice = "headers" in fault ? { headers: fault.headers.map(printable) } : {};
  return { ...fault, ...shown, ...named, ...twice };
};

const readNames = (given: readonly string[], options: HeaderOptions): ReadHeader => {
  const names = given.map((name) => name.replace(/^\uFEFF/, "").trim());
  const compact = names.map(compactName);
  const time = timeColumnOf(names, options.timeColumn);
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
  const columnOf = (name: string): number | undefined =>
    compact.includes(name) ? compact.indexOf(name) : undefined;
  const columnsOf = (...wanted: readonly string[]): number[] =>
    wanted.flatMap((name) => columnOf(name) ?? []);
  // Its hours are of UTC+1 all over Europe; older files write the offset.
  const isEea = ["samplingpoint", "start", "validity"].every((name) => compact.includes(name));
  const validity = compact.indexOf("validity");
  return {
    ok: true,
    header: {
      names: names.map(printable),
      time,
      values,
      extra,
      long,
      unit: unitColumnOf(names, compact, values),
      series: compact.flatMap((name, index) =>
        seriesNames.has(name) && index !== time.index ? [index] : [],
      ),
      validity: validity < 0 ? undefined : validity,
      archiveZone: isSensorCommunity ? "UTC" : isEea ? "+01:00" : undefined,
      // The US EPA's daily files: "01/31/2026".
      monthFirst: compact.includes("dailyaqivalue"),
      sensorCommunity: isSensorCommunity
        ? {
            type: columnOf("sensortype"),
            ppdOnly: columnsOf("durp1", "ratiop1", "durp2", "ratiop2"),
            particles: columnsOf("p1", "p2"),
            temperature: columnOf("temperature"),
          }
        : undefined,
    },
  };
};

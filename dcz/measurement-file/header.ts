import type { QuantityName } from "@datacityzen/hardware/quantities";
import { compactName } from "../../cloud/src/text-tables/compact-name.ts";
import { bracketed, hoursOfHeader, readHeaderCell } from "./column-names.ts";
import { printable } from "./printable.ts";
import { sameHeader, type TimeColumn, timeColumnOf } from "./time-column.ts";
import { type Conversion, conversionTo } from "./units.ts";

export interface ValueColumn {
  readonly index: number;
  /** As the file writes it. */
  readonly header: string;
  readonly quantity: QuantityName;
  readonly conversion: Conversion;
  readonly saysUnit: boolean;
  /** One of two counters of a box, of which the mean is the value: PurpleAir's `pm2.5_cf_1_a` and `_b`. */
  readonly isChannel?: true;
}

export interface UnitColumn {
  readonly quantity: QuantityName;
  readonly index: number;
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
  /** Of the same quantities, over the other time that was asked for besides. */
  readonly besides: readonly ValueColumn[];
  /** Columns that the person asked for by their header, in that order. */
  readonly extra: readonly number[];
  readonly long: LongColumns | undefined;
  /** Columns that say the unit of a quantity's values, row by row: the US EPA's daily files, AirNow's hourly ones. */
  readonly units: readonly UnitColumn[];
  /** Columns that tell series apart: station, sensor. */
  readonly series: readonly number[];
  /** The mark that archives set on a value: below zero (EEA, Geod'air) or "Invalid" (AirNow) it is not valid. */
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

const parameterNames = [
  ...["parameter", "quantity", "pollutant", "polluant", "parametername", "parametercode"],
  ...["airpollutant", "pollutantcode", "variable", "phenomenon", "parametre", "species"],
  // French associations, German agencies, InfluxDB.
  ...["nompoll", "nompolluant", "schadstoff", "komponente", "field"],
];
const valueNames = [
  ...["value", "samplemeasurement", "valeurbrute", "valeur", "mean", "concentration"],
  ...["arithmeticmean", "state", "wert", "messwert", "moyenne", "valuenumeric"],
  // AirNow at embassies: an hour's own value, beside the NowCast.
  "rawconc",
  // Of daily counts of pollen, in a table of one plant.
  ...["count", "counts", "pollen", "pollens", "grains", "comptage", "comptages"],
];
const unitNames = [
  ...["unit", "units", "unitsofmeasure", "unitedemesure", "unite", "unitofmeasurement", "einheit"],
  ...["concunit", "valueunit"],
];
const seriesNames = new Set([
  ...["station", "stn", "stationid", "stationname", "stationabbr", "sensor", "sensorid", "origin"],
  ...["sensorindex", "sensorname", "location", "locationid", "locationname", "boxid", "deviceid"],
  ...["samplingpoint", "airqualitystation", "codesite", "nomsite", "site", "siteid", "statecode"],
  ...["countycode", "sitenum", "sitenumber", "poc", "entityid", "aqsid", "codestation"],
  ...["samplingpointlocalid", "stationcode", "stationscode", "stationsnummer", "nomstation"],
]);

export interface HeaderOptions {
  /** The quantities that the command uses; columns of others are not read. */
  readonly quantities: readonly QuantityName[];
  /** Columns that the person names, by their exact header: they stand for the quantity, whatever they are called. */
  readonly named?: ReadonlyMap<QuantityName, string>;
  readonly timeColumn?: string;
  /** Columns of numbers that are no quantity of ours, by their exact header: a reference. */
  readonly extra?: readonly string[];
  /** Hours of a second column of a quantity, which stands beside the first: the US index knows ozone of 8 h and of 1 h. */
  readonly besides?: ReadonlyMap<QuantityName, number>;
  /** What the values of a file are that has one column `value` and names no quantity. */
  readonly valueIs?: QuantityName;
}

export type ReadHeader =
  | { readonly ok: true; readonly header: Header }
  | { readonly ok: false; readonly fault: HeaderFault };

/**
 * The files that the firmware of Sensor.Community writes (Madavi) have columns of every sensor that it knows, filled
 * by those that are there: `SDS_P1`, `SPS30_P2`, `BME280_humidity`. Its `P1` and `P2` are of a PPD42NS.
 */
const isOfFirmware = (header: string): boolean =>
  /^(?:(?:sds|pms|hpm|npm|ips|sps30)_p[012]|(?:bme280|dht22|htu21d|sht3x)_(?:temperature|humidity))$/i.test(
    header.trim(),
  );

/** AirGradient counts particles in 0.1 L, we in 1 cm³. */
const isCountOfTenthLitre = (header: string): boolean =>
  ["pm003count", "03μmparticlecount"].includes(compactName(header));

type FoundColumn = ValueColumn & { readonly isQualified: boolean };

const withoutQualified = ({ isQualified: _, ...column }: FoundColumn): ValueColumn => column;

/** The two counters of a box, where the file has no mean of them. */
const channelsOf = (names: readonly string[], quantity: QuantityName): readonly ValueColumn[] => {
  const found = names.flatMap((header, index) => {
    const [, base, channel] = /^(.+?)[\s_.-]([ab])$/i.exec(header) ?? [];
    const read = base === undefined ? undefined : readHeaderCell(base);
    if (typeof read !== "object" || read.quantity !== quantity || channel === undefined) return [];
    const conversion = read.unit === undefined ? { factor: 1 } : conversionTo(quantity, read.unit);
    if (conversion === undefined) return [];
    const saysUnit = read.unit !== undefined;
    const column = { index, header, quantity, conversion, saysUnit, isChannel: true } as const;
    return [{ channel: channel.toLowerCase(), column }];
  });
  const [a, b] = ["a", "b"].map((name) => found.find(({ channel }) => channel === name)?.column);
  return a === undefined || b === undefined ? [] : [a, b];
};

const valueColumnsOf = (
  names: readonly string[],
  timeIndexes: readonly (number | undefined)[],
  options: HeaderOptions,
): Pick<Header, "values" | "besides"> | HeaderFault => {
  const columns: ValueColumn[] = [];
  const besides: ValueColumn[] = [];
  for (const quantity of options.quantities) {
    const asked = options.named?.get(quantity);
    const found: FoundColumn[] = [];
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
    if (found.length === 0 && quantity.startsWith("pm"))
      columns.push(...channelsOf(names, quantity));
    const isBeside = ({ header }: ValueColumn): boolean =>
      asked === undefined && hoursOfHeader(header) === options.besides?.get(quantity);
    const [beside] = options.besides?.has(quantity) === true ? found.filter(isBeside) : [];
    if (beside !== undefined) {
      found.splice(found.indexOf(beside), 1);
      besides.push(withoutQualified(beside));
    }
    // Our own name is meant, whatever stands beside it.
    const exact = found.filter(({ header }) => header.trim().toLowerCase() === quantity);
    const plain = found.filter(({ isQualified }) => !isQualified);
    const kept = exact.length > 0 ? exact : plain.length > 0 ? plain : found;
    const ofFirmware = found.filter(({ header }) => isOfFirmware(header));
    if (ofFirmware.length > 0) {
      const others = kept.filter(({ header }) => !["p1", "p2"].includes(compactName(header)));
      columns.push(...[...new Set([...ofFirmware, ...others])].map(withoutQualified));
      continue;
    }
    if (kept.length > 1)
      return { kind: "twice", quantity, headers: kept.map(({ header }) => header) };
    columns.push(...kept.map(withoutQualified));
  }
  return { values: columns, besides };
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

/** A column of units: "PM25_Unit" beside "PM25", or the only one where one quantity alone is there. */
const unitColumnsOf = (
  names: readonly string[],
  compact: readonly string[],
  values: readonly ValueColumn[],
): readonly UnitColumn[] => {
  const silent = values.filter(({ saysUnit }) => !saysUnit);
  const beside = silent.flatMap(({ quantity, header }) => {
    const index = compact.indexOf(`${compactName(header)}unit`);
    return index < 0 ? [] : [{ quantity, index }];
  });
  const [only, ...others] = silent;
  if (beside.length > 0 || only === undefined || others.length > 0) return beside;
  if (names.filter((name) => readHeaderCell(name) !== undefined).length > 1) return [];
  const index = unitNames.map((name) => compact.indexOf(name)).find((each) => each >= 0);
  return index === undefined ? [] : [{ quantity: only.quantity, index }];
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
  const ofTime = [time.index, time.hours, ...(time.monthAndDay ?? [])];
  const columns = valueColumnsOf(names, [...ofTime, ...apart], options);
  if ("kind" in columns) return { ok: false, fault: columns };
  const { values, besides } = columns;
  const isLong = values.length + besides.length === 0;
  const long = isLong ? longColumnsOf(compact) : undefined;
  if (isLong && long === undefined)
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
    (compact[time.index] === "timestamp" && (compact.includes("p1") || compact.includes("p2"))) ||
    names.some(isOfFirmware);
  // openSenseMap: each quantity of a box is a sensor with an address of its own.
  const isOfBoxes = long?.parameter !== undefined && compact.includes("boxid");
  const columnOf = (name: string): number | undefined =>
    compact.includes(name) ? compact.indexOf(name) : undefined;
  const columnsOf = (...wanted: readonly string[]): number[] =>
    wanted.flatMap((name) => columnOf(name) ?? []);
  // Its hours are of UTC+1 all over Europe; older files write the offset.
  const isEea = ["samplingpoint", "start", "validity"].every((name) => compact.includes(name));
  // Its wide files of an hour: "07/01/2026" is the first of July, and the hour is of UTC.
  const isAirNow = ["aqsid", "validdate", "validtime"].every((name) => compact.includes(name));
  const validity = compact.findIndex((name) =>
    ["validity", "validite", "valuevalidity", "qcname"].includes(name),
  );
  return {
    ok: true,
    header: {
      names: names.map(printable),
      time,
      values,
      besides,
      extra,
      long,
      units: unitColumnsOf(names, compact, values),
      series: compact.flatMap((name, index) => {
        const isSeries = seriesNames.has(name) && !(isOfBoxes && name === "sensorid");
        return isSeries && index !== time.index ? [index] : [];
      }),
      validity: validity < 0 ? undefined : validity,
      archiveZone: isSensorCommunity || isAirNow ? "UTC" : isEea ? "+01:00" : undefined,
      // The US EPA's daily files: "01/31/2026".
      monthFirst: compact.includes("dailyaqivalue") || isAirNow,
      sensorCommunity: isSensorCommunity
        ? {
            type: columnOf("sensortype"),
            ppdOnly: names.some(isOfFirmware)
              ? []
              : columnsOf("durp1", "ratiop1", "durp2", "ratiop2"),
            particles: names.some(isOfFirmware) ? [] : columnsOf("p1", "p2"),
            temperature: columnOf("temperature"),
          }
        : undefined,
    },
  };
};

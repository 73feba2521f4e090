import { quantities } from "@datacityzen/hardware/quantities";
import { type WhoTable, who, whoBandOf, whoScaleOf } from "../limits/who.ts";
import { atmo, bandIn, type ClassTable, eaqi, isBetweenPrinted } from "./classes.ts";
import {
  american,
  european,
  type GasState,
  isGas,
  massOf,
  mixingRatioOf,
  stateText,
} from "./gas-volume.ts";
import {
  type Band,
  newestOf,
  type Period,
  type Pollutant,
  pollutants,
  type Words,
} from "./table.ts";
import { indexOn, type UsScale, type UsTable, usAqi, usBandOf } from "./us-aqi.ts";

export type IndexTable = ClassTable | UsTable | WhoTable;

/** The tables by the names that people ask for. Each has others of other years in its file. */
export const indexTables = {
  atmo,
  eaqi2024: newestOf(eaqi),
  eaqi: eaqi[1] as ClassTable,
  usaqi: newestOf(usAqi),
  who,
} as const satisfies Record<string, IndexTable>;
export type IndexName = keyof typeof indexTables;

/** µg/m³, of carbon monoxide mg/m³; or a mixing ratio. */
export interface Concentration {
  readonly value: number;
  readonly ratio?: "ppm" | "ppb";
  /** What the value is, where it is not what the table names: a NowCast stands for a mean of 24 h. */
  readonly period?: Period;
  /** It was a mass, and has become a ratio before it was averaged, or the other way. */
  readonly isConverted?: boolean;
}

/** Of which pollutants something is known; averaged already, as the index demands. */
export interface Air {
  readonly concentrations: { readonly [pollutant in Pollutant]?: Concentration };
  /** The US index knows two of ozone and of sulphur dioxide; the others none of these. */
  readonly o3OneHour?: Concentration;
  readonly so2Day?: Concentration;
}

/** Why a part is not simply the table's answer. */
export type Remark =
  /** Between two integers that the table prints (5.4 of 0-5 and 6-15): of the band above, which is our choice. */
  | "between_printed"
  /** A concentration below zero is none: unknown. */
  | "negative"
  /** The line of the last row goes on above 500; `beyond` says how far. */
  | "beyond_500"
  /** Ozone of 8 hours above 0.200 ppm: its table ends, that of 1 hour decides, and 300 is the least. */
  | "o3_1h"
  /** Sulphur dioxide from 305 ppb on: the value counts as the mean of 24 hours. */
  | "so2_24h"
  /** An hour of sulphur dioxide from 305 ppb on, of a day whose mean is below: 200, neither more nor less. */
  | "so2_fixed_200";

export interface Part {
  readonly quantity: Pollutant;
  /** In the table's unit, before any rounding. */
  readonly concentration: number;
  readonly unit: string;
  readonly period: Period;
  readonly value: number | null;
  readonly band: string | null;
  readonly beyond?: number;
  readonly remark?: Remark;
}

export interface Judgement {
  /** The worst of the parts; null when nothing is known. */
  readonly quantity: Pollutant | null;
  readonly value: number | null;
  readonly band: Band | null;
  readonly parts: readonly Part[];
  /** Of which pollutants the table would want to know. */
  readonly missing: readonly Pollutant[];
  /** At which temperature and pressure gases were converted; null when none was. */
  readonly conversion: string | null;
}

interface Found {
  readonly part: Part;
  readonly rank: number;
  readonly isConverted: boolean;
}

const isMass = (unit: string): boolean => unit.endsWith("/m³");

/** A concentration in the unit that the table wants. */
const inUnit = (
  pollutant: Pollutant,
  { value, ratio, isConverted = false }: Concentration,
  unit: string,
  state: GasState,
): { readonly value: number; readonly isConverted: boolean } => {
  if (!isGas(pollutant)) return { value, isConverted: false };
  // Carbon monoxide is a thousand times the others: mg/m³ and ppm.
  const usual = pollutant === "co" ? "ppm" : "ppb";
  const asUsual = (given: number, from: string) =>
    from === usual ? given : Number((given * (usual === "ppb" ? 1000 : 0.001)).toPrecision(12));
  if (isMass(unit))
    return ratio === undefined
      ? { value, isConverted }
      : { value: massOf(pollutant, asUsual(value, ratio), state), isConverted: true };
  const inUsual =
    ratio === undefined ? mixingRatioOf(pollutant, value, state) : asUsual(value, ratio);
  return {
    value:
      unit === usual
        ? inUsual
        : Number((inUsual * (unit === "ppm" ? 0.001 : 1000)).toPrecision(12)),
    isConverted: isConverted || ratio === undefined,
  };
};

/** At which temperature and pressure a table's gases are weighed. */
const stateOf = (table: IndexTable): GasState =>
  table.kind === "breakpoints" ? american : european;

/** A concentration as a mass or as a mixing ratio in ppb (carbon monoxide: ppm), so that values of both can be averaged. */
export const alike = (
  table: IndexTable,
  pollutant: Pollutant,
  given: Concentration,
  as: "mass" | "ratio",
): Concentration => {
  const usual = pollutant === "co" ? "ppm" : "ppb";
  if (as === "ratio") {
    if (given.ratio === usual) return given;
    return { value: inUnit(pollutant, given, usual, stateOf(table)).value, ratio: usual };
  }
  return { value: inUnit(pollutant, given, unitOfMass(pollutant), stateOf(table)).value };
};

const unitOfMass = (pollutant: Pollutant): string => (pollutant === "co" ? "mg/m³" : "µg/m³");

const inClasses = (
  table: ClassTable,
  pollutant: Pollutant,
  given: Concentration,
): Found | undefined => {
  const period = table.periods[pollutant];
  if (period === undefined) return undefined;
  const unit = unitOfMass(pollutant);
  const { value, isConverted } = inUnit(pollutant, given, unit, european);
  const band = bandIn(table, pollutant, value);
  if (band === undefined) return undefined;
  return {
    part: {
      quantity: pollutant,
      concentration: value,
      unit,
      period,
      value: band.rank,
      band: band.key,
      ...(isBetweenPrinted(table, pollutant, value) ? { remark: "between_printed" as const } : {}),
    },
    rank: band.rank,
    isConverted,
  };
};

const inGuideline = (
  table: WhoTable,
  pollutant: Pollutant,
  given: Concentration,
): Found | undefined => {
  const scale = whoScaleOf(table, pollutant);
  if (scale === undefined) return undefined;
  const unit = unitOfMass(pollutant);
  const { value, isConverted } = inUnit(pollutant, given, unit, european);
  const band = whoBandOf(table, scale, value);
  return {
    part: {
      quantity: pollutant,
      concentration: value,
      unit,
      period: scale.period,
      value: null,
      band: band.key,
    },
    rank: band.rank,
    isConverted,
  };
};

const usPart = (
  table: UsTable,
  pollutant: Pollutant,
  scale: UsScale,
  given: Concentration,
  least = 0,
): Found | undefined => {
  const { value, isConverted } = inUnit(pollutant, given, scale.unit, american);
  const index = indexOn(scale, value);
  if (index === undefined) return undefined;
  const reported = Math.max(least, index.value);
  const part = {
    quantity: pollutant,
    concentration: value,
    unit: scale.unit,
    period: given.period ?? scale.period,
    value: reported,
    band: usBandOf(table, reported)?.key ?? null,
  };
  return {
    part:
      index.beyond === undefined
        ? part
        : { ...part, beyond: index.beyond, remark: "beyond_500" as const },
    rank: index.beyond ?? reported,
    isConverted,
  };
};

/** Ozone: the higher of 8 hours and of 1 hour, which counts from 0.125 ppm on. */
const usOzone = (table: UsTable, { concentrations: { o3 }, o3OneHour }: Air): Found | undefined => {
  const { scales } = table;
  const eight = o3 === undefined ? undefined : usPart(table, "o3", scales.o3, o3);
  const one =
    o3OneHour === undefined || o3OneHour.value < 0
      ? undefined
      : usPart(table, "o3", scales.o3_1h, o3OneHour);
  if (o3 === undefined || eight !== undefined)
    return one !== undefined && one.rank > (eight?.rank ?? 0) ? one : eight;
  // Above 0.200 ppm only the table of 1 hour goes on, and the day's highest hour is no less than its 8 hours.
  const above = usPart(table, "o3", scales.o3_1h, o3, 300);
  const higher = one !== undefined && above !== undefined && one.rank > above.rank ? one : above;
  return higher && { ...higher, part: { ...higher.part, remark: higher.part.remark ?? "o3_1h" } };
};

/** Above 304 ppb an hour of sulphur dioxide defines no index: the mean of 24 hours does. */
const SO2_DAY_FROM = 305;

const usSulphurDioxide = (
  table: UsTable,
  { concentrations: { so2 }, so2Day }: Air,
): Found | undefined => {
  const scale = table.scales.so2;
  const hour = so2 === undefined ? undefined : usPart(table, "so2", scale, so2);
  const isHigh = hour === undefined || hour.part.concentration >= SO2_DAY_FROM;
  if (!isHigh) return hour;
  const ofDay = so2Day === undefined ? hour : usPart(table, "so2", scale, so2Day);
  if (ofDay !== undefined && ofDay.part.concentration >= SO2_DAY_FROM) {
    const { part } = ofDay;
    return {
      ...ofDay,
      part: { ...part, period: "24 h mean", remark: part.remark ?? "so2_24h" },
    };
  }
  // Of a day alone, less than 305 ppb defines nothing.
  if (hour === undefined) return undefined;
  return {
    ...hour,
    rank: 200,
    part: { ...hour.part, value: 200, band: "unhealthy", remark: "so2_fixed_200" },
  };
};

const partOf = (table: IndexTable, pollutant: Pollutant, air: Air): Found | undefined => {
  const given = air.concentrations[pollutant];
  if (given !== undefined && given.value < 0)
    return {
      part: {
        quantity: pollutant,
        concentration: given.value,
        unit: given.ratio ?? unitOfMass(pollutant),
        period: given.period ?? periodOf(table, pollutant),
        value: null,
        band: null,
        remark: "negative",
      },
      rank: -1,
      isConverted: false,
    };
  if (table.kind === "breakpoints") {
    if (pollutant === "o3") return usOzone(table, air);
    if (pollutant === "so2") return usSulphurDioxide(table, air);
    return given && usPart(table, pollutant, table.scales[pollutant], given);
  }
  if (given === undefined) return undefined;
  return table.kind === "classes"
    ? inClasses(table, pollutant, given)
    : inGuideline(table, pollutant, given);
};

/** Over which time a value of a pollutant must be averaged. */
export const periodOf = (table: IndexTable, pollutant: Pollutant): Period => {
  switch (table.kind) {
    case "classes":
      return table.periods[pollutant] ?? "1 h";
    case "breakpoints":
      return table.scales[pollutant].period;
    case "guideline":
      return whoScaleOf(table, pollutant)?.period ?? "year: mean";
    default:
      return table satisfies never;
  }
};

/** Carbon monoxide is in no index of classes. */
const ofClasses: readonly Pollutant[] = pollutants.filter((pollutant) => pollutant !== "co");

/** The pollutants that a table knows, in one order. */
export const pollutantsOf = (table: IndexTable): readonly Pollutant[] => {
  if (table.kind === "guideline")
    return pollutants.filter((each) => whoScaleOf(table, each) !== undefined);
  return table.kind === "classes" ? ofClasses : pollutants;
};

const bandOfKey = (table: IndexTable, key: string | null): Band | null =>
  table.bands.find((band) => band.key === key) ?? null;

/** What a table says of air: the worst of the pollutants that are known, each part, and what is missing. */
export const judge = (table: IndexTable, air: Air): Judgement => {
  const parts: Part[] = [];
  const missing: Pollutant[] = [];
  let worst: Found | undefined;
  let isConverted = false;
  for (const pollutant of pollutantsOf(table)) {
    const found = partOf(table, pollutant, air);
    if (found !== undefined) {
      parts.push(found.part);
      isConverted ||= found.isConverted;
      if (found.part.band !== null && (worst === undefined || found.rank > worst.rank))
        worst = found;
    }
    if (found === undefined || found.part.band === null) missing.push(pollutant);
  }
  return {
    quantity: worst?.part.quantity ?? null,
    value: worst?.part.value ?? null,
    band: bandOfKey(table, worst?.part.band ?? null),
    parts,
    missing,
    conversion: isConverted ? stateText(stateOf(table)) : null,
  };
};

/**
 * What an index of one station may be called. Ours is never that of the zone, nor of the agency: it stands on what
 * was measured.
 */
export const scaleWords = (table: IndexTable, known: readonly Pollutant[]): Words | null => {
  if (known.length === 0) return null;
  const particlesOnly = known.every((pollutant) => !isGas(pollutant));
  const short = table.kind === "classes" && table.name.fr === "indice ATMO" ? "ATMO" : undefined;
  const list = known.map((pollutant) => quantities[pollutant].symbol).join(", ");
  return {
    fr: `sur l'échelle ${short ?? `« ${table.name.fr} »`}, à partir ${particlesOnly ? "des particules seules" : `de ${list.replaceAll(".", ",")}`}`,
    en: `on the ${short === undefined ? `scale of the ${table.name.en}` : `${short} scale`}, from ${particlesOnly ? "particles only" : list}`,
  };
};

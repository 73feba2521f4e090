import type { QuantityName } from "@datacityzen/hardware/quantities";
import { quantityOfHeader } from "./names.ts";
import { unitOf } from "./units.ts";

/** Over which time a column was averaged: "24h", "8-hour", "1 hr", "daily". */
const period = [
  "(?:\\d{1,3}[\\s_-]*(?:h|hrs?|hours?|heures?|min|minutes?|s|sec|seconds?|d|days?|jours?))",
  "(?:hourly|daily|horaires?|journali[eè]re?s?)",
].join("|");
const rest = `raw|alt|value|valeur|mean|moyenne|avg|average|conc(?:entration)?|${period}`;

/** Words beside a quantity that say nothing of what it is. */
const lastWords = new RegExp(`[\\s_,:-]+(?:${rest})$`, "i");
const firstWords = new RegExp(`^(?:${rest})(?:[\\s_,:-]+(?:en|of|de)(?=\\s))?[\\s_,:-]+`, "i");
/** Words between brackets that are no unit. */
const noUnit = new RegExp(`^(?:(?:${rest}|measured|atm)[\\s_,-]*)*$`, "i");

/** A unit at the end of a name that is written in one word: `no2_ppm`, `co_mg_m3`, `pm25_ugm3`, "no2 in ppb". */
const lastUnit =
  /^(.*?)(?:[\s_.,:/-]+|\s+(?:in|en)\s+)((?:[uµμnm]g[\s_/.-]*(?:per[\s_]*)?m[\^_-]*-?3|ppbv?|ppmv?|percent|pct|hpa|pa|dba?|db[_ -]a|%|°?c|grains?[\s_/]*(?:per[\s_]*)?m3))$/i;

/** The unit between brackets, wherever it stands: "PM2.5 (µg/m³) raw". */
export const bracketed = /\(([^()]*)\)|\[([^[\]]*)\]|\{([^{}]*)\}/g;

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

/** Over how many hours a column says that it was averaged: 8 of "O3 8h (ppm)" and "Daily Max 8-hour Ozone". */
export const hoursOfHeader = (header: string): number | undefined => {
  const [, hours] =
    /(?<![\p{L}\d])(\d{1,2})[\s_-]?(?:h|hrs?|hours?|heures?)(?![\p{L}\d])/iu.exec(header) ?? [];
  return hours === undefined ? undefined : Number(hours);
};

/** No quantity, unit and period need more: what is longer is not looked through, which could take minutes. */
export const LONGEST_NAME = 200;

/** What a header says of its column: undefined when it names no quantity, "unit" when nobody knows its unit. */
export const readHeaderCell = (header: string): NamedValue | "unit" | undefined => {
  if (header.length > LONGEST_NAME) return undefined;
  // "PM<sub>2.5</sub>": UK-AIR.
  const text = header
    .replace(/<\/?su[bp]>/g, "")
    // "LAeq (dB(A))": brackets in brackets.
    .replace(/dB\s*[([]([ACZ])[)\]]/gi, "dB$1")
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
    // "Ozone (O3)" names the same thing twice; "PM 2.5 in ug/m3 (PMS5003)" has said its unit.
    else if (quantityOfHeader(group) !== bare.quantity && bare.unit === undefined) return "unit";
  }
  return { quantity: bare.quantity, unit, isQualified };
};

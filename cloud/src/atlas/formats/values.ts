import OpeningHours from "opening_hours";
import { doubted, type Remark, refused } from "./finding.ts";

/** Lengths count characters as a person does, not the units of UTF-16. */
export const lengthOf = (text: string): number => [...text].length;

const unspaced = (text: string): string => text.replace(/[\s.\u00a0\u202f-]/g, "");

/** A code of five digits that a spreadsheet has shortened gets its zero back. */
const withZero = (text: string): string | undefined => {
  const digits = text.trim().replace(/\.0$/, "");
  return /^\d{4}$/.test(digits) ? `0${digits}` : /^\d{5}$/.test(digits) ? digits : undefined;
};

export const checkPostcode = (text: string): Remark[] =>
  /^\d{5}$/.test(text) ? [] : [refused({ kind: "postcode", better: withZero(unspaced(text)) })];

const INSEE = /^([013-9]\d|2[AB1-9])\d{3}$/;

export const inseeBetter = (text: string): string | undefined => {
  const upper = withZero(unspaced(text)) ?? unspaced(text).toUpperCase();
  return INSEE.test(upper) && upper !== text ? upper : undefined;
};

export const checkInsee = (text: string): Remark[] =>
  INSEE.test(text) ? [] : [refused({ kind: "insee", better: inseeBetter(text) })];

/** Département of a postcode or of a commune's code: 97 and 98 have three digits, Corsica is one in postcodes. */
const departement = (code: string): string => {
  if (/^9[78]/.test(code)) return code.slice(0, 3);
  return /^(?:2[AB]|20)/.test(code) ? "20" : code.slice(0, 2);
};

/** Some communes are served from the next département: that is rare enough to be looked at. */
export const checkSameDepartement = (postcode: string, insee: string): Remark[] =>
  /^\d{5}$/.test(postcode) && INSEE.test(insee) && departement(postcode) !== departement(insee)
    ? [doubted({ kind: "postcode_elsewhere", other: insee })]
    : [];

/**
 * The last digit of a SIRET checks the others (Luhn); those of La Poste add up to a multiple of five instead
 * (INSEE, répertoire Sirene).
 */
export const isSiret = (text: string): boolean => {
  if (!/^\d{14}$/.test(text)) return false;
  const digits = [...text].map(Number);
  const luhn = digits.reduce((sum, digit, place) => {
    const counted = place % 2 === 0 ? digit * 2 : digit;
    return sum + (counted > 9 ? counted - 9 : counted);
  }, 0);
  if (luhn % 10 === 0) return true;
  return text.startsWith("356000000") && digits.reduce((sum, digit) => sum + digit, 0) % 5 === 0;
};

export const isPlaceholder = (text: string): boolean => /^(.)\1+$/.test(text);

/** SIRET, RNA (W and nine digits) or RIDET, without its spaces. */
export const pivotBetter = (text: string): string | undefined => {
  const better = unspaced(text);
  return better !== text && /^[a-zA-Z0-9]{9,14}$/.test(better) ? better : undefined;
};

export const checkPivotMeaning = (text: string): Remark[] => {
  if (isPlaceholder(text)) return [doubted({ kind: "pivot_placeholder" })];
  if (/^\d{14}$/.test(text)) return isSiret(text) ? [] : [doubted({ kind: "siret_checksum" })];
  // RIDET: 7 digits for the company, 3 for the establishment.
  if (/^W\d{9}$/.test(text) || /^\d{10}$/.test(text)) return [];
  return [doubted({ kind: "pivot_form" })];
};

export const checkSiret = (text: string): Remark[] => {
  if (!/^\d{14}$/.test(text)) {
    const better = unspaced(text);
    return [refused({ kind: "siret", better: /^\d{14}$/.test(better) ? better : undefined })];
  }
  if (isPlaceholder(text)) return [doubted({ kind: "pivot_placeholder" })];
  return isSiret(text) ? [] : [doubted({ kind: "siret_checksum" })];
};

/** Numbering of metropolitan France and of the territories that dial 0 and nine digits too. */
const codeOf = (national: string): string => {
  if (/^0(?:590|690)/.test(national)) return "+590";
  if (/^0(?:594|694)/.test(national)) return "+594";
  if (/^0(?:596|696)/.test(national)) return "+596";
  return /^0(?:262|692|693|639|269)/.test(national) ? "+262" : "+33";
};

/** One telephone number in the form E.164 where it is plain which one is meant. */
export const phoneBetter = (text: string): string | undefined => {
  const bare = text.replace(/\(0\)/, "").replace(/[\s.\u00a0\u202f()/-]/g, "");
  const international = bare.replace(/^00/, "+");
  if (/^\+33 ?0\d{9}$/.test(international)) return `+33${international.slice(4)}`;
  if (/^\+\d{7,15}$/.test(international)) return international;
  if (/^0\d{9}$/.test(bare)) return `${codeOf(bare)}${bare.slice(1)}`;
  // A spreadsheet has taken it for a number.
  return /^[1-79]\d{8}$/.test(bare) ? `+33${bare}` : undefined;
};

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

export const checkNumber = (text: string): Remark[] => {
  if (NUMBER.test(text)) return [];
  const better = text
    .trim()
    .replace(/[\s\u00a0\u202f]/g, "")
    .replace(",", ".")
    .replace("−", "-");
  return [refused({ kind: "number", better: NUMBER.test(better) ? better : undefined })];
};

/** Metropolitan France and the territories overseas, as boxes: west, south, east, north. */
const BOXES: readonly (readonly [number, number, number, number])[] = [
  [-5.6, 41.2, 9.8, 51.3],
  [-63.3, 14.3, -60.7, 18.2],
  [-54.8, 2, -51.5, 6],
  [55.1, -21.5, 56, -20.7],
  [44.9, -13.1, 45.4, -12.5],
  [-56.6, 46.6, -56, 47.3],
  [163, -23, 169, -19],
  [-155, -28, -134, -7],
  [-178.4, -14.6, -175.9, -13],
];

const isInFrance = (latitude: number, longitude: number): boolean =>
  BOXES.some(
    ([west, south, east, north]) =>
      longitude >= west && longitude <= east && latitude >= south && latitude <= north,
  );

export const checkPoint = (latitude: number, longitude: number): Remark[] => {
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return [];
  if (latitude === 0 && longitude === 0) return [doubted({ kind: "null_island" })];
  if (isInFrance(latitude, longitude)) return [];
  return [doubted({ kind: isInFrance(longitude, latitude) ? "swapped" : "outside" })];
};

/** A day that exists. */
export const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
};

/** A day that was written in another form, where only one is meant: French files have the day before the month. */
export const dayBetter = (text: string): string | undefined => {
  const [, day = "", month = "", year = ""] =
    /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text.trim()) ?? [];
  const [, year2 = "", month2 = "", day2 = ""] =
    /^(\d{4})[/.-]?(\d{1,2})[/.-]?(\d{1,2})(?:[T ].*)?$/.exec(text.trim()) ?? [];
  const better =
    year === ""
      ? `${year2}-${month2.padStart(2, "0")}-${day2.padStart(2, "0")}`
      : `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return isDay(better) ? better : undefined;
};

export const isWebAddress = (text: string): boolean => {
  if (/\s/.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return (protocol === "http:" || protocol === "https:") && hostname.includes(".");
};

export const webAddressBetter = (text: string): string | undefined => {
  const trimmed = text.trim();
  const better = /^[a-z]+:/i.test(trimmed) ? trimmed : `https://${trimmed.replace(/^\/\//, "")}`;
  return better !== text && isWebAddress(better) ? better : undefined;
};

/** As strict as readers are: one @, a host with a dot, no spaces. */
export const isEmail = (text: string): boolean =>
  /^[^\s@<>"(),:;[\]\\]+@[^\s@<>"(),:;[\]\\.]+(?:\.[^\s@<>"(),:;[\]\\.]+)+$/u.test(text);

/** Spreadsheets carry out a text that begins like this; a telephone number and a number are none. */
export const isFormula = (text: string): boolean =>
  /^[=@\t\r]/.test(text) || (/^[+-]/.test(text) && !/^[+-][\d\s.,()]*$/.test(text));

/** The reader takes half a millisecond for each, and many places of a file keep the same hours. */
const MOST_KNOWN = 10_000;
const known = new Map<string, Remark[]>();

/** By the grammar of OpenStreetMap's opening_hours. */
export const checkOpeningHours = (text: string, language: "fr" | "en"): Remark[] => {
  const key = `${language} ${text}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const remarks = readHours(text, language);
  if (known.size < MOST_KNOWN) known.set(key, remarks);
  return remarks;
};

const readHours = (text: string, language: "fr" | "en"): Remark[] => {
  try {
    const hours = new OpeningHours(
      text,
      // Without a country and a region holidays are unknown, which is no fault of the hours.
      { lat: 46, lon: 2, address: { country_code: "fr", state: "Île-de-France" } },
      {
        locale: language,
        mode: 0,
        tag_key: "opening_hours",
        map_value: false,
        warnings_severity: 4,
      },
    );
    const [first] = hours.getWarnings() as string[];
    if (first === undefined) return [];
    const better = hours.prettifyValue({}) as string;
    return [
      doubted({ kind: "opening_hours", why: first, better: better === text ? undefined : better }),
    ];
  } catch (error) {
    return [doubted({ kind: "opening_hours", why: String(error), better: undefined })];
  }
};

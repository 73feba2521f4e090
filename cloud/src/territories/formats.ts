import type { AddressFile, Country, Densities, List, Shapes } from "./countries.ts";
import { type Outline, parseOutline } from "./geometry.ts";
import { fieldsOf, type Line } from "./lines.ts";
import { inFull, plainText, wordsOf } from "./search-words.ts";
import { lineSentences, type Sentence } from "./sentences.ts";

/** What one line or feature says of a territory. */
export interface TerritoryEntry {
  readonly kind: string;
  readonly code: string;
  /** Absent where the list does not name it: the name that is known stays. */
  readonly name?: string;
  /** By kind; "" says that it lies in none any more. What is absent stays as it is known. */
  readonly parents: { readonly [kind: string]: string };
  readonly outline?: Outline;
}

/** What one line says of how densely a territory is peopled. */
export interface DensityEntry {
  readonly kind: string;
  readonly code: string;
  readonly rural: boolean;
  readonly density: string;
}

/** One line of a list of addresses. */
export interface AddressEntry {
  /** Of the street in its municipality, stable from one version of the list to the next. */
  readonly street: string;
  readonly name: string;
  /** The street's name in other languages. */
  readonly otherNames: readonly string[];
  /** "12 bis"; absent for a street without numbers. */
  readonly number?: string;
  readonly postcode: string;
  readonly municipality: string;
  readonly municipalityName: string;
  /** Former names, post offices. */
  readonly otherMunicipalityNames: readonly string[];
  readonly lon: number;
  readonly lat: number;
  /** What all lines of a file of this part of the country share. */
  readonly scope: string;
}

/** How the lines of a file are to be read. */
export type Format =
  | { readonly type: "list"; readonly name: string; readonly list: List }
  | { readonly type: "densities"; readonly name: string; readonly densities: Densities }
  | { readonly type: "addresses"; readonly name: string; readonly file: AddressFile };

/** The list that any country may be given in: "commune,21004,Bruxelles,region/04000". */
const neutralColumns = ["kind", "code", "name", "within"] as const;
export const NEUTRAL_LIST = "kind,code,name,within";

const neutralList = ({ kinds }: Country): List => ({
  name: NEUTRAL_LIST,
  columns: [...neutralColumns],
  without: [],
  complete: [],
  none: [],
  entries: [
    {
      kind: { column: "kind", values: Object.fromEntries(kinds.map(({ kind }) => [kind, kind])) },
      code: "code",
      name: "name",
      parents: {},
    },
  ],
});

/** The names of all lists that can be imported. */
export const formatNames = (country: Country): string[] => [
  ...new Set([
    ...country.lists.map(({ name }) => name),
    ...country.shapes.map(({ name }) => name),
    ...country.densities.map(({ name }) => name),
    ...country.addressFiles.map(({ name }) => name),
    NEUTRAL_LIST,
  ]),
];

/** The format whose columns these are, or undefined. The one with most of them, when several fit. */
export const formatOfColumns = (
  columns: readonly string[],
  country: Country,
): Format | undefined => {
  const has = (wanted: readonly string[]) => wanted.every((column) => columns.includes(column));
  const fitting: (Format & { readonly count: number })[] = [
    ...[...country.lists, neutralList(country)]
      .filter((list) => has(list.columns) && !list.without.some((name) => columns.includes(name)))
      .map((list) => ({
        type: "list" as const,
        name: list.name,
        list,
        count: list.columns.length,
      })),
    ...country.densities
      .filter((densities) => has(densities.columns))
      .map((densities) => ({
        type: "densities" as const,
        name: densities.name,
        densities,
        count: densities.columns.length,
      })),
    ...country.addressFiles
      .filter((file) => has(file.columns))
      .map((file) => ({
        type: "addresses" as const,
        name: file.name,
        file,
        count: file.columns.length,
      })),
  ];
  return fitting.toSorted((a, b) => b.count - a.count)[0];
};

export type Read<T> =
  | { readonly ok: true; readonly values: readonly T[] }
  | { readonly ok: false; readonly sentence: Sentence };

const NAME_LENGTH = 200;

const hasControls = (text: string): boolean =>
  /[\p{Cc}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}]/u.test(text);

const cleanName = (name: string): string =>
  name.toWellFormed().normalize("NFC").replaceAll(/\s+/g, " ").trim();

const isName = (name: string): boolean =>
  name !== "" && name.length <= NAME_LENGTH && /[\p{L}\p{N}]/u.test(name);

/** The value of a column in one line; "" where the list has no such column. */
export type Cells = (column: string) => string;

export type ReadCells =
  | { readonly ok: true; readonly cells: Cells }
  | { readonly ok: false; readonly sentence: Sentence };

/** Makes of a line the values of its columns, or says what is wrong with it. */
export const cellsReader = (
  columns: readonly string[],
  delimiter: string,
): ((line: Line) => ReadCells) => {
  const places = new Map(columns.map((column, index) => [column, index]));
  return ({ text, cut }) => {
    if (cut) return { ok: false, sentence: lineSentences.tooLong() };
    const fields = fieldsOf(text, delimiter);
    if (fields === undefined) return { ok: false, sentence: lineSentences.quotes() };
    if (fields.length !== columns.length)
      return { ok: false, sentence: lineSentences.fields(fields.length, columns.length) };
    // Tabs are spaces to those who typed them; other controls are damage.
    if (hasControls(text.replaceAll("\t", " ")))
      return { ok: false, sentence: lineSentences.control() };
    return { ok: true, cells: (column) => (fields[places.get(column) ?? -1] ?? "").trim() };
  };
};

const codeFits = ({ kinds }: Country, kind: string, code: string): boolean =>
  kinds.find((each) => each.kind === kind)?.code.test(code) === true;

/** Without codes that have not the form of their kind: they would name nothing. */
const fittingParents = (
  parents: { readonly [kind: string]: string },
  country: Country,
): { readonly [kind: string]: string } =>
  Object.fromEntries(
    Object.entries(parents).filter(([kind, code]) => code === "" || codeFits(country, kind, code)),
  );

/** "province/20001 region/02000" of the neutral list. */
const neutralParents = (within: string): { readonly [kind: string]: string } =>
  Object.fromEntries(
    within
      .split(/[\s|]+/)
      .map((part) => part.split("/"))
      .filter((parts): parts is [string, string] => parts.length === 2),
  );

/** The territories that one line of a list names. */
export const territoriesOf = (cells: Cells, list: List, country: Country): Read<TerritoryEntry> => {
  const values: TerritoryEntry[] = [];
  for (const { kind: given, code: codeColumn, name: nameColumn, parents } of list.entries) {
    const kind = typeof given === "string" ? given : given.values[cells(given.column)];
    if (kind === undefined) {
      const column = typeof given === "string" ? "" : given.column;
      return { ok: false, sentence: lineSentences.kind(cells(column)) };
    }
    const code = cells(codeColumn).toUpperCase();
    if (list.none.includes(code)) continue;
    if (!codeFits(country, kind, code)) return { ok: false, sentence: lineSentences.code(code) };
    const name = cleanName(cells(nameColumn));
    if (!isName(name)) return { ok: false, sentence: lineSentences.name() };
    const around: { [kind: string]: string } = { ...neutralParents(cells("within")) };
    for (const [parent, column] of Object.entries(parents)) {
      const parentCode = cells(column).toUpperCase();
      if (list.none.includes(parentCode)) around[parent] = "";
      else if (parentCode !== "" && parent !== kind) around[parent] = parentCode;
    }
    values.push({ kind, code, name, parents: fittingParents(around, country) });
  }
  return { ok: true, values };
};

/** The level of density that one line gives. */
export const densityOf = (
  cells: Cells,
  { kind, code: codeColumn, level: levelColumn, label, rural, urban }: Densities,
  country: Country,
): Read<DensityEntry> => {
  const code = cells(codeColumn).toUpperCase();
  if (!codeFits(country, kind, code)) return { ok: false, sentence: lineSentences.code(code) };
  const level = cells(levelColumn);
  if (!rural.includes(level) && !urban.includes(level))
    return { ok: false, sentence: lineSentences.level(level) };
  const named = label === undefined ? "" : cleanName(cells(label));
  const density = isName(named) ? named : level;
  return { ok: true, values: [{ kind, code, rural: rural.includes(level), density }] };
};

const degrees = (text: string): number =>
  /^-?\d{1,3}(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;

/** "12 bis", "12", "3 A": the number as it is written, or undefined when it is none. */
export const numberOf = (number: string, suffix: string): string | undefined => {
  const [, digits, own = ""] = /^0*(\d{1,5})(?!\d)\s*[-/]?\s*([\p{L}\d]{0,8})$/u.exec(number) ?? [];
  if (digits === undefined) return undefined;
  const words = plainText(`${own} ${suffix}`);
  if (words.length > 12) return undefined;
  const letters = words.length === 1 ? words.toUpperCase() : words;
  return letters === "" ? digits : `${digits} ${letters}`;
};

/** The address that one line gives; no value for a line that does not count. */
export const addressOf = (
  cells: Cells,
  file: AddressFile,
  country: Country,
): Read<AddressEntry> => {
  for (const [column, allowed] of Object.entries(file.only))
    if (!allowed.includes(cells(column))) return { ok: true, values: [] };
  const municipality = cells(file.municipality).toUpperCase();
  const holders = country.kinds.filter(({ holdsAddresses }) => holdsAddresses);
  if (!holders.some(({ code }) => code.test(municipality)))
    return { ok: false, sentence: lineSentences.code(municipality) };
  const scope = file.scope.exec(municipality)?.[1];
  if (scope === undefined) return { ok: false, sentence: lineSentences.code(municipality) };
  const namesIn = (columns: readonly string[]) =>
    columns.map((column) => cleanName(cells(column))).filter(isName);
  const [name, ...otherNames] = namesIn(file.streetNames);
  const street = file.street.pattern.exec(cells(file.street.column))?.[1];
  if (street === undefined || street.length > 64 || name === undefined)
    return { ok: false, sentence: lineSentences.street() };
  const [municipalityName, ...others] = namesIn(file.municipalityNames);
  if (municipalityName === undefined) return { ok: false, sentence: lineSentences.name() };
  const postcode = cells(file.postcode);
  if (!country.addresses.postcode.test(postcode))
    return { ok: false, sentence: lineSentences.postcode(postcode) };
  const [lon, lat] = [degrees(cells(file.lon)), degrees(cells(file.lat))];
  if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90))
    return { ok: false, sentence: lineSentences.position(cells(file.lon), cells(file.lat)) };
  const given = cells(file.number);
  const suffix = file.suffix === undefined ? "" : cells(file.suffix);
  const number = numberOf(given, suffix);
  const isNone = given === "" || file.noNumber.includes(given);
  if (!isNone && number === undefined) return { ok: false, sentence: lineSentences.number(given) };
  return {
    ok: true,
    values: [
      {
        street,
        name,
        otherNames: otherNames.filter((other) => other !== name),
        ...(isNone || number === undefined ? {} : { number }),
        postcode,
        municipality,
        municipalityName,
        otherMunicipalityNames: [...others, ...namesIn(file.otherNames)],
        lon,
        lat,
        scope,
      },
    ],
  };
};

type Properties = { readonly [name: string]: unknown };

const textIn = (properties: Properties, names: readonly string[]): string => {
  const value = names.map((name) => properties[name]).find((each) => each !== undefined);
  return typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
};

/** The description of a country's outlines whose properties these are, or undefined. */
export const shapesOf = (properties: Properties, country: Country): Shapes | undefined => {
  const neutral: Shapes = {
    name: NEUTRAL_LIST,
    properties: ["kind", "code", "name"],
    kind: "",
    code: ["code"],
    title: ["name"],
    parents: {},
  };
  return [...country.shapes, neutral].find(
    (shapes) =>
      shapes.properties.every((name) => textIn(properties, [name]) !== "") &&
      (shapes.codeOf === undefined ||
        codeFits(country, shapes.codeOf, textIn(properties, shapes.code).toUpperCase())),
  );
};

export type ReadFeature =
  | {
      readonly ok: true;
      readonly entry: TerritoryEntry;
      /** Why its outline was left out. */
      readonly sentence?: Sentence;
    }
  | { readonly ok: false; readonly sentence: Sentence };

const isObject = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null;

/** The properties of a feature, from its text. */
export const parseFeature = (
  text: string,
): { readonly properties: Properties; readonly geometry: unknown } | undefined => {
  try {
    const feature: unknown = JSON.parse(text);
    if (!isObject(feature) || !isObject(feature.properties)) return undefined;
    return { properties: feature.properties, geometry: feature.geometry };
  } catch {
    return undefined;
  }
};

/** The territory that a feature of GeoJSON outlines. */
export const territoryOfFeature = (
  { properties, geometry }: { readonly properties: Properties; readonly geometry: unknown },
  shapes: Shapes,
  country: Country,
): ReadFeature => {
  const kind = shapes.kind === "" ? textIn(properties, ["kind"]) : shapes.kind;
  if (!country.kinds.some((each) => each.kind === kind))
    return { ok: false, sentence: lineSentences.kind(kind) };
  const code = textIn(properties, shapes.code).toUpperCase();
  if (!codeFits(country, kind, code)) return { ok: false, sentence: lineSentences.code(code) };
  const name = cleanName(textIn(properties, shapes.title));
  if (!isName(name) || hasControls(name)) return { ok: false, sentence: lineSentences.name() };
  const parents = Object.fromEntries(
    Object.entries(shapes.parents)
      .map(([parent, names]) => [parent, textIn(properties, names).toUpperCase()] as const)
      .filter(([, parentCode]) => parentCode !== ""),
  );
  const around = shapes.kind === "" ? neutralParents(textIn(properties, ["within"])) : parents;
  const entry = { kind, code, name, parents: fittingParents(around, country) };
  // A list of names without outlines is a list too.
  if (geometry === null || geometry === undefined) return { ok: true, entry };
  const parsed = parseOutline(geometry);
  return parsed.ok
    ? { ok: true, entry: { ...entry, outline: parsed.outline } }
    : { ok: true, entry, sentence: lineSentences.outline(parsed.fr, parsed.en) };
};

/** What a territory is searched by: "saint medard en jalles 33449". */
export const territoryWords = (name: string, code: string, country: Country): string =>
  [
    ...wordsOf(name).map((word) => inFull(word, country.addresses.abbreviations)),
    ...wordsOf(code),
  ].join(" ");

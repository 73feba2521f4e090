import { quotedCell } from "../../api/formats.ts";
import { type AtlasEntry, type EntryField, isGiven } from "../entry.ts";
import {
  type AtlasFile,
  checkAtlasFile,
  type FormatName,
  readAtlasFile,
  resourceOfFile,
} from "./check.ts";
import { entryOfDataInclusion } from "./data-inclusion-read.ts";
import { dataInclusionColumns, type Resource, typedRecord } from "./data-inclusion-schema.ts";
import { dataInclusionRecord } from "./data-inclusion-write.ts";
import type { Finding, Findings } from "./finding.ts";
import { isObject } from "./json-object.ts";
import { type CheckOptions, lieuxMediationColumns } from "./lieux-mediation.ts";
import {
  columnOfField,
  columnsOfEntry,
  entryOfColumns,
  lieuxMediationRow,
} from "./lieux-mediation-entry.ts";
import { entryOfFeature, featureOf } from "./osm-geojson-entry.ts";
import { plainColumn, plainCsvColumns, withPlainColumns } from "./plain-csv.ts";

/** A value that did not come along. */
export interface Loss {
  readonly line: number;
  /** As the file that was read calls it. */
  readonly column: string;
  readonly value: unknown;
}

export interface Converted {
  /** The file in the other format. */
  readonly text: string;
  readonly rows: number;
  readonly losses: readonly Loss[];
  /** Records that could not be read at all. */
  readonly unread: readonly Finding[];
  /** What the other format refuses in the result: it demands what the first one need not have. */
  readonly refused: readonly Finding[];
}

export interface ReadEntry {
  /** The first line of its record. */
  readonly line: number;
  readonly entry: AtlasEntry;
  readonly lost: ReadonlyMap<string, unknown>;
}

const noEntry = (line: number, value: unknown): Finding => ({
  ...{ line, column: null, value },
  problem: { kind: "not_an_object" },
});

/** Values under columns that are none of the format's. */
const unknownColumns = (
  values: ReadonlyMap<string, string>,
  known: readonly string[],
): ReadonlyMap<string, unknown> =>
  new Map([...values].filter(([name, value]) => !known.includes(name) && value !== ""));

const entriesOfTable = (
  { records }: Extract<AtlasFile, { kind: "table" }>,
  format: FormatName,
  resource: Resource,
): readonly ReadEntry[] => {
  if (format === "data-inclusion")
    return records.map(({ line, values }) => ({
      line,
      ...dataInclusionEntry(resource, typedRecord(resource, values)),
    }));
  const known: readonly string[] = format === "csv" ? plainCsvColumns : lieuxMediationColumns;
  const named = format === "csv" ? withPlainColumns(records) : records;
  return named.map(({ line, values }) => ({
    line,
    entry: entryOfColumns(new Map([...values].filter(([name]) => known.includes(name)))),
    lost: unknownColumns(values, known),
  }));
};

/** The schema's properties, and those that it does not have. */
const dataInclusionEntry = (
  resource: Resource,
  record: { readonly [name: string]: unknown },
): Omit<ReadEntry, "line"> => {
  const { entry, lost } = entryOfDataInclusion(resource, record);
  const known = dataInclusionColumns(resource);
  const unknown = Object.entries(record).filter(
    ([name, value]) => !known.includes(name) && isGiven(value),
  );
  return { entry, lost: new Map([...lost, ...unknown]) };
};

const entriesOf = (
  file: AtlasFile,
  format: FormatName,
  resource: Resource,
  unread: Finding[],
): readonly ReadEntry[] => {
  if (file.kind === "empty") return [];
  if (file.kind === "table") return entriesOfTable(file, format, resource);
  return file.json.records.flatMap(({ line, value }) => {
    const read =
      format === "geojson"
        ? entryOfFeature(value)
        : isObject(value)
          ? dataInclusionEntry(resource, value)
          : undefined;
    if (read !== undefined) return [{ line, ...read }];
    unread.push(noEntry(line, value));
    return [];
  });
};

/** What the format that was read calls a field of an entry. */
const columnIn = (format: FormatName, field: EntryField): string => {
  if (format === "data-inclusion") return dataInclusionNames[field] ?? columnOfField[field];
  return format === "geojson" ? (tagNames[field] ?? columnOfField[field]) : columnOfField[field];
};

const dataInclusionNames: { readonly [field in EntryField]?: string } = {
  ...{ pivot: "siret", structure: "structure_id", kinds: "reseaux_porteurs", emails: "courriel" },
  ...{ openingHours: "horaires_accueil", description: "description", services: "thematiques" },
  ...{ publics: "publics", fees: "frais", access: "modes_mobilisation", support: "modes_accueil" },
  ...{ programmes: "reseaux_porteurs", accessibilityLink: "accessibilite_lieu" },
  bookingLink: "lien_mobilisation",
};

const tagNames: { readonly [field in EntryField]?: string } = {
  ...{ pivot: "ref:FR:SIRET", phones: "phone", emails: "email", websites: "website" },
  ...{ openingHours: "opening_hours", description: "description", parent: "operator", fees: "fee" },
  ...{ updatedOn: "check_date", services: "internet_access", publics: "social_facility:for" },
  ...{ name: "name", street: "addr:street", postcode: "addr:postcode", commune: "addr:city" },
  ...{ insee: "ref:INSEE", sourceLink: "source:url", kinds: "amenity" },
};

interface Written {
  readonly text: string;
  readonly lost: readonly ReadonlyMap<EntryField, unknown>[];
}

const line = (cells: readonly string[]): string => `${cells.map(quotedCell).join(",")}\r\n`;

const table = (
  columns: readonly string[],
  entries: readonly AtlasEntry[],
  rowOf: typeof columnsOfEntry,
): Written => {
  const rows = entries.map((entry) => rowOf(entry, columns));
  return {
    text: line(columns) + rows.map(({ cells }) => line(cells)).join(""),
    lost: rows.map(({ lost }) => lost),
  };
};

const list = (records: readonly object[]): string =>
  records.length === 0
    ? "[]"
    : `[\n${records.map((record) => JSON.stringify(record)).join(",\n")}\n]`;

const collection = (features: readonly object[]): string =>
  `{"type":"FeatureCollection","features":${list(features)}}\n`;

const written = (
  format: FormatName,
  resource: Resource,
  entries: readonly AtlasEntry[],
): Written => {
  if (format === "lieux-mediation") return table(lieuxMediationColumns, entries, lieuxMediationRow);
  if (format === "csv") return table(plainCsvColumns, entries, columnsOfEntry);
  if (format === "geojson") {
    const features = entries.map(featureOf);
    return {
      text: collection(features.map(({ feature }) => feature)),
      lost: features.map(({ lost }) => lost),
    };
  }
  const records = entries.map((entry) => dataInclusionRecord(resource, entry));
  return {
    text: `${list(records.map(({ record }) => record))}\n`,
    lost: records.map(({ lost }) => lost),
  };
};

/** Records of JSON stay as they are when their format does. */
const unchanged = (file: AtlasFile, format: FormatName): string | undefined => {
  if (file.kind !== "json") return undefined;
  const records = file.json.records.map(({ value }) => value).filter(isObject);
  return format === "geojson" ? collection(records) : `${list(records)}\n`;
};

export interface ConvertOptions extends CheckOptions {
  readonly from: FormatName;
  readonly to: FormatName;
  /** Which of data.inclusion's two files is read or written. */
  readonly resource?: Resource | undefined;
}

/** The entries of a file; `unread` says which records are none. */
export const readEntries = (
  text: string,
  from: FormatName,
  asked: Resource | undefined,
): {
  readonly file: AtlasFile;
  readonly resource: Resource;
  readonly entries: readonly ReadEntry[];
  readonly unread: readonly Finding[];
} => {
  const findings: Findings = { errors: [], warnings: [] };
  const file = readAtlasFile(text, from, asked, findings);
  const unread = findings.errors.filter(
    ({ problem }) => problem.kind !== "fields" && problem.kind !== "column_twice",
  );
  const resource = asked ?? (from === "data-inclusion" ? resourceOfFile(file) : "structures");
  const entries = entriesOf(file, from, resource, unread);
  return { file, resource, entries, unread };
};

/** Brings a file into another format; says what did not come along and what the other format then lacks. */
export const convertAtlasFile = (text: string, options: ConvertOptions): Converted => {
  const { from, to, resource: asked } = options;
  const { file, resource, entries, unread } = readEntries(text, from, asked);
  const same = from === to ? unchanged(file, from) : undefined;
  const { text: result, lost } =
    same === undefined
      ? written(
          to,
          resource,
          entries.map(({ entry }) => entry),
        )
      : { text: same, lost: [] };
  const losses =
    same === undefined
      ? entries.flatMap(({ line: at, lost: unread }, place) => [
          ...[...unread].map(([column, value]) => ({ line: at, column, value })),
          ...[...(lost[place] ?? [])].map(([field, value]) => ({
            line: at,
            column: headerOf(file, from, field),
            value,
          })),
        ])
      : [];
  const { errors } = checkAtlasFile(result, to, { ...options, resource });
  // A record of the result is found in the file that was read by its place.
  const refused =
    to === "geojson" || entries.length === 0 ? [] : inFirstFile(errors, result, to, entries);
  return { text: result, rows: entries.length, losses, unread, refused };
};

/** The file's own header of a column of ours. */
const headerOf = (file: AtlasFile, format: FormatName, field: EntryField): string => {
  const column = columnIn(format, field);
  if (format !== "csv" || file.kind !== "table") return column;
  return file.header.find((name) => plainColumn(name) === column) ?? column;
};

/** Lines of the result become those of the records that they were made from. */
const inFirstFile = (
  errors: readonly Finding[],
  result: string,
  to: FormatName,
  entries: readonly ReadEntry[],
): readonly Finding[] => {
  const lines = linesOf(result, to);
  return errors.map((error) => ({
    ...error,
    line: entries[lines.indexOf(error.line)]?.line ?? error.line,
  }));
};

const linesOf = (result: string, to: FormatName): readonly number[] => {
  const findings: Findings = { errors: [], warnings: [] };
  const file = readAtlasFile(result, to, undefined, findings);
  if (file.kind === "empty") return [];
  return (file.kind === "table" ? file.records : file.json.records).map((record) => record.line);
};

import { checkDataInclusion, checkDataInclusionTable, resourceOf } from "./data-inclusion.ts";
import { dataInclusionColumns, type Resource } from "./data-inclusion-schema.ts";
import { type Finding, type Findings, MOST_COLUMNS } from "./finding.ts";
import {
  type CheckOptions,
  checkLieuxMediation,
  lieuxMediationColumns,
} from "./lieux-mediation.ts";
import { checkOsmGeojson } from "./osm-geojson.ts";
import { checkPlainCsv, plainColumn, plainCsvColumns } from "./plain-csv.ts";
import { type CsvFile, type NamedRecord, namedRecords, readCsv } from "./read-csv.ts";
import { type JsonFile, looksLikeJson, readJson } from "./read-json.ts";

export const formatNames = ["lieux-mediation", "data-inclusion", "geojson", "csv"] as const;
export type FormatName = (typeof formatNames)[number];

export interface CheckedFile {
  /** Records, without the header. */
  readonly rows: number;
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
}

/** Whether a name is a column of the format, to tell which sign separates columns. */
const knownIn = (format: FormatName): ((name: string) => boolean) => {
  const columns = columnsOf(format);
  return format === "csv"
    ? (name) => columns.includes(plainColumn(name))
    : (name) => columns.includes(name);
};

const columnsOf = (format: FormatName): readonly string[] => {
  switch (format) {
    case "lieux-mediation":
      return lieuxMediationColumns;
    case "data-inclusion":
      return [...dataInclusionColumns("structures"), ...dataInclusionColumns("services")];
    default:
      return plainCsvColumns;
  }
};

const textOfCell = (value: unknown): string => {
  if (value === null || value === undefined) return "";
  return Array.isArray(value) ? value.join("|") : String(value);
};

/** A table's records that stand in a file of JSON. */
const tableOfJson = (
  { records, faults }: JsonFile,
  findings: Findings,
): { readonly header: readonly string[]; readonly records: readonly NamedRecord[] } => {
  for (const fault of faults) findings.errors.push(fault);
  const header = new Set<string>();
  const named: NamedRecord[] = [];
  for (const { line, value } of records) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      findings.errors.push({ line, column: null, value, problem: { kind: "not_an_object" } });
      continue;
    }
    for (const name of Object.keys(value)) header.add(name);
    if (header.size > MOST_COLUMNS) {
      findings.errors.push({
        ...{ line, column: null, value: null },
        problem: { kind: "too_many_columns", most: MOST_COLUMNS },
      });
      return { header: [...header].slice(0, MOST_COLUMNS), records: [] };
    }
    named.push({
      line,
      values: new Map(Object.entries(value).map(([name, cell]) => [name, textOfCell(cell)])),
    });
  }
  return { header: [...header], records: named };
};

/** What a file holds: a table, or records of JSON. */
export type AtlasFile =
  | {
      readonly kind: "table";
      readonly header: readonly string[];
      readonly records: readonly NamedRecord[];
    }
  | { readonly kind: "json"; readonly json: JsonFile }
  | { readonly kind: "empty" };

const memberOf = (format: FormatName, resource: Resource | undefined): string =>
  format === "geojson" ? "features" : (resource ?? "structures");

const noteForm = (format: FormatName, { delimiter }: CsvFile, findings: Findings): void => {
  if (delimiter !== "," && format !== "csv")
    findings.warnings.push({
      ...{ line: 1, column: null, value: delimiter },
      problem: { kind: "delimiter", found: delimiter },
    });
};

/** Reads a file; what is wrong with it as a file goes to the findings. */
export const readAtlasFile = (
  text: string,
  format: FormatName,
  resource: Resource | undefined,
  findings: Findings,
): AtlasFile => {
  if (text.replace(/^\uFEFF/, "").trim() === "") {
    findings.errors.push({ ...{ line: 1, column: null, value: null }, problem: { kind: "empty" } });
    return { kind: "empty" };
  }
  if (format === "geojson" || looksLikeJson(text)) {
    const json = readJson(text, memberOf(format, resource));
    if (format === "lieux-mediation" || format === "csv")
      return { kind: "table", ...tableOfJson(json, findings) };
    for (const fault of json.faults) findings.errors.push(fault);
    return { kind: "json", json };
  }
  const csv = readCsv(text, knownIn(format));
  if (csv === undefined) {
    findings.errors.push({ ...{ line: 1, column: null, value: null }, problem: { kind: "empty" } });
    return { kind: "empty" };
  }
  noteForm(format, csv, findings);
  const records = namedRecords(csv, findings);
  return { kind: "table", header: csv.header.slice(0, MOST_COLUMNS), records };
};

export const resourceOfFile = (file: AtlasFile): Resource => {
  if (file.kind === "table") return resourceOf(file.header);
  const first = file.kind === "json" ? file.json.records[0]?.value : undefined;
  return resourceOf(typeof first === "object" && first !== null ? Object.keys(first) : []);
};

const checkJson = (
  json: JsonFile,
  format: FormatName,
  resource: Resource,
  findings: Findings,
  options: CheckOptions,
): void => {
  if (format === "geojson") checkOsmGeojson(json, findings, options);
  else checkDataInclusion(resource, json.records, findings, options);
};

const checkTable = (
  { header, records }: Extract<AtlasFile, { kind: "table" }>,
  format: FormatName,
  resource: Resource,
  findings: Findings,
  options: CheckOptions,
): void => {
  if (format === "lieux-mediation") checkLieuxMediation(header, records, findings, options);
  else if (format === "data-inclusion")
    checkDataInclusionTable(resource, header, records, findings, options);
  else checkPlainCsv(header, records, findings, options);
};

const byLine = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted((one, other) => one.line - other.line);

/** Checks a whole file of a format. `isUtf8` says whether its bytes were. */
export const checkAtlasFile = (
  text: string,
  format: FormatName,
  options: CheckOptions & { readonly resource?: Resource | undefined; readonly isUtf8?: boolean },
): CheckedFile => {
  const findings: Findings = { errors: [], warnings: [] };
  if (options.isUtf8 === false)
    findings.warnings.push({
      ...{ line: 1, column: null, value: null },
      problem: { kind: "not_utf8" },
    });
  const file = readAtlasFile(text, format, options.resource, findings);
  const resource = options.resource ?? resourceOfFile(file);
  if (file.kind === "json") checkJson(file.json, format, resource, findings, options);
  else if (file.kind === "table") checkTable(file, format, resource, findings, options);
  const rows =
    file.kind === "json"
      ? file.json.records.length
      : file.kind === "table"
        ? file.records.length
        : 0;
  return { rows, errors: byLine(findings.errors), warnings: byLine(findings.warnings) };
};

import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import formats from "ajv-formats";
import serviceSchema from "./data-inclusion-service.json" with { type: "json" };
import structureSchema from "./data-inclusion-structure.json" with { type: "json" };
import { addRemarks, doubted, type Findings, type Remark, refused } from "./finding.ts";
import { isObject } from "./json-object.ts";
import { type CheckOptions, checkHeader, createIds } from "./lieux-mediation.ts";
import { nearestOf } from "./nearest.ts";
import type { NamedRecord } from "./read-csv.ts";
import type { JsonRecord } from "./read-json.ts";
import {
  checkOpeningHours,
  checkPoint,
  checkPostcode,
  checkSameDepartement,
  checkSiret,
  dayBetter,
  inseeBetter,
  isDay,
  isFormula,
  isWebAddress,
  lengthOf,
  phoneBetter,
  webAddressBetter,
} from "./values.ts";

export type Resource = "structures" | "services";

interface Schema {
  readonly $defs: object;
  readonly properties: { readonly [name: string]: object };
  readonly required: readonly string[];
}

/** data.inclusion's schema 1.0.8, its rules alone. */
const schemas: { readonly [resource in Resource]: Schema } = {
  structures: structureSchema,
  services: serviceSchema,
};

type Shape = "text" | "number" | "list";

interface Property {
  readonly validate: ValidateFunction;
  readonly shape: Shape;
  readonly isRequired: boolean;
  /** The words that a value, or each item of a list, is one of. */
  readonly words: readonly string[] | undefined;
}

/** The part of a property's rules that is not about null, which every optional one may be. */
const rulesOf = (rules: object): object => {
  const { anyOf } = rules as { readonly anyOf?: readonly { readonly type?: string }[] };
  const [first, second] = anyOf ?? [];
  return first !== undefined && second?.type === "null" ? first : rules;
};

const wordsOf = (rules: object, $defs: object): readonly string[] | undefined => {
  const { $ref, items } = rules as { readonly $ref?: string; readonly items?: object };
  if ($ref !== undefined)
    return ($defs as { readonly [name: string]: { readonly enum?: readonly string[] } })[
      $ref.slice("#/$defs/".length)
    ]?.enum;
  return items === undefined ? undefined : wordsOf(items, $defs);
};

const shapeOf = (rules: object): Shape => {
  const { type } = rules as { readonly type?: string };
  if (type === "array") return "list";
  return type === "number" || type === "integer" ? "number" : "text";
};

const compiled = ({ $defs, properties, required }: Schema): ReadonlyMap<string, Property> => {
  const ajv = new Ajv({ allErrors: true, strict: false });
  formats.default(ajv, ["date", "uri", "email"]);
  return new Map(
    Object.entries(properties).map(([name, given]) => {
      const rules = rulesOf(given);
      return [
        name,
        {
          validate: ajv.compile({ $defs, ...rules }),
          shape: shapeOf(rules),
          isRequired: required.includes(name),
          words: wordsOf(rules, $defs),
        },
      ];
    }),
  );
};

const properties: { readonly [resource in Resource]: ReadonlyMap<string, Property> } = {
  structures: compiled(schemas.structures),
  services: compiled(schemas.services),
};

export const dataInclusionColumns = (resource: Resource): readonly string[] => [
  ...properties[resource].keys(),
];

/** Lists that a table holds in one cell: as JSON, as Python or PostgreSQL write them, or joined by a sign. */
export const listOfCell = (cell: string): unknown => {
  const text = cell.trim();
  if (/^\[.*\]$/s.test(text)) {
    for (const each of [text, text.replaceAll("'", '"')])
      try {
        return JSON.parse(each);
      } catch {
        // Python quotes with apostrophes.
      }
    return text;
  }
  const inner = /^\{(.*)\}$/s.exec(text)?.[1] ?? text;
  return inner
    .split(/[|,;]/)
    .map((item) => item.trim().replace(/^"(.*)"$/, "$1"))
    .filter((item) => item !== "");
};

/** A record of a table with the types of the schema; an empty cell is no value. */
export const typedRecord = (
  resource: Resource,
  values: ReadonlyMap<string, string>,
): { readonly [name: string]: unknown } =>
  Object.fromEntries(
    [...values].flatMap(([name, cell]) => {
      if (cell === "") return [];
      const shape = properties[resource].get(name)?.shape;
      if (shape === "list") return [[name, listOfCell(cell)]];
      const isNumber = shape === "number" && cell.trim() !== "" && Number.isFinite(Number(cell));
      return [[name, isNumber ? Number(cell) : cell]];
    }),
  );

const typeName = (error: ErrorObject): string => {
  const { type } = error.params as { readonly type?: string | readonly string[] };
  return Array.isArray(type) ? type.join(", ") : String(type ?? "");
};

const patternRemarks = (name: string, value: unknown, error: ErrorObject): Remark[] => {
  const text = String(value);
  if (name === "code_postal") return checkPostcode(text);
  if (name === "code_insee") return [refused({ kind: "insee", better: inseeBetter(text) })];
  if (name === "siret") return checkSiret(text).filter((remark) => remark.isWarning !== true);
  return [
    refused({
      kind: "pattern",
      pattern: String((error.params as { readonly pattern?: string }).pattern),
    }),
  ];
};

const lengthRemark = (value: unknown, { keyword, params }: ErrorObject): Remark => {
  const length = lengthOf(String(value));
  const { limit } = params as { readonly limit: number };
  return refused(
    keyword === "maxLength"
      ? { kind: "too_long", length, most: limit }
      : { kind: "too_short", length, least: limit },
  );
};

/** What the schema refuses, as one remark for each thing to mend. */
const schemaRemarks = (name: string, value: unknown, property: Property): Remark[] => {
  if (property.validate(value) as boolean) return [];
  const errors = property.validate.errors ?? [];
  const at = (
    error: ErrorObject,
  ): { readonly index: number | undefined; readonly item: unknown } => {
    const [, index] = error.instancePath.split("/");
    return index === undefined
      ? { index: undefined, item: value }
      : { index: Number(index), item: (value as readonly unknown[])[Number(index)] };
  };
  const remarks: Remark[] = [];
  const named = new Set<number | undefined>();
  for (const error of errors) {
    const { index, item } = at(error);
    // One remark for each value: a code of five signs that are no digits is wrong once.
    if (named.has(index)) continue;
    named.add(index);
    // None of several forms fits: why each does not is no help.
    const whole = errors.find((each) => each.keyword === "anyOf" && at(each).index === index);
    for (const remark of remarkOf(name, item, whole ?? error, property))
      remarks.push(index === undefined ? remark : { ...remark, value: item });
  }
  return remarks;
};

const remarkOf = (
  name: string,
  value: unknown,
  error: ErrorObject,
  { words, isRequired }: Property,
): Remark[] => {
  if (value === "" && isRequired) return [refused({ kind: "required" })];
  if (value === "") return [refused({ kind: "empty_value" })];
  switch (error.keyword) {
    case "type":
      return [refused({ kind: "type", expected: typeName(error) })];
    case "enum":
      return [
        refused({
          kind: "not_listed",
          word: String(value),
          nearest: nearestOf(String(value), words ?? []),
          listed: words ?? [],
        }),
      ];
    case "uniqueItems": {
      const { i } = error.params as { readonly i: number };
      return [refused({ kind: "word_twice", word: String((value as readonly unknown[])[i]) })];
    }
    case "minItems":
      return [refused({ kind: "no_item" })];
    case "minimum":
      return [
        refused({ kind: "least", least: (error.params as { readonly limit: number }).limit }),
      ];
    case "format":
      return formatRemarks(String(value), error);
    case "pattern":
      return patternRemarks(name, value, error);
    case "minLength":
    case "maxLength":
      return /^(?:code_postal|code_insee|siret)$/.test(name)
        ? patternRemarks(name, value, error)
        : [lengthRemark(value, error)];
    // An item of `zone_eligibilite` fits none of the kinds of codes.
    case "anyOf":
    case "const":
      return [refused({ kind: "pattern", pattern: "INSEE" })];
    default:
      return [refused({ kind: "pattern", pattern: error.keyword })];
  }
};

const formatRemarks = (text: string, { params }: ErrorObject): Remark[] => {
  switch ((params as { readonly format?: string }).format) {
    case "date":
      return [refused({ kind: "date", better: dayBetter(text) })];
    case "email":
      return [refused({ kind: "email" })];
    default:
      // Letters with accents are no URI, though every browser opens them.
      return isWebAddress(text)
        ? [refused({ kind: "url_ascii", better: new URL(text).href })]
        : [refused({ kind: "url", better: webAddressBetter(text) })];
  }
};

/** data.inclusion refuses days before this one, and after today. */
const FIRST_DAY = "2000-01-01";

const ADVISED = { least: 200, most: 2000 };

/** What the schema cannot say, or only advises. */
const meaningRemarks = (
  resource: Resource,
  name: string,
  value: unknown,
  { today, language }: CheckOptions,
): Remark[] => {
  const text = typeof value === "string" ? value : "";
  switch (name) {
    case "date_maj":
      if (!isDay(text)) return [];
      if (text > today) return [refused({ kind: "date_future" })];
      return text < FIRST_DAY ? [refused({ kind: "date_old", first: FIRST_DAY })] : [];
    case "nom":
      return text.endsWith(".") && !/\betc\.$/.test(text) ? [doubted({ kind: "last_dot" })] : [];
    case "description": {
      const length = lengthOf(text);
      const isAdvised = length >= ADVISED.least && length <= ADVISED.most;
      return resource === "services" && !isAdvised
        ? [doubted({ kind: "advised_length", ...ADVISED })]
        : [];
    }
    case "publics":
      return Array.isArray(value) && value.length > 1 && value.includes("tous-publics")
        ? [refused({ kind: "alone", word: "tous-publics" })]
        : [];
    case "latitude":
      return typeof value === "number" && Math.abs(value) > 90
        ? [refused({ kind: "latitude" })]
        : [];
    case "longitude":
      return typeof value === "number" && Math.abs(value) > 180
        ? [refused({ kind: "longitude" })]
        : [];
    case "siret":
      return checkSiret(text).filter((remark) => remark.isWarning === true);
    case "telephone": {
      if (/^\+\d{7,15}$/.test(text)) return [];
      if (/[|;,]|\bou\b| \/ /.test(text)) return [doubted({ kind: "several_phones" })];
      return [doubted({ kind: "phone", better: phoneBetter(text) })];
    }
    case "horaires_accueil":
      return checkOpeningHours(text, language);
    case "site_web":
    case "lien_source":
    case "lien_mobilisation":
    case "accessibilite_lieu":
      // The schema takes "ftp:" and "mailto:" too; the project's own program takes web addresses alone.
      return text !== "" && /^[a-z][a-z\d+.-]*:/i.test(text) && !/^https?:\/\//i.test(text)
        ? [refused({ kind: "url", better: undefined })]
        : [];
    default:
      return [];
  }
};

const NEEDS: readonly (readonly [mode: string, column: string])[] = [
  ["telephoner", "telephone"],
  ["envoyer-un-courriel", "courriel"],
  ["utiliser-lien-mobilisation", "lien_mobilisation"],
];

const together = (
  record: { readonly [name: string]: unknown },
  resource: Resource,
): readonly (Remark & { readonly column: string })[] => {
  const { id, source, latitude, longitude, code_postal: postcode, code_insee: insee } = record;
  const remarks: (Remark & { readonly column: string })[] = [];
  if (
    typeof id === "string" &&
    typeof source === "string" &&
    source !== "" &&
    !id.startsWith(`${source}--`)
  )
    remarks.push({ column: "id", ...doubted({ kind: "id_form", better: `${source}--${id}` }) });
  const hasLatitude = typeof latitude === "number";
  const hasLongitude = typeof longitude === "number";
  if (hasLatitude && hasLongitude)
    for (const remark of checkPoint(latitude, longitude))
      remarks.push({ column: "latitude", ...remark });
  else if (hasLatitude || hasLongitude) {
    const [column, other] = hasLatitude ? ["longitude", "latitude"] : ["latitude", "longitude"];
    remarks.push({
      column: column as string,
      ...doubted({ kind: "half_a_point", other: other as string }),
    });
  }
  for (const remark of checkSameDepartement(String(postcode ?? ""), String(insee ?? "")))
    remarks.push({ column: "code_postal", ...remark });
  const modes = record.modes_mobilisation;
  if (resource === "services" && Array.isArray(modes))
    for (const [mode, column] of NEEDS)
      if (modes.includes(mode) && (record[column] ?? null) === null)
        remarks.push({
          column: "modes_mobilisation",
          ...doubted({ kind: "needs", other: column }),
        });
  return remarks;
};

/** What a record is when nobody says it: services alone name their structure. */
export const resourceOf = (names: readonly string[]): Resource =>
  names.includes("structure_id") ? "services" : "structures";

/** Checks all records against the schema of the resource. */
export const checkDataInclusion = (
  resource: Resource,
  records: readonly JsonRecord[],
  findings: Findings,
  options: CheckOptions,
): void => {
  const known = properties[resource];
  const ids = createIds();
  /** A name that is none of the schema's is said once, where it comes first. */
  const unknown = new Set<string>();
  for (const { line, value } of records) {
    if (!isObject(value)) {
      findings.errors.push({ line, column: null, value, problem: { kind: "not_an_object" } });
      continue;
    }
    for (const [name, property] of known) {
      const given = value[name];
      const at = { line, column: name, value: given ?? null };
      if (
        given === undefined ||
        given === null ||
        (property.isRequired && String(given).trim() === "")
      ) {
        if (property.isRequired) findings.errors.push({ ...at, problem: { kind: "required" } });
        continue;
      }
      const remarks = schemaRemarks(name, given, property);
      addRemarks(findings, at, remarks);
      if (remarks.length === 0)
        addRemarks(findings, at, meaningRemarks(resource, name, given, options));
      if (typeof given === "string" && isFormula(given))
        findings.warnings.push({ ...at, problem: { kind: "formula" } });
    }
    for (const name of Object.keys(value))
      if (!known.has(name) && !unknown.has(name)) {
        unknown.add(name);
        const nearest = nearestOf(
          name,
          [...known.keys()].filter((each) => !(each in value)),
        );
        findings.warnings.push({
          ...{ line, column: name, value: value[name] },
          problem: { kind: "column_unknown", nearest },
        });
      }
    const { id } = value;
    const first = typeof id === "string" && id !== "" ? ids.before(id, line) : undefined;
    if (first !== undefined)
      findings.errors.push({
        ...{ line, column: "id", value: id },
        problem: { kind: "id_twice", first },
      });
    for (const { column, ...remark } of together(value, resource))
      addRemarks(findings, { line, column, value: value[column] ?? null }, [remark]);
  }
};

/** Checks the records of a table: required columns are missed once, not in each row. */
export const checkDataInclusionTable = (
  resource: Resource,
  header: readonly string[],
  records: readonly NamedRecord[],
  findings: Findings,
  options: CheckOptions,
): void => {
  const known = [...properties[resource].keys()];
  const required = known.filter((name) => properties[resource].get(name)?.isRequired === true);
  checkHeader(header, findings, required, known);
  const missing = required.filter((name) => !header.includes(name));
  const found: Findings = { errors: [], warnings: [] };
  const typed = records.map(({ line, values }) => ({ line, value: typedRecord(resource, values) }));
  checkDataInclusion(resource, typed, found, options);
  findings.errors.push(
    ...found.errors.filter(({ column }) => column === null || !missing.includes(column)),
  );
  findings.warnings.push(
    ...found.warnings.filter(({ problem }) => problem.kind !== "column_unknown"),
  );
};

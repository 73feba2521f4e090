import { schemaRemarks } from "./data-inclusion-errors.ts";
import { meaningRemarks, together } from "./data-inclusion-meaning.ts";
import { properties, type Resource, typedRecord } from "./data-inclusion-schema.ts";
import { addRemarks, type Findings, MOST_COLUMNS, whileFewFindings } from "./finding.ts";
import { isObject } from "./json-object.ts";
import { type CheckOptions, checkHeader, createIds } from "./lieux-mediation.ts";
import { nearestOf } from "./nearest.ts";
import type { NamedRecord } from "./read-csv.ts";
import type { JsonRecord } from "./read-json.ts";
import { isFormula } from "./values.ts";

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
  /** A name that is none of the schema's is said once, where it comes first; of a file of another kind only some. */
  const unknown = new Set<string>();
  for (const { line, value } of whileFewFindings(records, findings)) {
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
      if (!known.has(name) && !unknown.has(name) && unknown.size < MOST_COLUMNS) {
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

import { addRemarks, type Findings, type Remark, whileFewFindings } from "./finding.ts";
import {
  type CheckOptions,
  checkHeader,
  checkTogether,
  checkValue,
  createIds,
  lieuxMediationColumns,
} from "./lieux-mediation.ts";
import type { NamedRecord } from "./read-csv.ts";
import { isFormula } from "./values.ts";

/**
 * A table that people keep by hand: the columns of the national scheme, of which only the name and a place are needed,
 * and what other formats say besides.
 */
export const plainCsvColumns = [
  ...lieuxMediationColumns,
  ...["lien_source", "structure", "publics_precisions", "frais_precisions", "conditions_acces"],
] as const;

/** Headers as people write them, without case and accents. */
const OTHER_NAMES: { readonly [name: string]: (typeof plainCsvColumns)[number] } = {
  ...{
    identifiant: "id",
    ref: "id",
    name: "nom",
    titre: "nom",
    title: "nom",
    "nom du lieu": "nom",
  },
  ...{ siret: "pivot", rna: "pivot", "code postal": "code_postal", cp: "code_postal" },
  ...{
    postcode: "code_postal",
    zip: "code_postal",
    "postal code": "code_postal",
    ville: "commune",
  },
  ...{ city: "commune", town: "commune", "code insee": "code_insee", insee: "code_insee" },
  ...{
    address: "adresse",
    rue: "adresse",
    street: "adresse",
    "complement d adresse": "complement_adresse",
  },
  ...{
    "complement adresse": "complement_adresse",
    lat: "latitude",
    lon: "longitude",
    lng: "longitude",
  },
  ...{
    long: "longitude",
    type: "typologie",
    tel: "telephone",
    phone: "telephone",
    mobile: "telephone",
  },
  ...{
    courriel: "courriels",
    mail: "courriels",
    email: "courriels",
    "e mail": "courriels",
    emails: "courriels",
  },
  ...{
    site: "site_web",
    "site web": "site_web",
    "site internet": "site_web",
    website: "site_web",
    url: "site_web",
  },
  ...{ horaire: "horaires", "opening hours": "horaires", "horaires d ouverture": "horaires" },
  ...{ opening_hours: "horaires", resume: "presentation_resume", summary: "presentation_resume" },
  ...{
    description: "presentation_detail",
    presentation: "presentation_detail",
    details: "presentation_detail",
  },
  ...{
    "date maj": "date_maj",
    "mise a jour": "date_maj",
    updated: "date_maj",
    updated_at: "date_maj",
  },
  ...{ publics: "publics_specifiquement_adresses", audience: "publics_specifiquement_adresses" },
  ...{
    frais: "frais_a_charge",
    tarif: "frais_a_charge",
    fee: "frais_a_charge",
    acces: "modalites_acces",
  },
};

const bare = (name: string): string =>
  name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();

/** The column that a header means; itself when it is none of ours. */
export const plainColumn = (name: string): string => {
  const wanted = bare(name);
  const spaced = wanted.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  const own = plainCsvColumns.find(
    (column) => column === wanted || column === spaced.replaceAll(" ", "_"),
  );
  // Not what every object has: a header may be "constructor".
  const other = [wanted, spaced].find((text) => Object.hasOwn(OTHER_NAMES, text));
  return own ?? (other === undefined ? name : (OTHER_NAMES[other] ?? name));
};

/** The same records under the names of our columns. */
export const withPlainColumns = (records: readonly NamedRecord[]): readonly NamedRecord[] =>
  records.map(({ line, values }) => ({
    line,
    values: new Map([...values].map(([name, value]) => [plainColumn(name), value])),
  }));

/** What makes a place findable: a point, or a commune. */
const isPlaced = (values: ReadonlyMap<string, string>): boolean =>
  ["latitude", "longitude"].every((name) => (values.get(name) ?? "") !== "") ||
  ["commune", "code_postal", "code_insee"].some((name) => (values.get(name) ?? "") !== "");

/** The national scheme's rules for values; only those that make a value unusable refuse it here. */
const REFUSING: readonly string[] = [
  "latitude",
  "longitude",
  "code_postal",
  "code_insee",
  "date_maj",
];

const asPlain = (column: string, remarks: readonly Remark[]): readonly Remark[] =>
  REFUSING.includes(column) ? remarks : remarks.map((remark) => ({ ...remark, isWarning: true }));

/** Checks all records of a table by hand; findings name the columns as the file does. */
export const checkPlainCsv = (
  header: readonly string[],
  records: readonly NamedRecord[],
  findings: Findings,
  options: CheckOptions,
): void => {
  const given = new Map(header.map((name) => [plainColumn(name), name]));
  const nameOf = (column: string): string => given.get(column) ?? column;
  checkHeader([...given.keys()], findings, ["nom"], plainCsvColumns);
  const ids = createIds();
  for (const { line, values } of whileFewFindings(withPlainColumns(records), findings)) {
    if (given.has("nom") && (values.get("nom") ?? "").trim() === "")
      findings.errors.push({
        ...{ line, column: nameOf("nom"), value: "" },
        problem: { kind: "required" },
      });
    if (!isPlaced(values))
      findings.errors.push({
        ...{ line, column: null, value: null },
        problem: { kind: "unplaced" },
      });
    for (const [column, value] of values) {
      if (value === "") continue;
      const at = { line, column: nameOf(column), value };
      addRemarks(findings, at, asPlain(column, checkValue(column, value, options)));
      if (isFormula(value)) findings.warnings.push({ ...at, problem: { kind: "formula" } });
    }
    const id = values.get("id") ?? "";
    const first = id === "" ? undefined : ids.before(id, line);
    if (first !== undefined)
      findings.errors.push({
        ...{ line, column: nameOf("id"), value: id },
        problem: { kind: "id_twice", first },
      });
    for (const { column, ...remark } of checkTogether(values))
      addRemarks(findings, { line, column: nameOf(column), value: values.get(column) ?? "" }, [
        remark,
      ]);
  }
};

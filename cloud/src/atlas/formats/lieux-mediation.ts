import {
  addRemarks,
  doubted,
  type Finding,
  type Findings,
  type Remark,
  refused,
  whileFewFindings,
} from "./finding.ts";
import { nearestOf } from "./nearest.ts";
import type { NamedRecord } from "./read-csv.ts";
import { structureKinds } from "./structure-kinds.ts";
import {
  checkInsee,
  checkNumber,
  checkOpeningHours,
  checkPivotMeaning,
  checkPoint,
  checkPostcode,
  checkSameDepartement,
  dayBetter,
  isDay,
  isEmail,
  isFormula,
  isWebAddress,
  lengthOf,
  phoneBetter,
  pivotBetter,
  webAddressBetter,
} from "./values.ts";

/**
 * The national scheme of places of digital mediation, version 1.0.2 of 2024-04-11 (La MedNum, standard-mediation-num,
 * schema.json, Licence Ouverte 2.0): its columns in their order, and the words of its lists.
 */
export const lieuxMediationWords = {
  itinerance: ["Itinérant", "Fixe"],
  services: [
    "Aide aux démarches administratives",
    "Maîtrise des outils numériques du quotidien",
    "Insertion professionnelle via le numérique",
    "Utilisation sécurisée du numérique",
    "Parentalité et éducation avec le numérique",
    "Loisirs et créations numériques",
    "Compréhension du monde numérique",
    "Accès internet et matériel informatique",
    "Acquisition de matériel informatique à prix solidaire",
  ],
  publics_specifiquement_adresses: [
    ...["Jeunes", "Étudiants", "Familles et/ou enfants", "Seniors", "Femmes"],
  ],
  prise_en_charge_specifique: [
    ...["Surdité", "Handicaps moteurs", "Handicaps mentaux", "Illettrisme"],
    ...["Langues étrangères (anglais)", "Langues étrangères (autres)", "Déficience visuelle"],
  ],
  frais_a_charge: ["Gratuit", "Gratuit sous condition", "Payant"],
  dispositif_programmes_nationaux: [
    ...["Aidants Connect", "Bibliothèques numérique de référence", "Certification PIX"],
    ...["Conseillers numériques", "Emmaüs Connect", "France Services"],
    ...["Grande école du numérique", "La Croix Rouge", "Point d'accès numérique CAF"],
    ...["Promeneurs du net", "Relais numérique (Emmaüs Connect)"],
  ],
  formations_labels: [
    "Formé à « Mon Espace Santé »",
    "Formé à « DUPLEX » (illettrisme)",
    "Arnia/MedNum BFC (Bourgogne-Franche-Comté)",
    "Collectif ressources et acteurs réemploi (Normandie)",
    // The scheme's own description has a space before the parenthesis; its pattern refuses it.
    "Étapes numériques(La Poste)",
    "Fabriques de Territoire",
    "Les Éclaireurs du numérique (Drôme)",
    "Mes Papiers (Métropole de Lyon)",
    "ORDI 3.0",
    "SUD LABS (PACA)",
  ],
  modalites_acces: [
    ...["Se présenter", "Téléphoner", "Contacter par mail", "Prendre un RDV en ligne"],
    ...["Ce lieu n'accueille pas de public", "Envoyer un mail avec une fiche de prescription"],
  ],
  modalites_accompagnement: [
    ...["En autonomie", "Accompagnement individuel", "Dans un atelier collectif", "À distance"],
  ],
} as const satisfies { readonly [column: string]: readonly string[] };

export type ListColumn = keyof typeof lieuxMediationWords;

export const lieuxMediationColumns = [
  ...["id", "pivot", "nom", "commune", "code_postal", "code_insee", "adresse"],
  ...["complement_adresse", "latitude", "longitude", "typologie", "telephone", "courriels"],
  ...["site_web", "horaires", "presentation_resume", "presentation_detail", "source"],
  ...["itinerance", "structure_parente", "date_maj", "services"],
  ...["publics_specifiquement_adresses", "prise_en_charge_specifique", "frais_a_charge"],
  ...["dispositif_programmes_nationaux", "formations_labels", "autres_formations_labels"],
  ...["modalites_acces", "modalites_accompagnement", "fiche_acces_libre", "prise_rdv"],
] as const;

const REQUIRED: readonly string[] = [
  ...["id", "pivot", "nom", "commune", "code_postal", "adresse", "date_maj"],
];

const LONGEST_SUMMARY = 280;

/** The codes of territories in telephone numbers, of the scheme's own pattern. */
const PHONE = /^(?:\+33|\+590|\+594|\+262|\+596|\+269|\+687|\+689|\+508|\+681)\d{6,9}$/;

export interface CheckOptions {
  /** The day on which it is, YYYY-MM-DD: a file cannot have been changed later. */
  readonly today: string;
  /** In which a library says what is wrong with opening hours. */
  readonly language: "fr" | "en";
}

const itemsOf = (text: string): readonly string[] => text.split("|");

/** Each item of a list is one of the scheme's words, joined by "|" without spaces. */
export const checkWords = (text: string, words: readonly string[]): Remark[] => {
  const items = itemsOf(text);
  if (items.every((item) => words.includes(item))) {
    const twice = items.find((item, place) => items.indexOf(item) !== place);
    return twice === undefined ? [] : [doubted({ kind: "word_twice", word: twice })];
  }
  const trimmed = items.map((item) => item.trim());
  if (trimmed.every((item) => words.includes(item)))
    return [refused({ kind: "list_spaces", better: trimmed.join("|") })];
  const others = text.split(/\s*[;,|]\s*/).filter((item) => item !== "");
  if (items.length < others.length && others.every((item) => words.includes(item)))
    return [refused({ kind: "list_separator", better: others.join("|") })];
  return trimmed
    .filter((item) => !words.includes(item))
    .map((word) => ({
      value: word,
      problem: { kind: "not_listed", word, nearest: nearestOf(word, words), listed: words },
    }));
};

const checkPhone = (text: string): Remark[] => {
  if (PHONE.test(text)) return [];
  if (/[|;,]|\bou\b| \/ /.test(text)) return [refused({ kind: "several_phones" })];
  const better = phoneBetter(text);
  return [
    refused({
      kind: "phone",
      better: better !== undefined && PHONE.test(better) ? better : undefined,
    }),
  ];
};

const checkAddresses = (text: string): Remark[] =>
  itemsOf(text)
    .filter((item) => !isWebAddress(item))
    .map((item) => ({
      ...doubted({ kind: "url", better: webAddressBetter(item) }),
      value: item,
    }));

const checkDay = (text: string, today: string): Remark[] => {
  if (!isDay(text)) return [refused({ kind: "date", better: dayBetter(text) })];
  return text > today ? [doubted({ kind: "date_future" })] : [];
};

const checkKinds = (text: string): Remark[] =>
  itemsOf(text)
    .map((item) => item.trim())
    .filter((item) => !structureKinds.includes(item))
    .map((word) => ({
      ...doubted({
        kind: "not_listed",
        word,
        nearest: nearestOf(word, structureKinds),
        listed: structureKinds,
      }),
      value: word,
    }));

/** What is wrong with one value that is given. */
export const checkValue = (
  column: string,
  text: string,
  { today, language }: CheckOptions,
): Remark[] => {
  if (Object.hasOwn(lieuxMediationWords, column))
    return checkWords(text, lieuxMediationWords[column as ListColumn]);
  switch (column) {
    case "pivot":
      return /^[a-zA-Z0-9]{9,14}$/.test(text)
        ? checkPivotMeaning(text)
        : [refused({ kind: "pivot", better: pivotBetter(text) })];
    case "code_postal":
      return checkPostcode(text);
    case "code_insee":
      return checkInsee(text);
    case "latitude":
    case "longitude":
      return checkDegrees(column, text);
    case "typologie":
      return checkKinds(text);
    case "telephone":
      return checkPhone(text);
    case "courriels":
      return itemsOf(text)
        .filter((item) => !isEmail(item))
        .map((item) => ({ ...doubted({ kind: "email" }), value: item }));
    case "site_web":
    case "fiche_acces_libre":
    case "prise_rdv":
      return checkAddresses(text);
    case "horaires":
      return checkOpeningHours(text, language);
    case "presentation_resume": {
      const length = lengthOf(text);
      return length > LONGEST_SUMMARY
        ? [refused({ kind: "too_long", length, most: LONGEST_SUMMARY })]
        : [];
    }
    case "date_maj":
      return checkDay(text, today);
    default:
      return [];
  }
};

const checkDegrees = (column: "latitude" | "longitude", text: string): Remark[] => {
  const remarks = checkNumber(text);
  if (remarks.length > 0) return remarks;
  return Math.abs(Number(text)) > (column === "latitude" ? 90 : 180)
    ? [refused({ kind: column })]
    : [];
};

/** What can be seen only when several values of a record are looked at. */
export const checkTogether = (
  values: ReadonlyMap<string, string>,
): readonly (Remark & { readonly column: string })[] => {
  const remarks: (Remark & { readonly column: string })[] = [];
  const [latitude, longitude] = [values.get("latitude") ?? "", values.get("longitude") ?? ""];
  if ((latitude === "") !== (longitude === "")) {
    const [column, other] = latitude === "" ? ["latitude", "longitude"] : ["longitude", "latitude"];
    remarks.push({
      column: column as string,
      ...doubted({ kind: "half_a_point", other: other as string }),
    });
  } else if (latitude !== "" && checkNumber(latitude).length + checkNumber(longitude).length === 0)
    for (const remark of checkPoint(Number(latitude), Number(longitude)))
      remarks.push({ column: "latitude", ...remark });
  const [postcode, insee] = [values.get("code_postal") ?? "", values.get("code_insee") ?? ""];
  for (const remark of checkSameDepartement(postcode, insee))
    remarks.push({ column: "code_postal", ...remark });
  return remarks;
};

/** Columns that are missing, and those that are none of the scheme's. */
export const checkHeader = (
  header: readonly string[],
  { errors, warnings }: Findings,
  required: readonly string[],
  known: readonly string[],
): void => {
  for (const column of required)
    if (!header.includes(column))
      errors.push({ line: 1, column, value: null, problem: { kind: "column_missing" } });
  for (const column of new Set(header))
    if (!known.includes(column)) {
      const nearest = nearestOf(
        column,
        known.filter((each) => !header.includes(each)),
      );
      warnings.push({
        line: 1,
        column,
        value: column,
        problem: { kind: "column_unknown", nearest },
      });
    }
};

/** An identifier stands once in a file; the first record that has it is the one that counts. */
export const createIds = () => {
  const lines = new Map<string, number>();
  return {
    /** The line of another record that has it. */
    before(id: string, line: number): number | undefined {
      const first = lines.get(id);
      if (first === undefined) lines.set(id, line);
      return first;
    },
  };
};

/** Checks all records against the scheme. */
export const checkLieuxMediation = (
  header: readonly string[],
  records: readonly NamedRecord[],
  findings: Findings,
  options: CheckOptions,
): void => {
  checkHeader(header, findings, REQUIRED, lieuxMediationColumns);
  const ids = createIds();
  for (const { line, values } of whileFewFindings(records, findings)) {
    for (const column of lieuxMediationColumns) {
      const value = values.get(column) ?? "";
      const at: Omit<Finding, "problem"> = { line, column, value };
      if (value === "") {
        // A column that is missing was named once.
        if (REQUIRED.includes(column) && header.includes(column))
          findings.errors.push({ ...at, problem: { kind: "required" } });
        continue;
      }
      if (REQUIRED.includes(column) && value.trim() === "") {
        findings.errors.push({ ...at, problem: { kind: "required" } });
        continue;
      }
      addRemarks(findings, at, checkValue(column, value, options));
      if (isFormula(value)) findings.warnings.push({ ...at, problem: { kind: "formula" } });
      if (column === "id") {
        const first = ids.before(value, line);
        if (first !== undefined)
          findings.errors.push({ ...at, problem: { kind: "id_twice", first } });
      }
    }
    for (const { column, ...remark } of checkTogether(values))
      addRemarks(findings, { line, column, value: values.get(column) ?? "" }, [remark]);
  }
};

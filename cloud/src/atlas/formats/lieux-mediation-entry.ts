import { type AtlasEntry, type EntryField, isGiven } from "../entry.ts";
import { type ListColumn, lieuxMediationWords } from "./lieux-mediation.ts";
import { nearestOf } from "./nearest.ts";
import { dayBetter, inseeBetter, isDay, phoneBetter } from "./values.ts";

/** Which field of an entry a column holds, as the national scheme and a table by hand call it. */
export const columnOfField: { readonly [field in EntryField]: string } = {
  ...{ id: "id", source: "source", sourceLink: "lien_source", structure: "structure", name: "nom" },
  ...{ pivot: "pivot", street: "adresse", addressDetail: "complement_adresse" },
  ...{ postcode: "code_postal", commune: "commune", insee: "code_insee", latitude: "latitude" },
  ...{ longitude: "longitude", kinds: "typologie", phones: "telephone", emails: "courriels" },
  ...{ websites: "site_web", openingHours: "horaires", summary: "presentation_resume" },
  ...{ description: "presentation_detail", parent: "structure_parente", updatedOn: "date_maj" },
  ...{ mobility: "itinerance", services: "services", publics: "publics_specifiquement_adresses" },
  ...{
    publicsDetail: "publics_precisions",
    care: "prise_en_charge_specifique",
    fees: "frais_a_charge",
  },
  ...{ feesDetail: "frais_precisions", programmes: "dispositif_programmes_nationaux" },
  ...{
    labels: "formations_labels",
    otherLabels: "autres_formations_labels",
    access: "modalites_acces",
  },
  ...{ accessConditions: "conditions_acces", support: "modalites_accompagnement" },
  ...{ accessibilityLink: "fiche_acces_libre", bookingLink: "prise_rdv" },
};

const LISTS: readonly EntryField[] = [
  ...([
    "kinds",
    "phones",
    "emails",
    "websites",
    "mobility",
    "services",
    "publics",
    "care",
  ] as const),
  ...(["fees", "programmes", "labels", "access", "support"] as const),
];

/** The scheme's own spelling of a word; the word itself when none is near. */
const spelled = (column: string, word: string): string => {
  if (!Object.hasOwn(lieuxMediationWords, column)) return word;
  const words: readonly string[] = lieuxMediationWords[column as ListColumn];
  return words.includes(word) ? word : (nearestOf(word, words) ?? word);
};

const itemsOf = (column: string, text: string): string[] =>
  text
    .split(column === "telephone" ? /[|;,]/ : "|")
    .map((item) => spelled(column, item.normalize("NFC").trim()))
    .filter((item) => item !== "");

const fieldValue = (field: EntryField, column: string, text: string): unknown => {
  switch (field) {
    case "latitude":
    case "longitude": {
      const degrees = Number(text.trim().replace(",", "."));
      return Number.isFinite(degrees) ? degrees : undefined;
    }
    case "phones":
      return itemsOf(column, text).map((item) => phoneBetter(item) ?? item);
    case "updatedOn":
      return isDay(text) ? text : (dayBetter(text) ?? text);
    case "insee":
      return inseeBetter(text) ?? text;
    default:
      return LISTS.includes(field) ? itemsOf(column, text) : text.normalize("NFC");
  }
};

/** An entry from a record under the names of our columns. */
export const entryOfColumns = (values: ReadonlyMap<string, string>): AtlasEntry =>
  Object.fromEntries(
    (Object.entries(columnOfField) as [EntryField, string][]).flatMap(([field, column]) => {
      const text = values.get(column) ?? "";
      if (text.trim() === "") return [];
      const value = fieldValue(field, column, text);
      return isGiven(value) ? [[field, value]] : [];
    }),
  );

const cellOf = (value: unknown): string =>
  Array.isArray(value) ? value.join("|") : value === undefined ? "" : String(value);

/** A record for a table of these columns, and the fields that it has no column or no room for. */
export const columnsOfEntry = (
  entry: AtlasEntry,
  columns: readonly string[],
): { readonly cells: readonly string[]; readonly lost: ReadonlyMap<EntryField, unknown> } => {
  const lost = new Map<EntryField, unknown>();
  const byColumn = new Map<string, string>();
  for (const [field, column] of Object.entries(columnOfField) as [EntryField, string][]) {
    const value = entry[field];
    if (!isGiven(value)) continue;
    if (columns.includes(column)) byColumn.set(column, cellOf(value));
    else lost.set(field, value);
  }
  return { cells: columns.map((column) => byColumn.get(column) ?? ""), lost };
};

/** The scheme's file: one telephone number, a summary of 280 characters, and lists of its own words. */
export const lieuxMediationRow = (
  entry: AtlasEntry,
  columns: readonly string[],
): ReturnType<typeof columnsOfEntry> => {
  const refused = new Map<EntryField, unknown>();
  const fitting: { [field: string]: unknown } = { ...entry };
  const [phone, ...otherPhones] = entry.phones ?? [];
  if (phone !== undefined) fitting.phones = [phone];
  if (otherPhones.length > 0) refused.set("phones", otherPhones);
  for (const [field, column] of Object.entries(columnOfField) as [EntryField, string][]) {
    if (!Object.hasOwn(lieuxMediationWords, column)) continue;
    const words: readonly string[] = lieuxMediationWords[column as ListColumn];
    const given = (entry[field] ?? []) as readonly string[];
    const others = given.filter((word) => !words.includes(word));
    if (others.length === 0) continue;
    fitting[field] = given.filter((word) => words.includes(word));
    refused.set(field, others);
  }
  const { summary } = entry;
  if (summary !== undefined && [...summary].length > 280) {
    delete fitting.summary;
    // The whole text has room where the details stand, when nothing stands there.
    if (entry.description === undefined) fitting.description = summary;
    else refused.set("summary", summary);
  }
  const { cells, lost } = columnsOfEntry(fitting as AtlasEntry, columns);
  return { cells, lost: new Map([...lost, ...refused]) };
};

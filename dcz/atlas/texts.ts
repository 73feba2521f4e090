import type { Texts } from "../texts.ts";

const formats = `lieux-mediation   lieux de médiation numérique 1.0.2 (CSV)
  data-inclusion    data.inclusion 1.0 : structures ou services (JSON, NDJSON ou CSV)
  geojson           points avec les étiquettes d'OpenStreetMap (RFC 7946)
  csv               une table tenue à la main : nom, adresse, commune, code_postal, latitude, longitude, telephone…`;

const formatsEn = `lieux-mediation   the national scheme of places of digital mediation 1.0.2 (CSV)
  data-inclusion    data.inclusion 1.0: structures or services (JSON, NDJSON or CSV)
  geojson           points with the tags of OpenStreetMap (RFC 7946)
  csv               a table kept by hand: nom, adresse, commune, code_postal, latitude, longitude, telephone…`;

const count = (number: number, one: string, many: string): string =>
  `${number} ${number < 2 ? one : many}`;
const countEn = (number: number, one: string, many: string): string =>
  `${number} ${number === 1 ? one : many}`;

const fr = {
  description: "Vérifie, convertit et importe un fichier de lieux",
  checkDescription: "Vérifie un fichier de lieux ligne par ligne, et dit quoi corriger",
  convertDescription: "Traduit un fichier de lieux dans un autre format",
  file: "fichier de lieux ; sans lui ou avec « - », l'entrée standard",
  as: "le format : lieux-mediation, data-inclusion, geojson ou csv",
  from: "le format du fichier : lieux-mediation, data-inclusion, geojson ou csv",
  to: "le format voulu : lieux-mediation, data-inclusion, geojson ou csv",
  resource:
    "de data.inclusion : structures ou services (sans cela : services si structure_id est là)",
  json: "répond en JSON : rows, errors et warnings, chacun avec line, column, value, message",
  checkHelp: `Formats :
  ${formats}

Exemples :
  dcz atlas check --as lieux-mediation lieux.csv
  dcz atlas check --as data-inclusion --resource services --json services.json

Une erreur est ce que le schéma refuse, ou ce qui ne peut pas être vrai ; un avertissement, ce qu'il admet et qui gênera
un lecteur. line est la première ligne de l'enregistrement, l'en-tête étant la ligne 1. Le programme finit par 1 s'il y a
des erreurs.`,
  convertHelp: `Formats :
  ${formats}

Exemples :
  dcz atlas convert --from lieux-mediation --to data-inclusion --resource structures lieux.csv > structures.json
  dcz atlas convert --from data-inclusion --to geojson structures.json > lieux.geojson

Le résultat va sur la sortie standard. Ce qui n'a pas pu suivre, et ce que le format voulu demande en plus, est dit sur
la sortie d'erreur. Le programme finit par 1 si des enregistrements n'ont pas pu être lus.`,
  noFormat: (option: string, names: readonly string[]) =>
    `Dites le format avec ${option} : ${names.join(", ")}.`,
  unknownFormat: (option: string, name: string, names: readonly string[]) =>
    `${option} ${name} : format inconnu. Formats : ${names.join(", ")}.`,
  unknownResource: (name: string, names: readonly string[]) =>
    `--resource ${name} : ressource inconnue. Ressources : ${names.join(", ")}.`,
  tooLarge: (most: number) => `Le fichier dépasse ${most} Mo : découpez-le.`,
  error: "erreur",
  warning: "avertissement",
  at: (line: number, column: string, value: string) =>
    `ligne ${line}${column === "" ? "" : `, ${column}`}${value === "" ? "" : ` (${value})`} :`,
  more: (others: number) => `… et ${others} autres ; --json les donne toutes.`,
  summary: (rows: number, errors: number, warnings: number) =>
    `${count(rows, "enregistrement", "enregistrements")}, ${count(errors, "erreur", "erreurs")}, ${count(warnings, "avertissement", "avertissements")}.`,
  lines: (lines: readonly number[], others: number) =>
    `${lines.length === 1 ? "ligne" : "lignes"} ${lines.join(", ")}${others > 0 ? ` et ${others} autres` : ""}`,
  unread: (line: number, message: string) => `ligne ${line} : non lue. ${message}`,
  lost: (column: string, times: number, example: string, where: string) =>
    `${column} : ${count(times, "valeur non reprise", "valeurs non reprises")}, par exemple ${example} (${where})`,
  unfit: (column: string, message: string, where: string) =>
    `résultat à compléter, ${column === "" ? "" : `${column}, `}${where} : ${message}`,
  converted: (rows: number, lost: number) =>
    `${count(rows, "enregistrement traduit", "enregistrements traduits")}, ${count(lost, "valeur non reprise", "valeurs non reprises")}.`,
  structuresOnly: "Ce sont les structures ; leurs services : --resource services.",
};

const en: typeof fr = {
  description: "Check, convert and import a file of places",
  checkDescription: "Check a file of places line by line, and say what to mend",
  convertDescription: "Translate a file of places into another format",
  file: 'file of places; without it or with "-", standard input',
  as: "the format: lieux-mediation, data-inclusion, geojson or csv",
  from: "the format of the file: lieux-mediation, data-inclusion, geojson or csv",
  to: "the wanted format: lieux-mediation, data-inclusion, geojson or csv",
  resource: "of data.inclusion: structures or services (else: services where structure_id stands)",
  json: "answers in JSON: rows, errors and warnings, each with line, column, value, message",
  checkHelp: `Formats:
  ${formatsEn}

Examples:
  dcz atlas check --as lieux-mediation places.csv
  dcz atlas check --as data-inclusion --resource services --json services.json

An error is what the schema refuses, or what cannot be true; a warning is what it allows and a reader will stumble over.
line is the first line of the record, the header being line 1. The program ends with 1 when there are errors.`,
  convertHelp: `Formats:
  ${formatsEn}

Examples:
  dcz atlas convert --from lieux-mediation --to data-inclusion --resource structures places.csv > structures.json
  dcz atlas convert --from data-inclusion --to geojson structures.json > places.geojson

The result goes to standard output. What could not come along, and what the wanted format demands besides, is said on
standard error. The program ends with 1 when records could not be read.`,
  noFormat: (option, names) => `Name the format with ${option}: ${names.join(", ")}.`,
  unknownFormat: (option, name, names) =>
    `${option} ${name}: unknown format. Formats: ${names.join(", ")}.`,
  unknownResource: (name, names) =>
    `--resource ${name}: unknown resource. Resources: ${names.join(", ")}.`,
  tooLarge: (most) => `The file is larger than ${most} MB: split it.`,
  error: "error",
  warning: "warning",
  at: (line, column, value) =>
    `line ${line}${column === "" ? "" : `, ${column}`}${value === "" ? "" : ` (${value})`}:`,
  more: (others) => `… and ${others} more; --json gives them all.`,
  summary: (rows, errors, warnings) =>
    `${countEn(rows, "record", "records")}, ${countEn(errors, "error", "errors")}, ${countEn(warnings, "warning", "warnings")}.`,
  lines: (lines, others) =>
    `${lines.length === 1 ? "line" : "lines"} ${lines.join(", ")}${others > 0 ? ` and ${others} more` : ""}`,
  unread: (line, message) => `line ${line}: not read. ${message}`,
  lost: (column, times, example, where) =>
    `${column}: ${countEn(times, "value", "values")} left behind, for example ${example} (${where})`,
  unfit: (column, message, where) =>
    `to complete in the result, ${column === "" ? "" : `${column}, `}${where}: ${message}`,
  converted: (rows, lost) =>
    `${countEn(rows, "record", "records")} translated, ${countEn(lost, "value", "values")} left behind.`,
  structuresOnly: "These are the structures; their services: --resource services.",
};

export const atlasTexts: Texts<typeof fr> = { fr, en };

import type { LeftOutFile } from "../../cloud/src/series/archive/left-out.ts";
import type { Wrong } from "../../cloud/src/series/archive/series-names.ts";
import type { Texts } from "../texts.ts";

const inFrench = (value: number) => value.toLocaleString("fr");
const inEnglish = (value: number) => value.toLocaleString("en");
const megabytes = (bytes: number) => Math.round(bytes / 1e6);

interface Progress {
  readonly days: number;
  readonly daysDone: number;
  readonly points: number;
  readonly conflicts: number;
  readonly perSecond: number;
}

interface Figures {
  readonly points: number;
  readonly added: number;
  readonly repeats: number;
  readonly conflicts: number;
  readonly days: number;
  readonly daysKnown: number;
  readonly lines: number;
  readonly wrongLines: number;
  readonly seconds: number;
}

type Reasons = { readonly [code in Wrong]: (found: string) => string };
type FileReasons = {
  readonly [code in LeftOutFile["code"]]: (path: string, detail: string) => string;
};

const wrongFr: Reasons = {
  fields: (found) => `nombre de champs : ${found}`,
  not_json: (found) => `ce n'est pas un objet JSON : ${found}`,
  station: (found) => `nom de station : ${found}`,
  sensor: (found) => `nom de capteur : ${found}`,
  quantity: (found) => `grandeur inconnue : ${found}`,
  unit: (found) => `cette grandeur n'a pas l'unité ${found}`,
  instant: (found) => `instant : ${found} (attendu : 2026-11-27T12:00:00Z, ou des millisecondes)`,
  received: (found) => `instant d'arrivée : ${found}`,
  value: (found) => (found === "" ? "pas de valeur" : `valeur : ${found}`),
  flags: (found) => `mention inconnue : ${found}`,
  origin: (found) => `origine : ${found}`,
  variant: (found) => `variante : ${found}`,
  too_long: () => "ligne de plus d'un mégaoctet",
};

const wrongEn: Reasons = {
  fields: (found) => `number of fields: ${found}`,
  not_json: (found) => `this is no JSON object: ${found}`,
  station: (found) => `name of the station: ${found}`,
  sensor: (found) => `name of the sensor: ${found}`,
  quantity: (found) => `unknown quantity: ${found}`,
  unit: (found) => `this quantity has not the unit ${found}`,
  instant: (found) => `instant: ${found} (expected: 2026-11-27T12:00:00Z, or milliseconds)`,
  received: (found) => `instant of arrival: ${found}`,
  value: (found) => (found === "" ? "no value" : `value: ${found}`),
  flags: (found) => `unknown flag: ${found}`,
  origin: (found) => `origin: ${found}`,
  variant: (found) => `variant: ${found}`,
  too_long: () => "a line of more than a megabyte",
};

const leftOutFr: FileReasons = {
  missing_columns: (path, detail) => `${path} : il manque des colonnes : ${detail}`,
  repeated_column: (path, detail) => `${path} : des colonnes ont le même nom : ${detail}`,
  empty: (path) => `${path} : vide`,
  damaged: (path) => `${path} : le fichier compressé est abîmé`,
  not_ours: (path, detail) =>
    `${path} : ce n'est pas un fichier de journées scellées de la plateforme (${detail})`,
  foreign_names: (path, detail) =>
    `${path} : laissé de côté, un nom que la plateforme ne prend pas : ${detail}`,
};

const leftOutEn: FileReasons = {
  missing_columns: (path, detail) => `${path}: columns are missing: ${detail}`,
  repeated_column: (path, detail) => `${path}: columns have the same name: ${detail}`,
  empty: (path) => `${path}: empty`,
  damaged: (path) => `${path}: the compressed file is damaged`,
  not_ours: (path, detail) => `${path}: no file of sealed days of this platform (${detail})`,
  foreign_names: (path, detail) =>
    `${path}: left out, a name that the platform does not take: ${detail}`,
};

const fr = {
  description: "Importe une archive de mesures : CSV, NDJSON ou journées scellées (Parquet)",
  files: "fichiers, ou dossiers qui en contiennent",
  to: "vers où : le dossier de données (DATA_DIR) d'une machine arrêtée",
  json: "des chiffres en JSON, en une dernière ligne",
  examples: `Exemples :
  dcz series import mesures-2025.csv.gz --to data
  dcz series import /mnt/archive/cloud/series.duckdb.sealed --to data
CSV (.csv, .csv.gz) : une ligne par valeur, comme l'API les donne (station, sensor, quantity, at, value ; facultatifs :
unit, received, flags, origin, variant, first), ou une ligne par instant avec une colonne par grandeur (station, sensor,
at, pm2_5, pm10 …). NDJSON (.ndjson, .jsonl, aussi .gz) : ces mêmes lignes en objets, ou des lots de lectures comme
POST /api/v1/readings les prend, avec leur station. Parquet : les fichiers de journées scellées d'une autre machine.
Chaque valeur est dans l'unité de sa grandeur (docs/quantities.md) ; un instant dit son décalage.
Arrêtez le cloud : lui seul écrit ses séries. Ce qui est déjà là ne change pas ; une autre valeur au même instant est
comptée et montrée, la première reste. Une ligne fausse est nommée, les autres sont importées. Chaque fichier écrit
est relu et comparé avant de compter. Interrompu, même brutalement, l'import reprend avec la même commande.
Les journées qui ne sont pas finies sont laissées de côté.
Le programme se termine par 1 si quelque chose a été laissé de côté ou n'est pas fini.`,
  toNeeded: "Nommez vers où : --to et un dossier de données.",
  unreadable: {
    missing: (path: string) => `${path} : ce fichier n'existe pas.`,
    form: (path: string) => `${path} : attendu : .csv, .ndjson, .jsonl (aussi .gz) ou .parquet.`,
  },
  leftOut: leftOutFr,
  wrong: wrongFr,
  unusedColumns: (path: string, columns: string) =>
    `${path} : colonnes qui ne sont pas lues : ${columns}`,
  wrongLine: (path: string, line: number, reason: string) => `${path}, ligne ${line} : ${reason}`,
  moreWrong: (count: number) => `… et ${inFrench(count)} autres lignes fausses.`,
  conflict: (series: string, at: string, kept: number, offered: number) =>
    `  ${series}, ${at} : ${kept} reste, l'archive a ${offered}`,
  moreConflicts: (count: number) => `  … et ${inFrench(count)} autres.`,
  tooYoung: (points: number) =>
    `${inFrench(points)} points de journées qui ne sont pas finies : importez-les demain.`,
  tooOld: (points: number) =>
    `${inFrench(points)} points de journées dont ce magasin ne garde plus que des sommes (STORE_VALUES_DAYS) : laissés de côté.`,
  reading: (read: number, all: number) =>
    [
      `lecture : ${inFrench(megabytes(read))} sur ${inFrench(megabytes(all))} Mo`,
    ] as readonly string[],
  importing: ({ days, daysDone, points, conflicts, perSecond }: Progress) =>
    [
      `jours : ${inFrench(daysDone)} sur ${inFrench(days)}`,
      `points : ${inFrench(points)}`,
      ...(conflicts === 0 ? [] : [`contradictions : ${inFrench(conflicts)}`]),
      `${inFrench(perSecond)} points/s`,
    ] as readonly string[],
  done: (figures: Figures) =>
    [
      `Points : ${inFrench(figures.points)} en ${inFrench(Math.round(figures.seconds))} s, de ${inFrench(figures.days)} jours${figures.daysKnown === 0 ? "" : `, dont ${inFrench(figures.daysKnown)} importés auparavant`}.`,
      `Nouveaux : ${inFrench(figures.added)} ; déjà là : ${inFrench(figures.repeats)} ; contradictions : ${inFrench(figures.conflicts)}.`,
      ...(figures.lines === 0
        ? []
        : [`Lignes : ${inFrench(figures.lines)}, dont fausses : ${inFrench(figures.wrongLines)}.`]),
    ].join("\n"),
  stopped: "Interrompu. La même commande continue où il en est.",
  failed: (reason: string) =>
    `L'import n'est pas fini : ${reason}. Rien n'est perdu ; la même commande continue où il en est.`,
};

const en: typeof fr = {
  description: "Import an archive of readings: CSV, NDJSON or sealed days (Parquet)",
  files: "files, or folders that hold some",
  to: "to where: the data folder (DATA_DIR) of a stopped machine",
  json: "figures as JSON, in one last line",
  examples: `Examples:
  dcz series import readings-2025.csv.gz --to data
  dcz series import /mnt/archive/cloud/series.duckdb.sealed --to data
CSV (.csv, .csv.gz): a line for each value, as the API gives them (station, sensor, quantity, at, value; optional: unit,
received, flags, origin, variant, first), or a line for each instant with a column for each quantity (station, sensor,
at, pm2_5, pm10 …). NDJSON (.ndjson, .jsonl, also .gz): the same lines as objects, or batches of readings as
POST /api/v1/readings takes them, with their station. Parquet: the files of sealed days of another machine.
Each value is in its quantity's unit (docs/quantities.md); an instant says its offset.
Stop the cloud: it alone writes its series. What is there already does not change; another value at the same instant
is counted and shown, and the first stays. A wrong line is named, and the others are imported. Each file that is
written is read back and compared before it counts. Broken off, even by force, the import goes on with the same command.
Days that are not over are left out.
The program ends with 1 when something was left out or is not finished.`,
  toNeeded: "Name to where: --to and a data folder.",
  unreadable: {
    missing: (path) => `${path}: there is no such file.`,
    form: (path) => `${path}: expected: .csv, .ndjson, .jsonl (also .gz) or .parquet.`,
  },
  leftOut: leftOutEn,
  wrong: wrongEn,
  unusedColumns: (path, columns) => `${path}: columns that are not read: ${columns}`,
  wrongLine: (path, line, reason) => `${path}, line ${line}: ${reason}`,
  moreWrong: (count) => `… and ${inEnglish(count)} other wrong lines.`,
  conflict: (series, at, kept, offered) =>
    `  ${series}, ${at}: ${kept} stays, the archive has ${offered}`,
  moreConflicts: (count) => `  … and ${inEnglish(count)} others.`,
  tooYoung: (points) =>
    `${inEnglish(points)} points of days that are not over: import them tomorrow.`,
  tooOld: (points) =>
    `${inEnglish(points)} points of days of which this store has sums alone (STORE_VALUES_DAYS): left out.`,
  reading: (read, all) => [
    `reading: ${inEnglish(megabytes(read))} of ${inEnglish(megabytes(all))} MB`,
  ],
  importing: ({ days, daysDone, points, conflicts, perSecond }) => [
    `days: ${inEnglish(daysDone)} of ${inEnglish(days)}`,
    `points: ${inEnglish(points)}`,
    ...(conflicts === 0 ? [] : [`contradictions: ${inEnglish(conflicts)}`]),
    `${inEnglish(perSecond)} points/s`,
  ],
  done: (figures) =>
    [
      `Points: ${inEnglish(figures.points)} in ${inEnglish(Math.round(figures.seconds))} s, of ${inEnglish(figures.days)} days${figures.daysKnown === 0 ? "" : `, of which ${inEnglish(figures.daysKnown)} were imported before`}.`,
      `New: ${inEnglish(figures.added)}; there already: ${inEnglish(figures.repeats)}; contradictions: ${inEnglish(figures.conflicts)}.`,
      ...(figures.lines === 0
        ? []
        : [`Lines: ${inEnglish(figures.lines)}, wrong: ${inEnglish(figures.wrongLines)}.`]),
    ].join("\n"),
  stopped: "Broken off. The same command goes on where it is.",
  failed: (reason) =>
    `The import is not finished: ${reason}. Nothing is lost; the same command goes on where it is.`,
};

export const importTexts: Texts<typeof fr> = { fr, en };

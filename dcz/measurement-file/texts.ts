import type { Texts } from "../texts.ts";

/** So many names are listed. */
const MOST_NAMES = 40;

const list = (names: readonly string[]): string => {
  const all = names.filter((name) => name !== "");
  return `${all.slice(0, MOST_NAMES).join(", ")}${all.length > MOST_NAMES ? ", …" : ""}`;
};

const fr = {
  file: "fichier de mesures ; sans lui ou avec « - », l'entrée standard",
  zone: "fuseau des heures sans décalage, et des jours : Europe/Paris, UTC, +01:00",
  form: `Le fichier : une ligne d'en-tête, puis une ligne par mesure. Sont compris : virgule, point-virgule,
tabulation ou « | » ; la virgule décimale (entre guillemets si elle sépare aussi) ; UTF-8, UTF-16, Latin-1 ; les
lignes vides et celles qui commencent par #.
« at » : ISO 8601 avec Z ou décalage. Sans décalage, l'heure est du fuseau --zone (sans lui : Europe/Paris). Une date
seule, 20261127, 2026112708, 27/11/2026 08:00 (le jour d'abord, sauf si une date du fichier ne se lit que le mois
d'abord), 27.11.26, 27 nov. 2026, les secondes ou millisecondes depuis 1970 aussi, et des colonnes date et heure, ou
année, mois, jour et heure.
L'heure répétée de l'automne se lit dans l'ordre du fichier ; celle que le printemps saute est une ligne fausse.
Les autres colonnes : le nom d'une grandeur (docs/quantities.md), avec son unité ou non : pm2_5, O3 (ppb),
co_mg_m3. Sont connus : nos exports, Sensor.Community, openSenseMap, OpenAQ, Open-Meteo, AirGradient, PurpleAir, AirNow,
EEA, US EPA, Geod'air, UBA, LUBW, InfluxDB, sonomètres. Vide, NA, NaN, null, -, nd, -999 et -9999 : pas de valeur.
Une ligne fausse est nommée sur la sortie d'erreur (« ligne 7 : … ») et n'a pas de réponse ; les autres en ont une.
Le programme se termine par 0 ; par 1 si rien n'a pu être calculé ; par 2 si une colonne ou une option ne va pas.`,
  noFile: (path: string) => `Il n'y a pas de fichier ${path}.`,
  noRight: (path: string) => `Le droit de lire ${path} manque.`,
  isFolder: (path: string) => `${path} est un dossier ; il faut un fichier.`,
  unreadable: (path: string, cause: string) => `${path} ne se laisse pas lire : ${cause}.`,
  tooLarge: (path: string, megabytes: number) =>
    `${path} dépasse ${megabytes} Mo : ce n'est pas le bon fichier, ou il contient autre chose que ce qu'il faut.`,
  paste: "Collez les lignes, l'en-tête d'abord, puis Entrée et Ctrl-D.",
  noZone: (name: string) => `« ${name} » n'est pas un fuseau comme Europe/Paris, UTC ou +01:00.`,
  empty: "L'entrée est vide.",
  noTime: (found: readonly string[]) =>
    `Aucune colonne ne dit l'heure de la mesure : il faut « at » (ou timestamp, date, time…). Colonnes trouvées : ${list(found)}.`,
  noColumn: (wanted: string, found: readonly string[]) =>
    `Il n'y a pas de colonne « ${wanted} ». Colonnes trouvées : ${list(found)}.`,
  noValues: (wanted: readonly string[], found: readonly string[]) =>
    `Aucune colonne ne porte une grandeur attendue (${list(wanted)}). Colonnes trouvées : ${list(found)}.`,
  badUnit: (header: string) => `L'unité de la colonne « ${header} » n'est pas connue ou ne va pas.`,
  twice: (quantity: string, headers: readonly string[]) =>
    `Plusieurs colonnes sont ${quantity} : ${list(headers)}. Renommez en ${quantity} celle qui est voulue.`,
  whichQuantity: (header: string, wanted: readonly string[]) =>
    `La colonne « ${header} » ne dit pas sa grandeur : renommez-la (${list(wanted)}).`,
  line: (line: number, sentence: string) => `ligne ${line} : ${sentence}`,
  more: (count: number) => `… et ${count} autres lignes fausses.`,
  wrong: {
    quotes: "les guillemets ne vont pas.",
    tooLong: "plus longue que 65 536 caractères.",
    fields: (found: number, expected: number) => `${found} champs, l'en-tête en a ${expected}.`,
    time: (text: string) => `« ${text} » n'est pas une date et une heure.`,
    timeMissing: (header: string) => `la colonne « ${header} » est vide.`,
    timeSkipped: (text: string, zone: string) =>
      `« ${text} » n'existe pas dans le fuseau ${zone} : l'heure d'été commence. Donnez le bon --zone.`,
    number: (header: string, text: string) =>
      `« ${text} » (colonne ${header}) n'est pas un nombre.`,
    thousands: (header: string, text: string) =>
      `« ${text} » (colonne ${header}) a des séparateurs de milliers : ôtez-les de tout le fichier.`,
    unit: (text: string) => `l'unité « ${text} » n'est pas connue ou ne va pas.`,
  },
  dayFirst: (line: number, text: string) =>
    `ligne ${line} : « ${text} » est lu le jour d'abord, comme toutes les dates de cette forme.`,
  monthFirst: (line: number, text: string) =>
    `ligne ${line} : « ${text} » ne se lit que le mois d'abord ; toutes les dates de cette forme sont lues ainsi.`,
  zoneOfArchive: (zone: string) =>
    `Cette archive écrit ses heures en ${zone} ; elles ont été lues dans le fuseau demandé par --zone.`,
  particleCounts: (line: number) =>
    `ligne ${line} : P1 et P2 d'un PPD42NS comptent des particules dans 283 cm³ d'air et ne sont pas des µg/m³ ; ces valeurs sont laissées de côté, ici et dans la suite.`,
  severalSeries: (names: readonly string[]) =>
    `Le fichier a plusieurs séries : choisissez-en une par --series. Les premières : ${list(names)}.`,
  noSeries: (name: string, names: readonly string[]) =>
    `Aucune ligne n'est de la série « ${name} ». Il y a : ${list(names)}.`,
  series: "la série à lire, quand le fichier en a plusieurs (stations, capteurs)",
  nothing: "Rien n'a pu être calculé : aucune ligne n'a de valeur.",
};

const en: typeof fr = {
  file: 'file of measurements; without it or with "-", standard input',
  zone: "time zone of times without offset, and of days: Europe/Paris, UTC, +01:00",
  form: `The file: a header line, then a line for each measurement. Understood are comma, semicolon, tab or "|"; decimal
commas (in quotes where the comma also separates); UTF-8, UTF-16, Latin-1; blank lines and those that begin with #.
"at": ISO 8601 with Z or an offset. Without an offset the time is of the zone --zone (without it: Europe/Paris). A
date alone, 20261127, 2026112708, 27/11/2026 08:00 (day first, unless a date of the file can only be read month first),
27.11.26, 27 Nov 2026, seconds or milliseconds since 1970 too, and columns of date and hour, or of year, month, day and
hour. The hour that autumn repeats is read in the order of the file; the one that spring skips is a wrong row.
The other columns: the name of a quantity (docs/quantities.md), with its unit or without: pm2_5, O3 (ppb), co_mg_m3.
Known are our exports, Sensor.Community, openSenseMap, OpenAQ, Open-Meteo, AirGradient, PurpleAir, EEA, US EPA, AirNow,
Geod'air, UBA, LUBW, InfluxDB, sound level meters.
Empty, NA, NaN, null, -, nd, -999 and -9999: no value.
A wrong row is named on standard error ("line 7: …") and has no answer; the others have one.
The program ends with 0; with 1 when nothing could be computed; with 2 when a column or an option does not fit.`,
  noFile: (path) => `There is no file ${path}.`,
  noRight: (path) => `Not allowed to read ${path}.`,
  isFolder: (path) => `${path} is a folder; a file is needed.`,
  unreadable: (path, cause) => `${path} cannot be read: ${cause}.`,
  tooLarge: (path, megabytes) =>
    `${path} is larger than ${megabytes} MB: it is another file than the one that is needed, or holds more than it should.`,
  paste: "Paste the lines, the header first, then Enter and Ctrl-D.",
  noZone: (name) => `"${name}" is not a time zone such as Europe/Paris, UTC or +01:00.`,
  empty: "The input is empty.",
  noTime: (found) =>
    `No column says when it was measured: "at" (or timestamp, date, time…) is expected. Columns found: ${list(found)}.`,
  noColumn: (wanted, found) => `There is no column "${wanted}". Columns found: ${list(found)}.`,
  noValues: (wanted, found) =>
    `No column holds a quantity that is expected (${list(wanted)}). Columns found: ${list(found)}.`,
  badUnit: (header) => `The unit of the column "${header}" is not known or does not fit.`,
  twice: (quantity, headers) =>
    `Several columns are ${quantity}: ${list(headers)}. Rename the one that is meant to ${quantity}.`,
  whichQuantity: (header, wanted) =>
    `The column "${header}" does not say its quantity: rename it (${list(wanted)}).`,
  line: (line, sentence) => `line ${line}: ${sentence}`,
  more: (count) => `… and ${count} more wrong rows.`,
  wrong: {
    quotes: "the quotes do not fit.",
    tooLong: "longer than 65 536 characters.",
    fields: (found, expected) => `${found} fields, the header has ${expected}.`,
    time: (text) => `"${text}" is no date and time.`,
    timeMissing: (header) => `the column "${header}" is empty.`,
    timeSkipped: (text, zone) =>
      `"${text}" does not exist in the zone ${zone}: summer time begins. Give the right --zone.`,
    number: (header, text) => `"${text}" (column ${header}) is no number.`,
    thousands: (header, text) =>
      `"${text}" (column ${header}) has marks of thousands: take them off the whole file.`,
    unit: (text) => `the unit "${text}" is not known or does not fit.`,
  },
  dayFirst: (line, text) =>
    `line ${line}: "${text}" is read day first, like all dates of this form.`,
  monthFirst: (line, text) =>
    `line ${line}: "${text}" can only be read month first; all dates of this form are read so.`,
  zoneOfArchive: (zone) =>
    `This archive writes its times in ${zone}; they were read in the zone that --zone says.`,
  particleCounts: (line) =>
    `line ${line}: P1 and P2 of a PPD42NS count particles in 283 cm³ of air and are no µg/m³; these values are left out, here and in what follows.`,
  severalSeries: (names) =>
    `The file has several series: choose one by --series. The first: ${list(names)}.`,
  noSeries: (name, names) => `No row is of the series "${name}". There are: ${list(names)}.`,
  series: "the series to read, where the file has several (stations, sensors)",
  nothing: "Nothing could be computed: no row has a value.",
};

export const measurementFileTexts: Texts<typeof fr> = { fr, en };

import { measurementFileTexts } from "../measurement-file/texts.ts";
import type { Texts } from "../texts.ts";

const fr = {
  description: "Prévisions d'indices de l'air et de pollens que d'autres publient",
  importDescription: "Met les prévisions d'un fichier dans la base",
  file: measurementFileTexts.fr.file,
  source: "qui prévoit, en minuscules : atmo-france, cams",
  territory: "le territoire de toutes les lignes, par sa clé : fr-commune-33063, departement-33",
  station: "la station de toutes les lignes",
  scale: (names: readonly string[]) =>
    `comment lire les valeurs de pollens : ${names.join(", ")} (sans elle : des grains/m³)`,
  issued: "quand toutes ces prévisions ont été faites, avec Z ou décalage : 2026-11-28T06:00:00Z",
  help: `Exemples :
  dcz forecasts import --source atmo-france indice-pollen.csv
  dcz forecasts import --source cams --territory commune-33063 --issued 2026-11-28T06:00:00Z demain.csv

Le fichier : une ligne d'en-tête, puis une ligne par prévision.
  issued    quand elle a été faite ; sans cette colonne : --issued
  day       le jour prévu, dans l'heure légale du lieu
  territory ou station : pour quel lieu ; sans ces colonnes : --territory ou --station
  subject   atmo, eaqi2024, usaqi, pollen (le niveau de tous les taxons) ou un taxon (pollen_betula, bouleau)
  value     le niveau (atmo et eaqi2024 : 1 à 6), l'indice (usaqi : 0 à 500) ou les grains/m³
  scale     pour les pollens : grains, atmo-france (1 à 6), raep (0 à 5) ou meteoswiss (0 pour nul, 1 à 4)
Au lieu de « subject » et « value », une colonne par sujet : day;atmo;pollen_betula.
Sont compris aussi les fichiers d'Atmo France (date_ech, date_dif ou date_maj, code_zone, type_zone, code_qual,
code_gram…) : 0 (indisponible) et 7 (évènement) y sont des valeurs absentes.

Une ligne fausse est nommée (« ligne 7 : … »), et les autres sont gardées. Recommencer ne change rien. Pour un même
jour, c'est la prévision faite en dernier qui compte. Rien n'est téléchargé : apporter le fichier est à vous.
La commande s'adresse au serveur de cette machine, avec son jeton d'administration.`,
  noSource:
    "Précisez --source : qui prévoit, en minuscules, chiffres et tirets (atmo-france, cams).",
  onePlace: "Donnez --territory ou --station, pas les deux.",
  unknownScale: (name: string, names: readonly string[]) =>
    `« ${name} » n'est pas une échelle de prévision. Il y a : ${names.join(", ")}.`,
  wrongIssued: (text: string) =>
    `--issued attend un instant avec Z ou décalage (2026-11-28T06:00:00Z), pas « ${text} ».`,
  noColumns: (found: readonly string[]) =>
    `L'en-tête doit nommer le jour (day) et ce qui est prévu (subject et value, ou une colonne par sujet). Colonnes trouvées : ${found.join(", ")}.`,
  wrong: {
    day: (text: string) => `« ${text} » n'est pas un jour.`,
    value: (text: string) => `« ${text} » n'est pas un nombre.`,
    subject: (text: string) =>
      `« ${text} » n'est pas un sujet : atmo, eaqi2024, usaqi, pollen ou un taxon.`,
    noPlace: "aucun lieu : il faut une colonne territory ou station, ou --territory.",
    noIssued: "rien ne dit quand la prévision a été faite : colonne issued, ou --issued.",
  },
  nothing: "Aucune prévision n'a été gardée.",
  imported: (kept: number, changed: number, source: string) =>
    `${kept === 1 ? "Une prévision" : `${kept} prévisions`} de ${source} ; ${changed === 0 ? "rien de nouveau" : `${changed} nouvelle${changed === 1 ? "" : "s"}`}.`,
};

const en: typeof fr = {
  description: "Forecasts of air indices and pollen that others publish",
  importDescription: "Put a file's forecasts into the records",
  file: measurementFileTexts.en.file,
  source: "who forecasts, in small letters: atmo-france, cams",
  territory: "the territory of all rows, by its key: fr-commune-33063, departement-33",
  station: "the station of all rows",
  scale: (names) => `how to read values of pollen: ${names.join(", ")} (without it: grains/m³)`,
  issued: "when all of these forecasts were made, with Z or an offset: 2026-11-28T06:00:00Z",
  help: `Examples:
  dcz forecasts import --source atmo-france pollen-index.csv
  dcz forecasts import --source cams --territory commune-33063 --issued 2026-11-28T06:00:00Z tomorrow.csv

The file: a header line, then a line for each forecast.
  issued    when it was made; without this column: --issued
  day       the day that is forecast, by the legal time of the place
  territory or station: for which place; without these columns: --territory or --station
  subject   atmo, eaqi2024, usaqi, pollen (the level of all taxa) or a taxon (pollen_betula, birch)
  value     the level (atmo and eaqi2024: 1 to 6), the index (usaqi: 0 to 500) or grains/m³
  scale     of pollen: grains, atmo-france (1 to 6), raep (0 to 5) or meteoswiss (0 for none, 1 to 4)
In place of "subject" and "value", a column for each subject: day;atmo;pollen_betula.
Files of Atmo France are understood too (date_ech, date_dif or date_maj, code_zone, type_zone, code_qual, code_gram…):
0 (unavailable) and 7 (event) are no value there.

A wrong row is named ("line 7: …"), and the others are kept. To import again changes nothing. Of one day the forecast
that was made last counts. Nothing is downloaded: to bring the file is yours.
The command talks to the server of this machine, with its administrator's token.`,
  noSource:
    "Give --source: who forecasts, in small letters, digits and hyphens (atmo-france, cams).",
  onePlace: "Give --territory or --station, not both.",
  unknownScale: (name, names) =>
    `"${name}" is no scale of forecasts. There are: ${names.join(", ")}.`,
  wrongIssued: (text) =>
    `--issued takes an instant with Z or an offset (2026-11-28T06:00:00Z), not "${text}".`,
  noColumns: (found) =>
    `The header must name the day (day) and what is forecast (subject and value, or a column for each subject). Columns found: ${found.join(", ")}.`,
  wrong: {
    day: (text) => `"${text}" is no day.`,
    value: (text) => `"${text}" is no number.`,
    subject: (text) => `"${text}" is no subject: atmo, eaqi2024, usaqi, pollen or a taxon.`,
    noPlace: "no place: a column territory or station is needed, or --territory.",
    noIssued: "nothing says when the forecast was made: a column issued, or --issued.",
  },
  nothing: "No forecast was kept.",
  imported: (kept, changed, source) =>
    `${kept === 1 ? "One forecast" : `${kept} forecasts`} of ${source}; ${changed === 0 ? "nothing new" : `${changed} new`}.`,
};

export const forecastTexts: Texts<typeof fr> = { fr, en };

import { measurementFileTexts } from "../measurement-file/texts.ts";
import type { Texts } from "../texts.ts";

const taxa = `ambrosia alnus artemisia betula carpinus castanea corylus cupressaceae fagus fraxinus olea
  parietaria plantago platanus poaceae populus quercus rumex salix tilia ulmus urticaceae`;

const fr = {
  description: "Compte les jours de pollen d'un fichier et en trouve les saisons (JSON)",
  file: measurementFileTexts.fr.file,
  taxon: "le taxon, par sa clé ou son nom latin, français ou anglais : poaceae, graminées, birch",
  scale: "l'échelle : meteoswiss, naab, raep, atmo-france, silam ou eaaci",
  daily: "donne aussi chaque jour avec sa classe, de comptages ou d'une prévision",
  rule: "la règle de la saison : eaaci, percent-90, percent-95, percent-98 ou over-N",
  zone: measurementFileTexts.fr.zone,
  yearStart: "premier jour de l'année pollinique, MM-JJ",
  help: `Exemples :
  dcz pollen --taxon graminées --scale meteoswiss < pollen.csv
  dcz pollen --taxon betula --scale naab --rule percent-95 < pollen.csv

${measurementFileTexts.fr.form}

« at » est le jour (une date suffit) ; « pollen_<taxon> » est le compte en grains/m³, ou le nom de la plante
(poaceae, graminées, grasses). Les fichiers de MétéoSuisse (stn;time;khpoacd0) sont compris ; « - » y est un jour sans
valeur. Un jour sans valeur n'est pas un zéro. De plusieurs valeurs d'un jour (des heures), c'est la moyenne.
Les particules d'un compteur optique « de la taille des pollens » (pollen_range) ne sont pas du pollen : elles sont
refusées.

Taxons : ${taxa}.

Le résultat : count max above days seasons.
  count    lignes lues, avec ou sans valeur ; les lignes fausses n'en sont pas
  max      le compte le plus élevé d'un jour, et ce jour (at)
  above    pour chaque borne de l'échelle, les jours dont le compte l'atteint ou la dépasse : la borne appartient à la
           classe qu'elle ouvre. null quand l'échelle n'a pas de bornes publiées (raep, atmo-france), ou pas pour ce
           taxon ; scale.bounds dit pourquoi
  days     jours qui ont une valeur
  seasons  de chaque année pollinique : year start end rule, days (du premier au dernier jour), missing (ceux sans
           valeur), coverage (part des jours de l'année qui ont une valeur) et complete : faux quand des jours sans
           valeur ont pu déplacer le début ou la fin. null quand aucun jour ne remplit la règle
  scale    sa source, et pour chaque classe sa borne et les jours qu'elle contient
  daily    avec --daily : at, value, class et words (la classe en mots) de chaque jour qui a une valeur

Une prévision se lit comme des comptages : un fichier d'Open-Meteo (birch_pollen, grass_pollen… par heure, du modèle
européen CAMS) avec --daily. La commande n'appelle aucun service : c'est à vous de télécharger le fichier.

Règles (--rule ; sans elle eaaci là où elle définit la saison du taxon, sinon percent-95) :
  eaaci       du premier jour de cinq, en sept jours de suite, qui ont chacun assez de grains et ensemble assez (graminées
              3 et 30, bouleau 10 et 100, cyprès et olivier 20 et 200, ambroisie 3 et 30) au dernier jour des derniers
              cinq (Pfaar et al. 2017)
  percent-95  des jours où la somme de l'année atteint 2,5 % et 97,5 % ; percent-90 : 5 et 95 % ; percent-98 : 1 et 99 %
  over-N      le premier et le dernier jour de plus de N grains/m³ : over-10

L'année pollinique (--year-start) commence le 1er janvier ; celle de l'aulne, du noisetier et du cyprès, qui peuvent
fleurir dès décembre, le 1er octobre, et porte le nom de l'année où elle finit.`,
  importDescription: "Met les comptages d'un fichier dans la base, comme mesures d'une station",
  importStation: "la station qui représente le lieu du comptage",
  importSensor: "le capteur auquel les comptages sont attribués",
  importHelp: `Exemple :
  dcz pollen import --taxon graminées --station pollens-lausanne comptages.csv

Le fichier a la même forme que pour « dcz pollen » : at et pollen_<taxon>, ou un fichier de MétéoSuisse. Recommencer
ne change rien : un jour déjà connu n'est pas compté deux fois, et une valeur différente est signalée comme conflit.
Ne mêlez pas un observateur et un compteur automatique : donnez-leur deux --sensor.
La commande s'adresse au serveur de cette machine, avec son jeton d'administration.`,
  importNoStation:
    "Précisez --station : des minuscules, des chiffres et des tirets (pollens-lausanne).",
  importWrongSensor: (name: string) =>
    `--sensor attend des minuscules, des chiffres et des tirets, pas « ${name} ».`,
  importRefused: (detail: string) => `Le serveur n'a pas pris ces comptages. ${detail}`,
  imported: (count: number, taxon: string, station: string) =>
    count === 1
      ? `Un comptage de ${taxon} est enregistré à la station ${station}.`
      : `${count} comptages de ${taxon} sont enregistrés à la station ${station}.`,
  noTaxon: (keys: readonly string[]) =>
    `Précisez --taxon : ${keys.join(", ")}, ou un nom français ou anglais.`,
  unknownTaxon: (name: string, keys: readonly string[]) =>
    `Taxon inconnu : « ${name} ». Il y a : ${keys.join(", ")}, et leurs noms français et anglais.`,
  noScale: (keys: readonly string[]) => `Précisez --scale : ${keys.join(", ")}.`,
  unknownScale: (name: string, keys: readonly string[]) =>
    `Échelle inconnue : « ${name} ». Il y a : ${keys.join(", ")}.`,
  unknownRule: (name: string) =>
    `Règle inconnue : « ${name} ». Il y a : eaaci, percent-90, percent-95, percent-98 et over-N (over-10).`,
  noRuleForTaxon: (rule: string, taxon: string) =>
    `La règle ${rule} ne définit pas de saison pour ${taxon}. Prenez percent-95 ou over-N.`,
  wrongYearStart: (text: string) =>
    `--year-start attend un mois et un jour (10-01), pas « ${text} ».`,
  particles:
    "Ces particules ont la taille de pollens et n'en sont pas forcément : un compteur optique ne les distingue pas. Aucune échelle de pollen ne vaut pour elles.",
  hourly:
    "Ce fichier de MétéoSuisse a d'autres valeurs que la moyenne journalière de 6 à 6 h UTC : prenez le fichier des jours (paramètres en d0).",
  negative: (value: string) =>
    `${value} grains/m³ : un compte n'est pas négatif ; la valeur est laissée de côté.`,
  twice: (at: string, kept: number, dropped: number) =>
    `${at} est déjà là avec ${kept} grains/m³ ; ${dropped} est laissé de côté.`,
  unpublished: (title: string) => `${title} : les bornes ne sont pas publiées ; above est null.`,
  noBounds: (title: string, taxon: string) =>
    `${title} : pas de bornes pour ${taxon} ; above est null.`,
};

const en: typeof fr = {
  description: "Count the pollen days of a file and find its seasons (JSON)",
  file: measurementFileTexts.en.file,
  taxon: "the taxon, by its key or its Latin, French or English name: poaceae, graminées, birch",
  scale: "the scale: meteoswiss, naab, raep, atmo-france, silam or eaaci",
  daily: "also give each day with its class, of counts or of a forecast",
  rule: "the season's rule: eaaci, percent-90, percent-95, percent-98 or over-N",
  zone: measurementFileTexts.en.zone,
  yearStart: "first day of the pollen year, MM-DD",
  help: `Examples:
  dcz pollen --taxon grasses --scale meteoswiss < pollen.csv
  dcz pollen --taxon betula --scale naab --rule percent-95 < pollen.csv

${measurementFileTexts.en.form}

"at" is the day (a date will do); "pollen_<taxon>" is the count in grains/m³, or the plant's name (poaceae, graminées,
grasses). Files of MeteoSwiss (stn;time;khpoacd0) are understood; "-" is a day without a value there. A day without a
value is not a zero. Of several values of one day (hours) the mean is taken.
An optical counter's particles "in the pollen range" (pollen_range) are no pollen: they are refused.

Taxa: ${taxa}.

The result: count max above days seasons.
  count    rows read, with a value or without; wrong rows are not among them
  max      the highest count of a day, and that day (at)
  above    for each bound of the scale, the days whose count reaches or exceeds it: a bound belongs to the class that
           it begins. null where the scale has no published bounds (raep, atmo-france), or none for this taxon;
           scale.bounds says why
  days     days that have a value
  seasons  of each pollen year: year start end rule, days (from the first day to the last), missing (those without a
           value), coverage (share of the year's days that have a value) and complete: false where days without a value
           may have moved the start or the end. null where no day fulfils the rule
  scale    its source, and of each class its bound and the days in it
  daily    with --daily: at, value, class and words (the class in words) of each day that has a value

A forecast is read like counts: a file of Open-Meteo (birch_pollen, grass_pollen… each hour, of the European model CAMS)
with --daily. The command calls no service: to download the file is yours.

Rules (--rule; without it eaaci where it defines the taxon's season, else percent-95):
  eaaci       from the first day of five, within seven in a row, that each have enough grains and together enough
              (grasses 3 and 30, birch 10 and 100, cypress and olive 20 and 200, ragweed 3 and 30) to the last day of
              the last such five (Pfaar et al. 2017)
  percent-95  from the day on which the year's sum reaches 2.5 % to that of 97.5 %; percent-90: 5 and 95 %;
              percent-98: 1 and 99 %
  over-N      the first and the last day with more than N grains/m³: over-10

The pollen year (--year-start) begins on 1 January; that of alder, hazel and cypress, which may flower from December
on, on 1 October, and is named after the year in which it ends.`,
  importDescription: "Put a file's counts into the store, as readings of a station",
  importStation: "the station that stands for the place of the counts",
  importSensor: "the sensor to which the counts are put down",
  importHelp: `Example:
  dcz pollen import --taxon grasses --station pollen-lausanne counts.csv

The file has the form that "dcz pollen" reads: at and pollen_<taxon>, or a file of MeteoSwiss. To import again changes
nothing: a day that is known is not counted twice, and another value is reported as a conflict.
Do not mix an observer and an automatic counter: give them two --sensor.
The command talks to the server of this machine, with its administrator's token.`,
  importNoStation: "Give --station: lower-case letters, digits and hyphens (pollen-lausanne).",
  importWrongSensor: (name) =>
    `--sensor takes lower-case letters, digits and hyphens, not "${name}".`,
  importRefused: (detail) => `The server did not take these counts. ${detail}`,
  imported: (count, taxon, station) =>
    count === 1
      ? `One count of ${taxon} is kept for station ${station}.`
      : `${count} counts of ${taxon} are kept for station ${station}.`,
  noTaxon: (keys) => `Give --taxon: ${keys.join(", ")}, or a French or English name.`,
  unknownTaxon: (name, keys) =>
    `Unknown taxon "${name}". There are: ${keys.join(", ")}, and their French and English names.`,
  noScale: (keys) => `Give --scale: ${keys.join(", ")}.`,
  unknownScale: (name, keys) => `Unknown scale "${name}". There are: ${keys.join(", ")}.`,
  unknownRule: (name) =>
    `Unknown rule "${name}". There are: eaaci, percent-90, percent-95, percent-98 and over-N (over-10).`,
  noRuleForTaxon: (rule, taxon) =>
    `The rule ${rule} defines no season of ${taxon}. Take percent-95 or over-N.`,
  wrongYearStart: (text) => `--year-start takes a month and a day (10-01), not "${text}".`,
  particles:
    "These particles have the size of pollen and may be something else: an optical counter cannot tell. No pollen scale holds for them.",
  hourly:
    "This file of MeteoSwiss has other values than the daily mean from 06 to 06 UTC: take the file of days (parameters that end in d0).",
  negative: (value) => `${value} grains/m³: a count is not negative; the value is left out.`,
  twice: (at, kept, dropped) =>
    `${at} is there already with ${kept} grains/m³; ${dropped} is left out.`,
  unpublished: (title) => `${title}: the bounds are not published; above is null.`,
  noBounds: (title, taxon) => `${title}: no bounds for ${taxon}; above is null.`,
};

export const pollenTexts: Texts<typeof fr> = { fr, en };

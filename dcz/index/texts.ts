import { measurementFileTexts } from "../measurement-file/texts.ts";
import type { Texts } from "../texts.ts";

const fr = {
  description:
    "Calcule un indice de la qualité de l'air sur un fichier, sans serveur : une liste JSON",
  table: "table : atmo, eaqi2024, eaqi, usaqi ou who (obligatoire)",
  average:
    "part de valeurs horaires (ou plus fines) : en fait des jours, des moyennes de 8 h, le NowCast",
  ozone:
    "--table usaqi --average : 8h (moyenne des 8 dernières heures, sans autre demande) ou nowcast (celui de l'EPA)",
  period:
    "--table who : day (24 h, O3 8 h, sans autre demande) ou year (année, O3 : saison de pointe)",
  quantity: "ce que sont les valeurs d'un fichier d'une seule colonne « value » : pm2_5, no2…",
  examples: `Exemples :
  dcz index --table atmo < jours.csv
  dcz index --table usaqi --average --zone Europe/Paris heures.csv

Colonnes : « at », et une ou plusieurs de pm2_5, pm10, no2, o3, so2 (µg/m³), co (mg/m³). Un gaz peut être en ppm ou
ppb si l'en-tête le dit ; il est converti à 20 °C (US : 25 °C) et 1013,25 hPa, et « conversion » le dit.
Sans --average, chaque ligne est déjà la moyenne que veut son indice, et a une réponse : at, quantity (le pire des
polluants), value, band, et dans parts chacun des autres.
  atmo      value 1 à 6 ; PM : moyenne du jour ; NO2, O3, SO2 : l'heure la plus haute du jour
  eaqi2024  value 1 à 6 ; moyennes horaires
  eaqi      value 1 à 6 ; PM : moyenne glissante de 24 h ; gaz : moyennes horaires (l'indice d'avant 2024)
  usaqi     value 0 à 500, plus haut dans beyond ; PM : 24 h ; O3, CO : 8 h ; NO2, SO2 : 1 h (mai 2024)
            une ligne peut avoir deux colonnes d'un gaz : « O3 8h » et « O3 1h », « SO2 1h » et « SO2 24h » (> 304 ppb)
  who       value null ; moyennes de 24 h, O3 : la plus haute moyenne de 8 h du jour
            --period year : moyennes annuelles de PM2,5, PM10 et NO2, O3 : moyenne de la saison de pointe
Dans parts, period dit ce que chaque valeur est.
band : good, fair, moderate, poor, very_poor, extremely_poor ; usaqi : good, moderate,
unhealthy_for_sensitive_groups, unhealthy, very_unhealthy, hazardous ; who : aqg, it4, it3, it2, it1, above.
label le dit en français, missing nomme les polluants de la table qui manquent, scale dit d'où vient l'indice.
Ce qui n'est pas connu est null, jamais « good » ; une valeur négative n'est pas une concentration.
Une borne appartient à la classe du dessous. eaqi2024 : entre deux entiers imprimés, la classe du dessus (notre
choix, dit par remark). usaqi : la concentration est tronquée, l'indice arrondi ; SO2 à partir de 305 ppb compte comme moyenne de
24 h, O3 au-dessus de 0,200 ppm comme 1 h (et 300 au moins).
--average (chaque moyenne veut les trois quarts de ses valeurs ; « at » est le début de l'heure) :
  atmo, who : un objet par jour du fuseau ; who, O3 : la plus haute moyenne de 8 h
  who --period year : un objet par année ; O3 : les six mois de suite dont la moyenne des plus hautes moyennes de 8 h
  de chaque jour est la plus haute (et qui finissent dans l'année)
  eaqi2024, eaqi, usaqi : un objet par heure ; usaqi : PM par le NowCast de 12 h (2 des 3 dernières heures), O3 et CO
  par la moyenne des 8 dernières heures, O3 aussi par son heure à partir de 0,125 ppm
  --ozone nowcast : à la place des 8 heures, la prévision de l'EPA pour les 8 heures autour (régression PLS sur les
  deux dernières semaines du fichier ; s'il en manque plus d'un quart, ou 8 heures de suite, 0,85 × heure + 4,5 ppb,
  que period appelle « surrogate »)

${measurementFileTexts.fr.form}`,
  missingTable: (known: string) => `Précisez --table. Il y a : ${known}.`,
  unknownTable: (name: string, known: string) => `Table inconnue : « ${name} ». Il y a : ${known}.`,
  unknownQuantity: (name: string, known: string) =>
    `Grandeur inconnue : « ${name} ». Il y a : ${known}.`,
  wrongPeriod: (period: string) =>
    `--period vaut day, ou avec --table who aussi year, pas « ${period} ».`,
  wrongOzone: (rule: string) =>
    `--ozone vaut 8h, ou avec --table usaqi --average aussi nowcast, pas « ${rule} ».`,
  daysAlready:
    "Toutes les lignes sont des jours sans heure : si ce sont déjà des moyennes, ne donnez pas --average.",
  tooManySeries: (most: number) =>
    `Ce fichier a plus de ${most} stations ou capteurs : découpez-le, ou vérifiez ses colonnes station et sensor.`,
};

const en: typeof fr = {
  description: "Compute an air quality index from a file, without a server: a JSON list",
  table: "table: atmo, eaqi2024, eaqi, usaqi or who (required)",
  average: "begin with hourly values (or finer ones): build days, means of 8 h, NowCast",
  ozone:
    "--table usaqi --average: 8h (mean of the last 8 hours, unless asked otherwise) or nowcast (the EPA's)",
  period:
    "--table who: day (24 h, O3 8 h, unless asked otherwise) or year (a year, O3: peak season)",
  quantity: 'what the values of a file are that has one column "value": pm2_5, no2…',
  examples: `Examples:
  dcz index --table atmo < days.csv
  dcz index --table usaqi --average --zone Europe/Paris hours.csv

Columns: "at", and one or more of pm2_5, pm10, no2, o3, so2 (µg/m³), co (mg/m³). A gas may be in ppm or ppb when the
header says so; it is converted at 20 °C (US: 25 °C) and 1013.25 hPa, and "conversion" says so.
Without --average each row is averaged already as its index demands, and has an answer: at, quantity (the worst of the
pollutants), value, band, and in parts each of them.
  atmo      value 1 to 6; PM: mean of the day; NO2, O3, SO2: highest hour of the day
  eaqi2024  value 1 to 6; hourly means
  eaqi      value 1 to 6; PM: running mean of 24 h; gases: hourly means (the index before 2024)
  usaqi     value 0 to 500, higher in beyond; PM: 24 h; O3, CO: 8 h; NO2, SO2: 1 h (May 2024)
            a row may have two columns of a gas: "O3 8h" and "O3 1h", "SO2 1h" and "SO2 24h" (> 304 ppb)
  who       value null; means of 24 h, O3: highest mean of 8 h of the day
            --period year: means of a year of PM2.5, PM10 and NO2, O3: mean of the peak season
In parts, period says what each value is.
band: good, fair, moderate, poor, very_poor, extremely_poor; usaqi: good, moderate, unhealthy_for_sensitive_groups,
unhealthy, very_unhealthy, hazardous; who: aqg, it4, it3, it2, it1, above.
label says it in words, missing names the pollutants of the table that are not there, scale says what the index
stands on. What is unknown is null, never "good"; a negative value is no concentration.
A bound belongs to the band below it. eaqi2024: between two printed integers the band above (our choice, as remark
says). usaqi: the concentration is truncated, the index rounded; SO2 from 305 ppb on counts as a mean of 24 h, O3 above 0.200 ppm as
1 h (and 300 at least).
--average (each mean needs three quarters of its values; "at" is the beginning of the hour):
  atmo, who: an object for each day of the zone; who, O3: highest mean of 8 h
  who --period year: an object for each year; O3: the six months in a row of which the mean of the days' highest means
  of 8 h is highest (those that end in the year)
  eaqi2024, eaqi, usaqi: an object for each hour; usaqi: PM by the NowCast of 12 h (2 of the last 3 hours), O3 and CO by
  the mean of the last 8 hours, O3 also by its hour from 0.125 ppm on
  --ozone nowcast: instead of the 8 hours, the EPA's forecast of the 8 hours around (PLS regression on the file's last
  two weeks; when more than a quarter of them is missing, or 8 hours in a row, 0.85 × hour + 4.5 ppb, which period calls
  "surrogate")

${measurementFileTexts.en.form}`,
  missingTable: (known) => `Give --table. There are: ${known}.`,
  unknownTable: (name, known) => `Unknown table "${name}". There are: ${known}.`,
  unknownQuantity: (name, known) => `Unknown quantity "${name}". There are: ${known}.`,
  wrongPeriod: (period) => `--period is day, or with --table who also year, not "${period}".`,
  wrongOzone: (rule) =>
    `--ozone is 8h, or with --table usaqi --average also nowcast, not "${rule}".`,
  daysAlready:
    "Every row is a day without an hour: if they are averages already, leave out --average.",
  tooManySeries: (most) =>
    `This file has more than ${most} stations or sensors: cut it, or check its columns station and sensor.`,
};

export const indexTexts: Texts<typeof fr> = { fr, en };

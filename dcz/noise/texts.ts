import { measurementFileTexts } from "../measurement-file/texts.ts";
import type { Texts } from "../texts.ts";

const fr = {
  description: "Calcule LAeq, Lden et les niveaux dépassés d'un fichier de niveaux sonores (JSON)",
  file: measurementFileTexts.fr.file,
  hours: "heures du jour, de la soirée et de la nuit : fr (6-18-22) ou eu (7-19-23)",
  zone: measurementFileTexts.fr.zone,
  time: "colonne de l'heure, par son en-tête exact (par défaut : at)",
  level: "colonne du niveau en dB(A), par son en-tête exact (par défaut : laeq)",
  help: `Exemples :
  dcz noise --hours fr < bruit.csv
  dcz noise --hours eu --zone Europe/Lisbon --time datetime --level "LEQ dB -A" < bruit.csv

${measurementFileTexts.fr.form}

« at » est le début de chaque niveau ; « laeq » est un niveau équivalent court en dB(A), de 0 à 140 : une seconde
ou une minute de préférence. Ce qui est hors de ces bornes est nommé et laissé de côté. Les lignes peuvent être dans
n'importe quel ordre. De deux valeurs différentes pour un même instant, la première est gardée et l'autre nommée.

Le résultat : laeq lday levening lnight lden l10 l50 l90 count coverage, du fichier entier et de chaque jour local
(days, avec date) ; null pour ce qui n'a pas de valeur.
  laeq …         moyennes énergétiques : 10·log10(moyenne de 10^(L/10)). Chaque valeur compte autant.
  lden           10·log10((12·10^(lday/10) + 4·10^((levening+5)/10) + 8·10^((lnight+10)/10)) / 24). Il faut les trois
                 périodes ; « missing » nomme celles qui manquent. Les poids restent 12, 4 et 8 les jours de 23 et 25 h.
  lnight         d'un jour : ses propres premières et dernières heures (0-6 et 22-24 avec fr).
  l10 l50 l90    niveaux dépassés 10, 50, 90 % du temps, par interpolation linéaire entre les valeurs triées (l10 est
                 le 90e centile, type 7 : comme numpy et R sans autre demande).
  count          valeurs présentes.
  expected       valeurs attendues au pas médian (step, en secondes) : du fichier, de la première ligne à la dernière ;
                 d'un jour, sur ses 23, 24 ou 25 heures entières.
  coverage       count / expected, de 0 à 1 ; periods le dit de chaque période.
  lowest highest la plus petite et la plus grande valeur du fichier. Ce ne sont LAmin et LAmax que si le fichier
                 contient de tels niveaux.
Les jours sans aucune ligne ne sont pas dans days. Les niveaux sont donnés à 0,0001 dB.
Sources des heures : directive 2002/49/CE, annexe I ; arrêté du 4 avril 2006.`,
  noHours: "Précisez --hours fr (6-18-22) ou --hours eu (7-19-23).",
  noLevel: (found: readonly string[]) =>
    `Aucune colonne ne s'appelle laeq : nommez celle du niveau par --level. Colonnes trouvées : ${found.join(", ")}.`,
  noTimeOfDay: (text: string) =>
    `« ${text} » est une date sans heure : on ne peut pas dire si c'est le jour ou la nuit.`,
  outside: (value: string) => `${value} dB(A) est hors de 0 à 140 ; la valeur est laissée de côté.`,
  twice: (at: string, kept: number, dropped: number) =>
    `${at} est déjà là avec ${kept} dB(A) ; ${dropped} est laissé de côté.`,
  missing: (periods: readonly string[]) =>
    `Pas de Lden : aucune valeur pour ${periods.join(" et pour ")}.`,
  periods: { day: "le jour", evening: "la soirée", night: "la nuit" },
  longSteps: (minutes: number) =>
    `Le pas médian est de ${minutes} min : une valeur peut chevaucher deux périodes ; elle compte pour celle où elle commence.`,
};

const en: typeof fr = {
  description: "Compute LAeq, Lden and the levels exceeded, of a file of sound levels (JSON)",
  file: measurementFileTexts.en.file,
  hours: "hours of day, evening and night: fr (6-18-22) or eu (7-19-23)",
  zone: measurementFileTexts.en.zone,
  time: "column of the time, by its exact header (preset: at)",
  level: "column of the level in dB(A), by its exact header (preset: laeq)",
  help: `Examples:
  dcz noise --hours fr < noise.csv
  dcz noise --hours eu --zone Europe/Lisbon --time datetime --level "LEQ dB -A" < noise.csv

${measurementFileTexts.en.form}

"at" is the beginning of each level; "laeq" is a short equivalent level in dB(A), from 0 to 140: of a second or a
minute if possible. What is outside these bounds is named and left out. Rows may be in any order. Of two different
values for one instant the first is kept and the other is named.

The result: laeq lday levening lnight lden l10 l50 l90 count coverage, of the whole file and of each local day
(days, with date); null for what has no value.
  laeq …         energetic means: 10·log10(mean of 10^(L/10)). Each value counts the same.
  lden           10·log10((12·10^(lday/10) + 4·10^((levening+5)/10) + 8·10^((lnight+10)/10)) / 24). It needs all three
                 periods; "missing" names those that lack. The weights stay 12, 4 and 8 on days of 23 and 25 h.
  lnight         of a day: its own first and last hours (0-6 and 22-24 with fr).
  l10 l50 l90    levels exceeded 10, 50, 90 % of the time, by linear interpolation between the sorted values (l10 is
                 the 90th percentile, type 7: as numpy and R do unless told otherwise).
  count          values that are there.
  expected       values expected at the median step (step, in seconds): of the file, from its first row to its last;
                 of a day, over its whole 23, 24 or 25 hours.
  coverage       count / expected, from 0 to 1; periods tells it of each period.
  lowest highest the least and the greatest value of the file. They are LAmin and LAmax only where the file holds
                 such levels.
Days without any row are not in days. Levels are given to 0.0001 dB.
Sources of the hours: directive 2002/49/EC, annex I; arrêté du 4 avril 2006.`,
  noHours: "Give --hours fr (6-18-22) or --hours eu (7-19-23).",
  noLevel: (found) =>
    `No column is called laeq: name that of the level by --level. Columns found: ${found.join(", ")}.`,
  noTimeOfDay: (text) =>
    `"${text}" is a date without a time: nobody can tell whether it is day or night.`,
  outside: (value) => `${value} dB(A) is outside 0 to 140; the value is left out.`,
  twice: (at, kept, dropped) =>
    `${at} is there already with ${kept} dB(A); ${dropped} is left out.`,
  missing: (periods) => `No Lden: no value for ${periods.join(" and for ")}.`,
  periods: { day: "the day", evening: "the evening", night: "the night" },
  longSteps: (minutes) =>
    `The median step is ${minutes} min: a value may lie across two periods; it counts for the one in which it begins.`,
};

export const noiseTexts: Texts<typeof fr> = { fr, en };

import { measurementFileTexts } from "../measurement-file/texts.ts";
import type { Texts } from "../texts.ts";

const list = (names: readonly string[]): string => names.slice(0, 10).join(", ");

const fr = {
  description:
    "Trouve la droite d'étalonnage d'un capteur posé à côté d'une référence, dans un fichier, sans serveur",
  reference: "colonne de l'instrument de référence, par son nom exact",
  quantity: "grandeur à étalonner, pm2_5 sinon",
  recipe: "recette appliquée d'abord (epa-2021, sds011-power…) ; sans elle, les valeurs brutes",
  examples: `Exemples :
  dcz quality calibrate --reference pm2_5_reference < ensemble.csv
  dcz quality calibrate --recipe sds011-power --reference pm2_5_reference ensemble.csv

Les lignes qui ont les deux valeurs sont d'abord réunies en moyennes d'heures ; il en faut au moins 48.
La réponse, un objet JSON :
  of                      raw, ou la recette et sa version
  hours, from, until      heures avec les deux valeurs, de la première à la fin de la dernière
  slope, intercept        référence = intercept + slope × capteur, par moindres carrés, et leurs erreurs types
  r2                      carré de la corrélation
  bias_before             capteur moins référence, en moyenne
  rmse_before, rmse_after écart quadratique moyen à la référence, avant et après la droite, sur ces mêmes heures
  seen                    moyenne d'heure la plus basse et la plus haute du capteur
  valid                   où la droite vaut : une demi-étendue de plus de chaque côté

${measurementFileTexts.fr.form}`,
  missingReference: "Précisez --reference COLONNE.",
  otherQuantity: (recipe: string, quantity: string) =>
    `La recette ${recipe} ne corrige pas ${quantity}.`,
  severalSensors: (names: readonly string[]) =>
    `Le fichier a plusieurs capteurs ou stations (${list(names)}) : une droite vaut pour un seul.`,
  tooFew: (count: number, least: number) =>
    `Pas de droite : ${count} heures ont les deux valeurs, il en faut ${least}.`,
  no_spread: "Pas de droite : le capteur ou la référence dit toujours la même chose.",
  not_rising:
    "Pas de droite : le capteur descend quand la référence monte. Il mesure autre chose, ou les heures sont décalées.",
};

const en: typeof fr = {
  description:
    "Find the calibration line of a sensor that stood beside a reference, in a file, without a server",
  reference: "column of the reference instrument, by its exact name",
  quantity: "quantity to calibrate, else pm2_5",
  recipe: "recipe that is applied first (epa-2021, sds011-power …); without it, raw values",
  examples: `Examples:
  dcz quality calibrate --reference pm2_5_reference < together.csv
  dcz quality calibrate --recipe sds011-power --reference pm2_5_reference together.csv

Rows that have both values are first joined into means of hours; at least 48 are needed.
The answer is a JSON object:
  of                      raw, or the recipe with its version
  hours, from, until      hours with both values, from the first to the end of the last one
  slope, intercept        reference = intercept + slope × sensor, by least squares, with their standard errors
  r2                      square of the correlation
  bias_before             sensor minus reference, in the mean
  rmse_before, rmse_after root mean square difference from the reference, before and after the line, of these same hours
  seen                    lowest and highest mean of an hour of the sensor
  valid                   where the line holds: half a span further on either side

${measurementFileTexts.en.form}`,
  missingReference: "Give --reference COLUMN.",
  otherQuantity: (recipe, quantity) => `The recipe ${recipe} does not correct ${quantity}.`,
  severalSensors: (names) =>
    `The file has several sensors or stations (${list(names)}): a line is of one alone.`,
  tooFew: (count, least) => `No line: ${count} hours have both values, ${least} are needed.`,
  no_spread: "No line: the sensor or the reference always says the same.",
  not_rising:
    "No line: the sensor falls where the reference rises. It measures something else, or the hours are shifted.",
};

export const calibrateTexts: Texts<typeof fr> = { fr, en };

import type { QuantityName } from "@datacityzen/hardware/quantities";
import { measurementFileTexts } from "../measurement-file/texts.ts";
import type { Texts } from "../texts.ts";

const fr = {
  description:
    "Corrige les mesures d'un fichier par une recette publiée, sans serveur : une liste JSON",
  recipe:
    "recette : epa-2021-linear, epa-2021, kappa-koehler, sds011-power, slope ou airgradient-batch",
  kappa: "kappa-koehler : hygroscopicité des particules, 0,35 sinon (Europe : 0,3 à 0,4)",
  dryBelow:
    "kappa-koehler : humidité sous laquelle rien ne change, 65 % sinon (0 : la formule partout)",
  humidityMost: "kappa-koehler : humidité comptée au plus, 95 % sinon",
  slope: "slope : pente de la droite",
  intercept: "slope : ordonnée à l'origine, 0 sinon",
  quantity: "slope, --fit : grandeur à corriger, pm2_5 sinon",
  batch: "airgradient-batch : lot du PMS5003",
  reference: "colonne d'une station de référence, par son nom exact",
  compare: "au lieu de la liste : biais et RMSE avant et après la correction, contre --reference",
  fit: "au lieu d'une recette : la droite qui mène du capteur à --reference",
  examples: `Exemples :
  dcz correct --recipe epa-2021 < capteur.csv
  dcz correct --recipe slope --slope 0.52 --intercept 3.1 < capteur.csv
  dcz correct --recipe epa-2021 --reference pm2_5_reference --compare < ensemble.csv
  dcz correct --fit --reference pm2_5_reference < ensemble.csv

Colonnes : « at », pm2_5 (µg/m³) ou pm2_5_cf1 (calibration d'usine de Plantower, prise là où elle est), pm10 s'il y
en a, humidity (% mesurée par le capteur) pour les recettes qui la demandent ; airgradient-batch : n_above_0_3
(particules par cm³) ou pm003Count (par 0,1 L).
  epa-2021-linear   0,524 × PM2,5 − 0,0862 × RH + 5,75, tel quel : peut être négatif
  epa-2021          le même, étendu aux fortes fumées ; jamais négatif, 0 reste 0, l'humidité bornée à 0 à 100 %
  kappa-koehler     PM / C, C = 1 + (κ/1,65) / (−1 + 1/aw) ; PM2,5 et PM10
  sds011-power      PM2,5 / (1 + 0,48756 (RH/100)^8,60068), PM10 / (1 + 0,81559 (RH/100)^5,83411)
  slope             intercept + slope × valeur
  airgradient-batch la droite du lot tant qu'elle donne moins de 31 µg/m³, sinon la valeur du capteur
Chaque ligne a une réponse : at, la grandeur corrigée, raw, recipe, version, input (la colonne prise). Si le fichier a
pm10, pm10 et raw_pm10 aussi : pm10 n'est jamais sous pm2_5. Sans humidité là où il en faut, la ligne est nommée et sa
réponse est null, missing dit ce qui manque. parameters donne les nombres choisis de la recette ;
unit, le ppm ou le ppb d'un gaz que le fichier donne ainsi.
--compare : n, et avant (raw) et après (corrected) bias (capteur moins référence), rmse, mae, r2.
--fit : slope, intercept (référence = intercept + slope × capteur, moindres carrés), leurs erreurs types, r2, rmse des
résidus, bias avant, n, et orthogonal, la droite quand les deux ont la même erreur.

${measurementFileTexts.fr.form}`,
  missingRecipe: (known: string) => `Précisez --recipe. Il y a : ${known}.`,
  unknownRecipe: (name: string, known: string) =>
    `Recette inconnue : « ${name} ». Il y a : ${known}.`,
  notANumber: (option: string, text: string) => `${option} attend un nombre, pas « ${text} ».`,
  outOfRange: (option: string, low: number, high: number) =>
    `${option} doit être entre ${low} et ${high}.`,
  missingSlope: "La recette slope demande --slope (et --intercept).",
  missingBatch: (known: string) =>
    `La recette airgradient-batch demande --batch. Il y a : ${known}.`,
  missingReference: "--compare et --fit demandent --reference COLONNE.",
  fitOrRecipe: "--fit trouve une droite : sans --recipe ni --compare.",
  unknownQuantity: (name: string) => `Grandeur inconnue : « ${name} » (docs/quantities.md).`,
  long: (needed: string) =>
    `Cette recette demande plusieurs colonnes dans une ligne (${needed}) ; ce fichier a une grandeur par ligne.`,
  lacks: (quantity: QuantityName) => `${quantity} manque : la réponse est null.`,
  impossible: (quantity: QuantityName) =>
    `${quantity} est hors de ses bornes : la réponse est null.`,
  noLine:
    "Pas de droite : il faut au moins trois lignes avec les deux valeurs, et des valeurs qui changent.",
};

const en: typeof fr = {
  description: "Correct a file's measurements by a published recipe, without a server: a JSON list",
  recipe:
    "recipe: epa-2021-linear, epa-2021, kappa-koehler, sds011-power, slope or airgradient-batch",
  kappa: "kappa-koehler: hygroscopicity of the particles, else 0.35 (Europe: 0.3 to 0.4)",
  dryBelow:
    "kappa-koehler: humidity below which nothing is changed, else 65 % (0: the formula everywhere)",
  humidityMost: "kappa-koehler: humidity that counts at most, else 95 %",
  slope: "slope: slope of the line",
  intercept: "slope: intercept of the line, else 0",
  quantity: "slope, --fit: quantity to correct, else pm2_5",
  batch: "airgradient-batch: batch of the PMS5003",
  reference: "column of a reference station, by its exact name",
  compare:
    "instead of the list: bias and RMSE before and after the correction, against --reference",
  fit: "instead of a recipe: the line that leads from the sensor to --reference",
  examples: `Examples:
  dcz correct --recipe epa-2021 < sensor.csv
  dcz correct --recipe slope --slope 0.52 --intercept 3.1 < sensor.csv
  dcz correct --recipe epa-2021 --reference pm2_5_reference --compare < together.csv
  dcz correct --fit --reference pm2_5_reference < together.csv

Columns: "at", pm2_5 (µg/m³) or pm2_5_cf1 (Plantower's factory calibration, taken where it is there), pm10 where there is
one, humidity (%, as the sensor measures it) for recipes that need it; airgradient-batch: n_above_0_3 (particles in 1 cm³)
or pm003Count (in 0.1 L).
  epa-2021-linear   0.524 × PM2.5 − 0.0862 × RH + 5.75, as it is: may be negative
  epa-2021          the same, extended to heavy smoke; never negative, 0 stays 0, humidity clamped to 0 to 100 %
  kappa-koehler     PM / C, C = 1 + (κ/1.65) / (−1 + 1/aw); PM2.5 and PM10
  sds011-power      PM2.5 / (1 + 0.48756 (RH/100)^8.60068), PM10 / (1 + 0.81559 (RH/100)^5.83411)
  slope             intercept + slope × value
  airgradient-batch the batch's line while it gives less than 31 µg/m³, else the sensor's value
Each row has an answer: at, the corrected quantity, raw, recipe, version, input (the column that was taken). When the file
has pm10, pm10 and raw_pm10 too: pm10 is never below pm2_5. Without humidity where it is needed, the row is named and its
answer is null, missing says what was not there. parameters has the recipe's numbers that can be chosen;
unit is the ppm or ppb of a gas that the file gives so.
--compare: n, and before (raw) and after (corrected) bias (sensor minus reference), rmse, mae, r2.
--fit: slope, intercept (reference = intercept + slope × sensor, least squares), their standard errors, r2, rmse of the
residuals, bias before, n, and orthogonal, the line when both have the same error.

${measurementFileTexts.en.form}`,
  missingRecipe: (known) => `Give --recipe. There are: ${known}.`,
  unknownRecipe: (name, known) => `Unknown recipe "${name}". There are: ${known}.`,
  notANumber: (option, text) => `${option} takes a number, not "${text}".`,
  outOfRange: (option, low, high) => `${option} must be between ${low} and ${high}.`,
  missingSlope: "The recipe slope needs --slope (and --intercept).",
  missingBatch: (known) => `The recipe airgradient-batch needs --batch. There are: ${known}.`,
  missingReference: "--compare and --fit need --reference COLUMN.",
  fitOrRecipe: "--fit finds a line: without --recipe and --compare.",
  unknownQuantity: (name) => `Unknown quantity "${name}" (docs/quantities.md).`,
  long: (needed) =>
    `This recipe needs several columns in a row (${needed}); this file has one quantity a row.`,
  lacks: (quantity) => `${quantity} is missing: the answer is null.`,
  impossible: (quantity) => `${quantity} is out of its bounds: the answer is null.`,
  noLine: "No line: at least three rows with both values are needed, and values that change.",
};

export const correctTexts: Texts<typeof fr> = { fr, en };

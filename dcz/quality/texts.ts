import type { Texts } from "../texts.ts";
import type { CalibrationLine } from "./calibration-line.ts";
import type { Of } from "./consolidated.ts";

/** Digits that say something of a line. */
const short = (value: number): number => Number(value.toPrecision(4));

const percent = (share: number): number => Math.round(100 * share);

const fr = {
  description: "Dit d'où vient une valeur et à quel point on peut s'y fier",
  explain: "Explique une valeur : mesure brute, recette, entrées, incertitude, doutes",
  sensor: "celle de ce capteur seulement",
  json: "données JSON au lieu de texte",
  examples: `Exemples :
  dcz quality explain atelier pm2_5 2026-11-24T08:00:00Z
  dcz quality explain atelier pm2_5 now --sensor sds011-58d9 --json
Pour chaque capteur, la dernière valeur à cet instant ou avant, d'une heure au plus. « now » : maintenant.
Le jeton est lu dans DATA_DIR/cloud/admin-token.`,
  value: (quantity: string, sensor: string, at: string) => `${quantity} de ${sensor} à ${at}`,
  unknownQuantity: (given: string, near: readonly string[]) =>
    `Aucune grandeur ne s'appelle « ${given} ». Les noms les plus proches : ${near.join(", ")}. Tous sont dans docs/quantities.md.`,
  noInstant: (given: string) =>
    `« ${given} » n'est pas un instant : écrivez 2026-11-24T08:00:00Z ou 2026-11-24T09:00:00+01:00, ou « now ».`,
  noValue: (station: string, quantity: string, at: string, sensor: string | undefined) =>
    `${sensor === undefined ? "La station" : `Le capteur « ${sensor} » de la station`} « ${station} » n'a aucune valeur de ${quantity} dans l'heure qui précède ${at === "now" ? "maintenant" : at}.`,
  hidden: "Ce qui a été mesuré alors n'est montré qu'à la personne qui hébergeait la station.",
  model: (model: string) => `  Capteur : ${model}.`,
  raw: (value: number, unit: string, received: string) =>
    `  Mesure brute : ${value} ${unit}, arrivée le ${received}. Elle n'est jamais modifiée.`,
  chosen: (first: number) =>
    `  D'abord reçue comme ${first} ; une personne a choisi l'autre valeur.`,
  notMeasured: (origin: string) => `  Attention : ${origin}, personne ne l'a mesurée ici.`,
  replayed: "rejouée depuis une capture",
  simulated: "simulée",
  made: (value: number, unit: string, uncertainty: number) =>
    `  Valeur retraitée : ${value} ${unit}, à ± ${uncertainty} près (un écart type).`,
  recipe: (title: string, recipe: string) => `  Recette : ${title} (${recipe}).`,
  line: ({ slope, intercept, of, hours, reference, ...rmse }: CalibrationLine, unit: string) =>
    `  Droite : ${short(intercept)} + ${short(slope)} × ${of === "raw" ? "valeur brute" : `valeur de ${of}`} ; ${hours} heures comparées à « ${reference} », écart quadratique moyen ${short(rmse.rmse_before)} ${unit} avant, ${short(rmse.rmse_after)} après.`,
  valid: (text: string) => `  Valable pour : ${text}.`,
  input: (quantity: string, value: number, sensor: string, at: string) =>
    `  Entrée : ${quantity} ${value}, de ${sensor} à ${at}.`,
  source: (text: string) => `  Source : ${text}`,
  agrees:
    "  Recalculée à l'instant depuis la mesure brute : la valeur gardée est exactement la même.",
  differs: (stored: number) =>
    `  Recalculée à l'instant, elle diffère de la valeur gardée (${stored}) : des entrées sont arrivées depuis.`,
  notStored: "  Elle n'est pas encore gardée : elle le sera au prochain calcul.",
  whyNot: {
    no_recipe: "  Pas de valeur retraitée : aucune recette n'est choisie pour ce capteur.",
    not_corrected:
      "  Pas de valeur retraitée : la recette de ce capteur corrige d'autres grandeurs.",
    indoors:
      "  Pas de valeur retraitée : la station était à l'intérieur, la recette vaut pour l'extérieur.",
    no_humidity:
      "  Pas de valeur retraitée : aucune humidité de la même station dans les dix minutes d'avant.",
    not_valid: "  Pas de valeur retraitée : hors du domaine où la recette est valable.",
  },
  consolidated: (
    { from, until, value, uncertainty, recipe, version }: Of<"consolidated">,
    unit: string,
  ) =>
    `  Valeur consolidée de l'heure du ${from} au ${until} : ${value} ${unit}, à ± ${short(uncertainty)} près (${recipe}@${version}).`,
  ofOwn: ({ value, uncertainty, share }: Of<"own">, unit: string) =>
    `    ${percent(share)} % : la station elle-même, ${short(value)} ± ${short(uncertainty)} ${unit}.`,
  ofAround: ({ value, uncertainty, share, stations }: Of<"around">, unit: string) =>
    `    ${percent(share)} % : la médiane de ${stations} stations à moins de 5 km, ${short(value)} ± ${short(uncertainty)} ${unit}.`,
  ofReference: ({ value, uncertainty, share, station, name }: Of<"reference">, unit: string) =>
    `    ${percent(share)} % : la référence ${station} (« ${name} »), ${short(value)} ± ${short(uncertainty)} ${unit}.`,
  consolidatedKept: {
    true: "    Recalculée à l'instant : la valeur gardée est exactement la même.",
    false:
      "    Recalculée à l'instant, elle diffère de la valeur gardée : plus de choses sont connues.",
  },
  consolidatedLater: "    Elle n'est pas encore gardée : elle le sera après la journée.",
  whyNotConsolidated: {
    hour_not_over: "  Pas de valeur consolidée : l'heure n'est pas finie.",
    not_reprocessed:
      "  Pas de valeur consolidée : l'heure n'a pas trois quarts de valeurs retraitées.",
    other_sensor:
      "  Pas de valeur consolidée : un autre capteur de la station vaut pour cette heure.",
    stands_alone:
      "  Pas de valeur consolidée : ni trois stations autour, ni station de référence, pour cette heure.",
  },
  noDoubt: "  Aucun contrôle ne met cette valeur en doute.",
  doubt: (words: string, check: string, from: string, until: string) =>
    `  Doute : ${words} (${check}, du ${from} au ${until}).`,
  host: "l'hôte",
  steward: "une personne chargée des données",
  annotation: (words: string, note: string | undefined, by: string, from: string, until: string) =>
    `  Annotation : ${words}${note === undefined ? "" : ` (« ${note} »)`}, par ${by}, du ${from} au ${until}.`,
};

const en: typeof fr = {
  description: "Say where a value comes from and how far it can be trusted",
  explain: "Explain a value: raw measurement, recipe, inputs, uncertainty, doubts",
  sensor: "that of this sensor only",
  json: "JSON data instead of text",
  examples: `Examples:
  dcz quality explain workshop pm2_5 2026-11-24T08:00:00Z
  dcz quality explain workshop pm2_5 now --sensor sds011-58d9 --json
For each sensor the newest value at or before this instant, an hour old at most. "now": at present.
The token is read from DATA_DIR/cloud/admin-token.`,
  value: (quantity, sensor, at) => `${quantity} of ${sensor} at ${at}`,
  unknownQuantity: (given, near) =>
    `No quantity has the name "${given}". The nearest ones: ${near.join(", ")}. All are in docs/quantities.md.`,
  noInstant: (given) =>
    `"${given}" is no instant: write 2026-11-24T08:00:00Z or 2026-11-24T09:00:00+01:00, or "now".`,
  noValue: (station, quantity, at, sensor) =>
    `${sensor === undefined ? "The station" : `The sensor "${sensor}" of the station`} "${station}" has no value of ${quantity} within the hour before ${at === "now" ? "now" : at}.`,
  hidden: "What was measured then is shown to nobody else than the host of then.",
  model: (model) => `  Sensor: ${model}.`,
  raw: (value, unit, received) =>
    `  Raw measurement: ${value} ${unit}, arrived ${received}. It is never changed.`,
  chosen: (first) => `  First received as ${first}; a person chose the other value.`,
  notMeasured: (origin) => `  Attention: ${origin}, nobody measured it here.`,
  replayed: "replayed from a capture",
  simulated: "simulated",
  made: (value, unit, uncertainty) =>
    `  Reprocessed value: ${value} ${unit}, within ± ${uncertainty} (one standard deviation).`,
  recipe: (title, recipe) => `  Recipe: ${title} (${recipe}).`,
  line: ({ slope, intercept, of, hours, reference, ...rmse }, unit) =>
    `  Line: ${short(intercept)} + ${short(slope)} × ${of === "raw" ? "raw value" : `value of ${of}`}; ${hours} hours compared with "${reference}", RMSE ${short(rmse.rmse_before)} ${unit} before, ${short(rmse.rmse_after)} after.`,
  valid: (text) => `  Valid for: ${text}.`,
  input: (quantity, value, sensor, at) => `  Input: ${quantity} ${value}, of ${sensor} at ${at}.`,
  source: (text) => `  Source: ${text}`,
  agrees:
    "  Computed again just now from the raw measurement: the value that is kept is exactly the same.",
  differs: (stored) =>
    `  Computed again just now it differs from the value that is kept (${stored}): inputs have come since.`,
  notStored: "  It is not kept yet: it will be with the next computation.",
  whyNot: {
    no_recipe: "  No reprocessed value: no recipe is chosen for this sensor.",
    not_corrected: "  No reprocessed value: the recipe of this sensor corrects other quantities.",
    indoors: "  No reprocessed value: the station was indoors, and the recipe is for air outdoors.",
    no_humidity:
      "  No reprocessed value: no humidity of the same station within ten minutes before.",
    not_valid: "  No reprocessed value: outside the range in which the recipe is valid.",
  },
  consolidated: ({ from, until, value, uncertainty, recipe, version }, unit) =>
    `  Consolidated value of the hour from ${from} until ${until}: ${value} ${unit}, within ± ${short(uncertainty)} (${recipe}@${version}).`,
  ofOwn: ({ value, uncertainty, share }, unit) =>
    `    ${percent(share)} %: the station itself, ${short(value)} ± ${short(uncertainty)} ${unit}.`,
  ofAround: ({ value, uncertainty, share, stations }, unit) =>
    `    ${percent(share)} %: the median of ${stations} stations within 5 km, ${short(value)} ± ${short(uncertainty)} ${unit}.`,
  ofReference: ({ value, uncertainty, share, station, name }, unit) =>
    `    ${percent(share)} %: the reference ${station} ("${name}"), ${short(value)} ± ${short(uncertainty)} ${unit}.`,
  consolidatedKept: {
    true: "    Computed again just now: the value that is kept is exactly the same.",
    false: "    Computed again just now it differs from the value that is kept: more is known.",
  },
  consolidatedLater: "    It is not kept yet: it will be after the day.",
  whyNotConsolidated: {
    hour_not_over: "  No consolidated value: the hour is not over.",
    not_reprocessed:
      "  No consolidated value: the hour has not three quarters of reprocessed values.",
    other_sensor: "  No consolidated value: another sensor of the station stands for this hour.",
    stands_alone:
      "  No consolidated value: neither three stations around nor a reference have this hour.",
  },
  noDoubt: "  No check doubts this value.",
  doubt: (words, check, from, until) =>
    `  Doubt: ${words} (${check}, from ${from} until ${until}).`,
  host: "its host",
  steward: "a data steward",
  annotation: (words, note, by, from, until) =>
    `  Annotation: ${words}${note === undefined ? "" : ` ("${note}")`}, by ${by}, from ${from} until ${until}.`,
};

export const qualityTexts: Texts<typeof fr> = { fr, en };

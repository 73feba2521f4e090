import * as z from "zod";

/** What the source knows about a value's worth. Names are the wire's; a flag never changes a value. */
export const flags = {
  replayed: { fr: "rejoué depuis une capture", en: "replayed from a capture" },
  warming_up: { fr: "capteur en préchauffage", en: "sensor warming up" },
  out_of_range: { fr: "hors de la plage du capteur", en: "outside the sensor's range" },
  humid: {
    fr: "humidité au-delà de la limite du capteur",
    en: "humidity above the sensor's limit",
  },
  simulated: { fr: "simulé : personne ne l'a mesuré", en: "simulated: nobody measured it" },
  implausible: {
    fr: "valeur qu'aucun instrument ne donne",
    en: "a value that no instrument gives",
  },
  clock_doubtful: {
    fr: "heure douteuse : l'horloge de la station n'est pas fiable",
    en: "doubtful time: the station's clock cannot be trusted",
  },
  clock_repaired: {
    fr: "heure corrigée d'un décalage connu de l'horloge",
    en: "time corrected by a known offset of the clock",
  },
  below_noise_floor: {
    fr: "trop calme pour ce microphone : c'est surtout son propre bruit",
    en: "too quiet for this microphone: mostly its own noise",
  },
  clipped: {
    fr: "trop fort pour ce microphone : le niveau réel est plus haut",
    en: "too loud for this microphone: the true level is higher",
  },
  windy: {
    fr: "vent sur le microphone, d'après le spectre",
    en: "wind on the microphone, by its spectrum",
  },
  stuck: {
    fr: "toujours la même valeur, plus longtemps que l'air ne reste le même",
    en: "the same value for longer than the air stays the same",
  },
  step: {
    fr: "saut d'une valeur à la suivante que l'air ne fait pas",
    en: "a jump from one value to the next that the air does not make",
  },
  supply: {
    fr: "la tension d'alimentation du boîtier était trop basse",
    en: "the box's supply voltage was too low",
  },
  sensor_fault: {
    fr: "le capteur signale une panne : ventilateur, laser ou autre",
    en: "the sensor reports a fault of its own: fan, laser or another",
  },
  wrong_sensor: {
    fr: "des trames d'un autre modèle de capteur arrivent sur la même ligne",
    en: "frames of another model of sensor arrive on the same line",
  },
  line_noise: {
    fr: "beaucoup de trames abîmées arrivent sur la ligne du capteur",
    en: "many damaged frames arrive on the sensor's line",
  },
  duplicate: {
    fr: "un autre capteur de la station porte le même numéro de série",
    en: "another sensor of the station has the same serial number",
  },
  incomplete: {
    fr: "moins des trois quarts des mesures de l'intervalle sont arrivées",
    en: "fewer than three quarters of the interval's measurements came",
  },
  hourly_mean: {
    fr: "moyenne d'une heure : la passerelle n'avait plus la place pour le détail",
    en: "mean of an hour: the gateway had no room for the detail",
  },
} as const;

// Marked as pure, so that a browser that asks for origins alone loads no words.
export const Flag = /* @__PURE__ */ z.enum(
  /* @__PURE__ */ Object.keys(flags) as [keyof typeof flags, ...(keyof typeof flags)[]],
);
export type Flag = z.infer<typeof Flag>;

/** The order is part of stored data: append, never reorder. */
const bits: readonly Flag[] = [
  "replayed",
  "warming_up",
  "out_of_range",
  "humid",
  "simulated",
  "implausible",
  "clock_doubtful",
  "clock_repaired",
  "below_noise_floor",
  "clipped",
  "windy",
  "stuck",
  "step",
  "supply",
  "sensor_fault",
  "wrong_sensor",
  "line_noise",
  "duplicate",
  "incomplete",
  "hourly_mean",
];

/** Flags as one integer, the form in which stores keep them. */
export const packFlags = (names: readonly Flag[] = []): number =>
  names.reduce((mask, name) => mask | (1 << bits.indexOf(name)), 0);

export const unpackFlags = (mask: number): Flag[] =>
  bits.filter((_, bit) => (mask & (1 << bit)) !== 0);

/** Where a value comes from. Values of different origins are never one series. */
export const origins = ["measured", "replayed", "simulated"] as const;
export type Origin = (typeof origins)[number];

/** Whether a flag says where a value comes from, and nothing of its worth. */
export const saysOrigin = (flag: Flag): boolean => flag === "replayed" || flag === "simulated";

/** A capture of a simulation is a simulation. */
export const originOf = (names: readonly Flag[] = []): Origin => {
  if (names.includes("simulated")) return "simulated";
  return names.includes("replayed") ? "replayed" : "measured";
};

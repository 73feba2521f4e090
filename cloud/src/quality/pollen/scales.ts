import type { Taxon } from "@datacityzen/hardware/quantities/pollen";
import { type PollenGroup, pollenTaxa, taxonKeys } from "./taxa.ts";

interface Words {
  readonly fr: string;
  readonly en: string;
}

/** A class of a scale begins at `from` grains/m³, which belongs to it, and ends where the next begins. */
export interface PollenClass {
  readonly class: string;
  readonly from: number;
}

export interface PollenScale {
  readonly title: Words;
  readonly source: string;
  /** The day on which the source was read: none of these tables says from when it holds. */
  readonly asOf: string;
  /** The names of the classes, from the lowest. */
  readonly classes: { readonly [name: string]: Words };
  /** Why there are no bounds, or what to know before they are used. */
  readonly note?: Words;
  /** Undefined: the bounds are not published. A taxon that is not there has none in this scale. */
  readonly bounds?: { readonly [taxon in Taxon]?: readonly PollenClass[] };
}

const fourClasses = {
  low: { fr: "faible", en: "low" },
  moderate: { fr: "modéré", en: "moderate" },
  high: { fr: "élevé", en: "high" },
  very_high: { fr: "très élevé", en: "very high" },
} as const;

const four = (low: number, moderate: number, high: number, veryHigh: number): PollenClass[] => [
  { class: "low", from: low },
  { class: "moderate", from: moderate },
  { class: "high", from: high },
  { class: "very_high", from: veryHigh },
];

const naabBounds: { readonly [group in PollenGroup]: readonly PollenClass[] } = {
  grass: four(1, 5, 20, 200),
  tree: four(1, 15, 90, 1500),
  weed: four(1, 10, 50, 500),
};

const numbered = (...bounds: number[]): PollenClass[] =>
  bounds.map((from, index) => ({ class: String(index + 1), from }));

const numberedWords = (words: readonly Words[], from: number): PollenScale["classes"] =>
  Object.fromEntries(words.map((each, index) => [String(index + from), each]));

const colours = (count: number): Words[] =>
  Array.from({ length: count }, (_, index) => ({
    fr: `couleur ${index + 1}`,
    en: `colour ${index + 1}`,
  }));

const silamHigh = numbered(5, 25, 50, 100, 500, 1000, 5000);
/** Whether their first colour begins at 1 or at 5 is told differently by the maps: it is left out. */
const silamLow = numbered(10, 25, 50, 100, 500, 1000);

const highDay = (from: number): PollenClass[] => [{ class: "high_day", from }];

export const pollenScales = {
  meteoswiss: {
    title: {
      fr: "MétéoSuisse, classes de charge des pollens allergènes",
      en: "MeteoSwiss, load classes of allergenic pollen",
    },
    // The lowest class of most trees is printed "1 - 10" and the next "11 - 69"; that of others "1 - 49" and
    // "50 - 129". So 10 is low, and 50 is moderate.
    source:
      "MeteoSwiss, Belastungsklassen der allergenen Pollenarten (mean concentration of a day)",
    asOf: "2026-11-27",
    classes: fourClasses,
    bounds: {
      corylus: four(1, 11, 70, 250),
      alnus: four(1, 11, 70, 250),
      fraxinus: four(1, 11, 100, 350),
      betula: four(1, 11, 70, 300),
      carpinus: four(1, 11, 70, 250),
      platanus: four(1, 50, 100, 400),
      quercus: four(1, 50, 130, 400),
      fagus: four(1, 50, 130, 400),
      castanea: four(1, 100, 200, 700),
      poaceae: four(1, 20, 50, 150),
      rumex: four(1, 15, 25, 60),
      plantago: four(1, 15, 25, 60),
      artemisia: four(1, 6, 15, 50),
      ambrosia: four(1, 6, 11, 40),
    },
  },
  naab: {
    title: {
      fr: "National Allergy Bureau (AAAAI), États-Unis",
      en: "National Allergy Bureau (AAAAI), United States",
    },
    source: "AAAAI, National Allergy Bureau, Reading the charts",
    asOf: "2026-11-27",
    classes: fourClasses,
    note: {
      fr: "Ces bornes valent pour la somme des arbres, des graminées ou des herbacées ; ici, un seul taxon est compté.",
      en: "These bounds are for the sum of all trees, all grasses or all weeds; here one taxon is counted.",
    },
    bounds: Object.fromEntries(
      taxonKeys.map((taxon) => [taxon, naabBounds[pollenTaxa[taxon].group]]),
    ),
  },
  raep: {
    title: {
      fr: "Risque allergique d'exposition aux pollens (RAEP), RNSA",
      en: "Allergy risk of pollen exposure (RAEP), RNSA",
    },
    source: "Réseau national de surveillance aérobiologique, until March 2025",
    asOf: "2026-11-27",
    classes: numberedWords(
      [
        { fr: "nul", en: "none" },
        { fr: "très faible", en: "very low" },
        { fr: "faible", en: "low" },
        { fr: "moyen", en: "medium" },
        { fr: "élevé", en: "high" },
        { fr: "très élevé", en: "very high" },
      ],
      0,
    ),
    note: {
      fr: "Le RNSA établissait ce risque chaque semaine à partir des comptages, des avis d'allergologues, de la phénologie et de la météo ; il n'a pas publié de bornes en grains/m³.",
      en: "The RNSA set this risk each week from counts, allergists' reports, phenology and weather; it published no bounds in grains/m³.",
    },
  },
  "atmo-france": {
    title: { fr: "Indice pollen d'Atmo France", en: "Pollen index of Atmo France" },
    source: "Atmo France, L'indice pollen, since April 2025",
    asOf: "2026-11-27",
    classes: numberedWords(
      [
        { fr: "très faible", en: "very low" },
        { fr: "faible", en: "low" },
        { fr: "modéré", en: "moderate" },
        { fr: "élevé", en: "high" },
        { fr: "très élevé", en: "very high" },
        { fr: "extrêmement élevé", en: "extremely high" },
      ],
      1,
    ),
    note: {
      fr: "Atmo France n'a pas publié les bornes par taxon en grains/m³ ; l'indice est une prévision, et pas un comptage.",
      en: "Atmo France has not published the bounds by taxon in grains/m³; the index is a forecast and no count.",
    },
  },
  silam: {
    title: {
      fr: "Couleurs des cartes de pollens SILAM (FMI, Finlande)",
      en: "Colours of the SILAM pollen maps (FMI, Finland)",
    },
    source: "Finnish Meteorological Institute, SILAM, legends of the pollen forecasts",
    asOf: "2026-11-27",
    classes: numberedWords(colours(7), 1),
    note: {
      fr: "Ce sont les bornes de couleurs de cartes, sans mots. De l'aulne, de l'ambroisie, de l'armoise et de l'olivier, la première couleur commence à 1 ou à 5 selon la carte : elle n'est pas comptée.",
      en: "These are bounds of colours on maps, without words. The first colour of alder, ragweed, mugwort and olive begins at 1 or 5, depending on the map: it is not counted.",
    },
    bounds: {
      betula: silamHigh,
      poaceae: silamHigh,
      corylus: silamHigh,
      alnus: silamLow,
      ambrosia: silamLow,
      artemisia: silamLow,
      olea: silamLow,
    },
  },
  eaaci: {
    title: {
      fr: "Jours de forte charge selon l'EAACI",
      en: "High days as the EAACI defines them",
    },
    source:
      "Pfaar O. et al., Defining pollen exposure times for clinical trials of allergen immunotherapy: an EAACI position paper, Allergy 72 (2017), 713-722",
    asOf: "2026-11-27",
    classes: { high_day: { fr: "jour de forte charge", en: "high day" } },
    bounds: {
      poaceae: highDay(50),
      ambrosia: highDay(50),
      betula: highDay(100),
      cupressaceae: highDay(100),
      olea: highDay(100),
    },
  },
} as const satisfies Record<string, PollenScale>;

export type PollenScaleKey = keyof typeof pollenScales;
export const pollenScaleKeys = Object.keys(pollenScales) as PollenScaleKey[];

/** What people also call them. */
const otherNames: ReadonlyMap<string, PollenScaleKey> = new Map([
  ["nab", "naab"],
  ["aaaai", "naab"],
  ["rnsa", "raep"],
  ["atmo", "atmo-france"],
  ["meteosuisse", "meteoswiss"],
  ["meteoschweiz", "meteoswiss"],
  ["eaacsi", "eaaci"],
]);

export const scaleNamed = (name: string): PollenScaleKey | undefined => {
  const wanted = name.normalize("NFKD").replace(/\p{M}/gu, "").trim().toLowerCase();
  return pollenScaleKeys.find((key) => key === wanted) ?? otherNames.get(wanted);
};

export type TaxonBounds =
  | { readonly known: true; readonly classes: readonly PollenClass[] }
  /** `unpublished`: of no taxon; `no_taxon`: of others, and not of this one. */
  | { readonly known: false; readonly why: "unpublished" | "no_taxon" };

export const boundsOf = (scale: PollenScale, taxon: Taxon): TaxonBounds => {
  if (scale.bounds === undefined) return { known: false, why: "unpublished" };
  const classes = scale.bounds[taxon];
  return classes === undefined ? { known: false, why: "no_taxon" } : { known: true, classes };
};

/** The class of a count: undefined below the lowest. */
export const classOf = (classes: readonly PollenClass[], grains: number): PollenClass | undefined =>
  classes.findLast(({ from }) => grains >= from);

import type { Band, Dated } from "../indices/table.ts";

/** Classes of indoor carbon dioxide: a measure of how well a room is aired, not of what harms. */
export interface Co2Table extends Dated {
  readonly bands: readonly Band[];
  /** ppm. The upper bound of each class but the last belongs to it. */
  readonly bounds: readonly number[];
}

const rounding = {
  fr: "aucun : la borne supérieure est comprise",
  en: "none: the upper bound is included",
  ours: true,
};

const band = (key: string, rank: number, fr: string, en: string): Band => ({
  key,
  rank,
  colour: undefined,
  name: { fr, en },
});

/** The French council for public health, for rooms that people share. */
export const hcsp2022: Co2Table = {
  version: "hcsp-2022",
  valid: { from: "2022-01-21" },
  name: { fr: "CO₂ intérieur (HCSP)", en: "indoor CO₂ (French HCSP)" },
  sources: [
    {
      title:
        "Haut Conseil de la santé publique, avis du 21 janvier 2022 relatif à la mesure du dioxyde de carbone dans l'air intérieur",
      url: "https://www.hcsp.fr/explore.cgi/avisrapportsdomaine?clefr=1154",
    },
  ],
  rounding,
  bands: [
    band("satisfactory", 1, "aération satisfaisante", "well aired"),
    band("to_improve", 2, "aération à améliorer", "airing to improve"),
    band("insufficient", 3, "aération insuffisante", "badly aired"),
  ],
  bounds: [800, 1500],
};

/** The German environment agency's ad-hoc working group on indoor guideline values. */
export const uba2008: Co2Table = {
  version: "uba-2008",
  valid: { from: "2008-11-01" },
  name: { fr: "CO₂ intérieur (UBA)", en: "indoor CO₂ (German UBA)" },
  sources: [
    {
      title:
        "Umweltbundesamt, Gesundheitliche Bewertung von Kohlendioxid in der Innenraumluft, Bundesgesundheitsblatt 51 (2008), 1358-1369",
      url: "https://doi.org/10.1007/s00103-008-0707-2",
    },
  ],
  rounding,
  bands: [
    band("harmless", 1, "sans inconvénient", "harmless"),
    band("elevated", 2, "élevé", "elevated"),
    band("unacceptable", 3, "inacceptable", "unacceptable"),
  ],
  bounds: [1000, 2000],
};

/** Undefined for what is unknown. */
export const co2BandOf = (table: Co2Table, ppm: number | undefined): Band | undefined => {
  if (ppm === undefined || !(ppm >= 0)) return undefined;
  const above = table.bounds.findIndex((bound) => ppm <= bound);
  return table.bands.at(above < 0 ? table.bounds.length : above);
};

import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import type { Taxon } from "@datacityzen/hardware/quantities/pollen";
import { taxonOfMeteoSwiss } from "./meteoswiss.ts";

/** What the United States' scale tells apart. */
export type PollenGroup = "tree" | "grass" | "weed";

export interface PollenTaxon {
  /** The accepted name first. */
  readonly latin: readonly string[];
  readonly fr: readonly string[];
  readonly en: readonly string[];
  readonly group: PollenGroup;
}

/** The taxa of which the platform keeps counts: the key is that of the quantity `pollen_<key>`. */
export const pollenTaxa: { readonly [taxon in Taxon]: PollenTaxon } = {
  ambrosia: {
    latin: ["Ambrosia"],
    fr: ["ambroisie", "ambroisies"],
    en: ["ragweed"],
    group: "weed",
  },
  alnus: { latin: ["Alnus"], fr: ["aulne", "aulnes", "aune"], en: ["alder"], group: "tree" },
  artemisia: {
    latin: ["Artemisia"],
    fr: ["armoise", "armoises"],
    en: ["mugwort", "sagebrush"],
    group: "weed",
  },
  betula: { latin: ["Betula"], fr: ["bouleau", "bouleaux"], en: ["birch"], group: "tree" },
  carpinus: { latin: ["Carpinus"], fr: ["charme", "charmes"], en: ["hornbeam"], group: "tree" },
  castanea: {
    latin: ["Castanea"],
    fr: ["châtaignier", "châtaigniers"],
    en: ["sweet chestnut", "chestnut"],
    group: "tree",
  },
  corylus: {
    latin: ["Corylus"],
    fr: ["noisetier", "noisetiers"],
    en: ["hazel"],
    group: "tree",
  },
  cupressaceae: {
    latin: ["Cupressaceae", "Cupressus", "Taxaceae/Cupressaceae"],
    fr: ["cyprès", "cupressacées", "cyprès et genévrier"],
    en: ["cypress", "cypress and juniper"],
    group: "tree",
  },
  fagus: { latin: ["Fagus"], fr: ["hêtre", "hêtres"], en: ["beech"], group: "tree" },
  fraxinus: { latin: ["Fraxinus"], fr: ["frêne", "frênes"], en: ["ash"], group: "tree" },
  olea: { latin: ["Olea"], fr: ["olivier", "oliviers"], en: ["olive"], group: "tree" },
  parietaria: {
    latin: ["Parietaria"],
    fr: ["pariétaire", "pariétaires"],
    en: ["pellitory"],
    group: "weed",
  },
  plantago: { latin: ["Plantago"], fr: ["plantain", "plantains"], en: ["plantain"], group: "weed" },
  platanus: {
    latin: ["Platanus"],
    fr: ["platane", "platanes"],
    en: ["plane", "plane tree", "sycamore"],
    group: "tree",
  },
  poaceae: {
    latin: ["Poaceae", "Gramineae"],
    fr: ["graminées", "graminée", "poacées"],
    en: ["grasses", "grass"],
    group: "grass",
  },
  populus: { latin: ["Populus"], fr: ["peuplier", "peupliers"], en: ["poplar"], group: "tree" },
  quercus: { latin: ["Quercus"], fr: ["chêne", "chênes"], en: ["oak"], group: "tree" },
  rumex: { latin: ["Rumex"], fr: ["oseille", "rumex"], en: ["sorrel", "dock"], group: "weed" },
  salix: { latin: ["Salix"], fr: ["saule", "saules"], en: ["willow"], group: "tree" },
  tilia: { latin: ["Tilia"], fr: ["tilleul", "tilleuls"], en: ["lime", "linden"], group: "tree" },
  ulmus: { latin: ["Ulmus"], fr: ["orme", "ormes"], en: ["elm"], group: "tree" },
  urticaceae: {
    latin: ["Urticaceae", "Urtica"],
    fr: ["ortie", "orties", "urticacées"],
    en: ["nettle", "nettles", "nettle family"],
    group: "weed",
  },
};

export const taxonKeys = Object.keys(pollenTaxa) as Taxon[];

export const quantityOfTaxon = (taxon: Taxon): `pollen_${Taxon}` & QuantityName =>
  `pollen_${taxon}`;

/** What people call it. */
export const commonNameOf = (taxon: Taxon): { readonly fr: string; readonly en: string } => {
  const { fr, en } = pollenTaxa[taxon];
  return { fr: fr[0] ?? taxon, en: en[0] ?? taxon };
};

/** A name without case, accents, spaces and signs. */
const compact = (name: string): string =>
  name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");

const byName: ReadonlyMap<string, Taxon> = new Map(
  taxonKeys.flatMap((key) => {
    const { latin, fr, en } = pollenTaxa[key];
    const { name } = quantities[quantityOfTaxon(key)];
    return [key, quantityOfTaxon(key), ...latin, ...fr, ...en, name.fr, name.en].map(
      (each) => [compact(each), key] as const,
    );
  }),
);

const isThere = (taxon: Taxon | undefined): taxon is Taxon => taxon !== undefined;

/** The taxon that somebody means: by its key, its quantity, its Latin, French or English name, or MeteoSwiss's. */
export const taxonNamed = (name: string): Taxon | undefined => {
  const short = compact(name);
  // "birch_pollen", "pollens de graminées".
  const bare = short.replace(/^pollens?|pollens?$/g, "");
  const names = [short, bare, bare.replace(/^(?:of|des?|du|d)/, "")];
  return names.map((each) => byName.get(each)).find(isThere) ?? taxonOfMeteoSwiss(name);
};

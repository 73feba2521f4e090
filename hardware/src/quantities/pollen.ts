import type { Quantity } from "./quantity.ts";

/** Taxa that allergists and pollen services follow in Europe, by their botanical name. */
const taxa = {
  ambrosia: ["ambroisie", "ragweed"],
  alnus: ["aulne", "alder"],
  artemisia: ["armoise", "mugwort"],
  betula: ["bouleau", "birch"],
  carpinus: ["charme", "hornbeam"],
  castanea: ["châtaignier", "sweet chestnut"],
  corylus: ["noisetier", "hazel"],
  cupressaceae: ["cyprès et de genévrier", "cypress and juniper"],
  fagus: ["hêtre", "beech"],
  fraxinus: ["frêne", "ash"],
  olea: ["olivier", "olive"],
  parietaria: ["pariétaire", "pellitory"],
  plantago: ["plantain", "plantain"],
  platanus: ["platane", "plane"],
  poaceae: ["graminées", "grasses"],
  populus: ["peuplier", "poplar"],
  quercus: ["chêne", "oak"],
  rumex: ["oseille", "sorrel"],
  salix: ["saule", "willow"],
  tilia: ["tilleul", "lime"],
  ulmus: ["orme", "elm"],
  urticaceae: ["ortie", "nettle"],
} as const satisfies Record<string, readonly [fr: string, en: string]>;

export type Taxon = keyof typeof taxa;

const pollenOf = (symbol: string, fr: string, en: string): Quantity => ({
  symbol,
  unit: "{grains}/m3",
  unitSymbol: "grains/m³",
  plausible: [0, 30_000],
  averaging: "arithmetic",
  digits: 0,
  name: { fr, en },
});

const latin = (taxon: string) => `${taxon.charAt(0).toUpperCase()}${taxon.slice(1)}`;
// The h of hêtre is aspirated: no elision.
const of = (fr: string) => (/^[aeiouâê]/i.test(fr) ? `d'${fr}` : `de ${fr}`);

/** Grains that an observer or an imaging instrument has told apart. */
export const pollen = {
  ...(Object.fromEntries(
    Object.entries(taxa).map(([taxon, [fr, en]]) => [
      `pollen_${taxon}`,
      pollenOf(latin(taxon), `Pollen ${of(fr)}`, `Pollen of ${en}`),
    ]),
  ) as { readonly [name in `pollen_${Taxon}`]: Quantity }),
  pollen_total: pollenOf("Pollen", "Pollens, total", "Pollen, total"),
} as const satisfies Record<string, Quantity>;

import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { Taxon } from "@datacityzen/hardware/quantities/pollen";
import { HOUR_MS } from "../quality/durations.ts";
import { averageOf } from "../quality/indices/hours.ts";
import type { Words } from "../quality/indices/table.ts";
import { boundsOf, classOf, type PollenScale, pollenScales } from "../quality/pollen/scales.ts";
import { commonNameOf, pollenTaxa } from "../quality/pollen/taxa.ts";
import type { StationFacts } from "./judge-station.ts";

export interface Pollen {
  readonly scale: "meteoswiss";
  /** The taxon that decides. */
  readonly taxon: Taxon;
  readonly name: Words;
  readonly value: number;
  /** When the count ends, or the instant of a daily count. */
  readonly at: number;
  /** 0: less than the lowest class; 1 to 4. */
  readonly level: number | null;
  readonly band: string | null;
  readonly words: Words;
  readonly source: string;
}

/** A count of a day is told on the day after it, too. */
export const POLLEN_OLD_MS = 48 * HOUR_MS;

const isTaxon = (text: string): text is Taxon => Object.hasOwn(pollenTaxa, text);

export const taxonOf = (quantity: QuantityName): Taxon | undefined => {
  const taxon = quantity.startsWith("pollen_") ? quantity.slice("pollen_".length) : "";
  return isTaxon(taxon) ? taxon : undefined;
};

const meteoswiss: PollenScale = pollenScales.meteoswiss;

/** On MeteoSwiss's scale; undefined for a taxon of which none is published. */
export const pollenLevelOf = (
  taxon: Taxon,
  value: number,
): { readonly level: number; readonly band: string } | undefined => {
  const bounds = boundsOf(meteoswiss, taxon);
  if (!bounds.known) return undefined;
  const found = classOf(bounds.classes, value);
  return found === undefined
    ? { level: 0, band: "none" }
    : { level: bounds.classes.indexOf(found) + 1, band: found.class };
};

/**
 * The taxon with the highest class. A counter that speaks each hour is judged by the mean of 24 hours; one that
 * speaks once a day by its last count.
 */
export const pollenOf = ({ end, days, newest }: StationFacts): Pollen | null => {
  let worst: Pollen | null = null;
  for (const { quantity, value: last, at: lastAt } of newest) {
    const taxon = taxonOf(quantity);
    if (taxon === undefined || lastAt < end - POLLEN_OLD_MS) continue;
    const mean = averageOf(days.get(quantity)?.hours ?? [undefined]).value;
    const value = mean ?? last;
    const found = pollenLevelOf(taxon, value);
    const name = commonNameOf(taxon);
    const band = found === undefined ? undefined : meteoswiss.classes[found.band];
    const next: Pollen = {
      ...{ scale: "meteoswiss", taxon, name, value: Number(value.toFixed(1)) },
      at: mean === undefined ? lastAt : end,
      level: found?.level ?? null,
      band: found?.band ?? null,
      words:
        found === undefined
          ? {
              fr: `Pollens : ${name.fr} ; aucune échelle publiée ne dit si c'est beaucoup.`,
              en: `Pollen: ${name.en}; no published scale says whether that is much.`,
            }
          : {
              fr: `Pollens : ${name.fr}, niveau ${band?.fr ?? "presque nul"}.`,
              en: `Pollen: ${name.en}, ${band?.en ?? "almost none"}.`,
            },
      source: meteoswiss.source,
    };
    const rank = (one: Pollen | null) => (one === null ? -2 : (one.level ?? -1));
    if (rank(next) > rank(worst)) worst = next;
  }
  return worst;
};

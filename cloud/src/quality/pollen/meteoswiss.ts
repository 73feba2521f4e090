import type { Taxon } from "@datacityzen/hardware/quantities/pollen";

/**
 * The parameters of MeteoSwiss's files of daily pollen counts, in grains/m³
 * (`ogd-pollen_meta_parameters.csv` of ch.meteoschweiz.ogd-pollen; older orders from its data portal have
 * the same names). `d0` is the mean from 06 to 06 UTC, which is what an observer counts; files of today
 * also have `d1`, from 00 to 00 UTC, and hours have `h0`: they are other quantities, and are not read.
 *
 * From 2023 on the network counts automatically. Values of both methods differ: do not join them.
 */
export const meteoSwissDailyCounts: ReadonlyMap<string, Taxon> = new Map([
  ["kaalnud0", "alnus"],
  ["kabetud0", "betula"],
  ["kacoryd0", "corylus"],
  ["kafagud0", "fagus"],
  ["kafraxd0", "fraxinus"],
  ["kaquerd0", "quercus"],
  ["khpoacd0", "poaceae"],
]);

export const taxonOfMeteoSwiss = (parameter: string): Taxon | undefined =>
  meteoSwissDailyCounts.get(parameter.trim().toLowerCase());

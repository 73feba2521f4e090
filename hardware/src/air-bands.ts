/**
 * The European Air Quality Index of 2024 for one hour of one station: upper bounds in µg/m³, each of which
 * belongs to its band. European Environment Agency, ETC HE Report 2024/17. The cloud's recipes and the gateway's page
 * read this one table.
 */
export const hourlyBounds = {
  pm2_5: [5, 15, 50, 90, 140],
  pm10: [15, 45, 120, 195, 270],
  o3: [60, 100, 120, 160, 180],
  no2: [10, 25, 60, 100, 150],
  so2: [20, 40, 125, 190, 275],
} as const;

/**
 * The names of the six classes, from the best to the worst. In French they are those of the ATMO index (decree of
 * 10 July 2020), which took its classes from the European index: whoever reads both meets one word for each.
 */
export const europeanBandNames = {
  fr: ["Bon", "Moyen", "Dégradé", "Mauvais", "Très mauvais", "Extrêmement mauvais"],
  en: ["Good", "Fair", "Moderate", "Poor", "Very poor", "Extremely poor"],
} as const;

/** The band of an hour's mean, 1 (good) to 6; undefined for a quantity that the index does not judge. */
export const hourlyBand = (quantity: string, mean: number): number | undefined => {
  const bounds = (hourlyBounds as { readonly [name: string]: readonly number[] | undefined })[
    quantity
  ];
  if (bounds === undefined || !Number.isFinite(mean)) return undefined;
  const above = bounds.findIndex((bound) => mean <= bound);
  return (above < 0 ? bounds.length : above) + 1;
};

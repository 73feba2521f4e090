import type { Taxon } from "@datacityzen/hardware/quantities/pollen";
import { pollenLevelOf } from "../air/pollen.ts";
import type { Forecast, PollenForecastScale } from "../quality/forecasts/forecast.ts";

type LevelScale = Exclude<PollenForecastScale, "grains">;

/**
 * The level 0 to 4 of thresholds for each level of a scale, from its lowest: the one of the same word. Below "low" is 0,
 * above "very high" is 4. No count is made of a level: the bounds of RAEP and of Atmo France are not published.
 */
const levels: { readonly [scale in LevelScale]: { readonly from: number; of: readonly number[] } } =
  {
    "atmo-france": { from: 1, of: [0, 1, 2, 3, 4, 4] },
    raep: { from: 0, of: [0, 0, 1, 2, 3, 4] },
    meteoswiss: { from: 0, of: [0, 1, 2, 3, 4] },
  };

/** The level that thresholds compare; undefined where no published scale says how much it is. */
export const levelOfForecast = ({
  subject,
  scale,
  value,
}: Pick<Forecast, "subject" | "scale" | "value">): number | undefined => {
  // The index of air has a scale of its own, that of its thresholds.
  if (scale === null) return value;
  if (scale === "grains")
    return pollenLevelOf(subject.slice("pollen_".length) as Taxon, value)?.level;
  const { from, of } = levels[scale];
  return of[value - from];
};

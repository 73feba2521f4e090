import { StationId } from "@datacityzen/hardware/identifiers";
import * as z from "zod";
import { PastInstant } from "../../api/times.ts";
import { ForecastSubject, PollenForecastScale } from "./forecast.ts";

/** A forecast as it is given: by its keys, and not yet judged. */
export const GivenForecast = z.object({
  territory: z.string().max(80).optional().meta({
    description: 'Key of a territory: "fr-commune-33063", "departement-33"',
  }),
  station: StationId.optional(),
  subject: ForecastSubject,
  day: z.iso.date().meta({ description: "The local day that is meant" }),
  value: z.number(),
  scale: PollenForecastScale.optional().meta({
    description:
      "Of pollen only: grains/m³, or the levels of this scale as it counts them (MeteoSwiss: 0 for none to 4)",
  }),
  issued: PastInstant,
});
export type GivenForecast = z.output<typeof GivenForecast>;

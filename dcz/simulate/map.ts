import { positionOf } from "./places.ts";
import type { Plan } from "./plan.ts";
import { createRegion } from "./region.ts";
import { kitOf } from "./sensors.ts";
import { stationOf } from "./station.ts";

/** Where the stations of a region hang, as GeoJSON (RFC 7946): for whoever shows them on a map. */
export const mapOf = ({ seed, stations }: Pick<Plan, "seed" | "stations">) => {
  const region = createRegion(seed);
  return {
    type: "FeatureCollection",
    features: Array.from({ length: stations }, (_, index) => {
      const { id, place } = stationOf(region, index);
      const { lat, lon } = positionOf(seed, place);
      return {
        type: "Feature",
        id,
        geometry: { type: "Point", coordinates: [lon, lat] },
        properties: {
          kit: kitOf(index),
          height: Math.round(place.height),
          quarter: place.quarter + 1,
        },
      };
    }),
  };
};

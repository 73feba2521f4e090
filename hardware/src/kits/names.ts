import country from "../../kits/country-station/kit.json" with { type: "json" };
import indoor from "../../kits/indoor-station/kit.json" with { type: "json" };
import pollenRange from "../../kits/pollen-range-station/kit.json" with { type: "json" };
import street from "../../kits/street-station/kit.json" with { type: "json" };

interface KitName {
  readonly fr: string;
  readonly en: string;
}

/** What people call the kits of this repository, by what stations say of themselves. */
export const kitNames: ReadonlyMap<string, KitName> = new Map(
  [country, indoor, pollenRange, street].map(({ id, name }) => [id, name]),
);

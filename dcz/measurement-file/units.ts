import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";

/** How much of a gas is in the air by volume: what it weighs depends on temperature and pressure. */
export type MixingRatio = "ppm" | "ppb";

/** What a value must be multiplied by to be in the quantity's own unit, or that it is a mixing ratio. */
export type Conversion = { readonly factor: number } | { readonly ratio: MixingRatio };

const own: Conversion = { factor: 1 };

const spelled = (unit: string, spellings: readonly string[]) =>
  Object.fromEntries(spellings.map((spelling) => [spelling, unit]));

/** Units as people write them, without case, spaces and signs: "µg/m³", "ug.m-3" and "ug_m3" are one. */
const spellings: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...spelled("ug/m3", [
      ...["ugm3", "μgm3", "ugm3lc", "ugm325c", "μgm3lc", "μgm325c", "mcgm3", "ugnm3"],
      ...["microgramsm3", "microgramm3", "microgrammesm3", "microgramscubicmeter"],
      ...["microgramscubicmeterlc", "microgramscubicmeter25c", "microgrammesparm3"],
      ...["microgrammesparmetrecube", "microgrammesparmètrecube"],
    ]),
    ...spelled("mg/m3", ["mgm3", "milligramscubicmeter", "milligramsm3"]),
    ...spelled("ng/m3", ["ngm3"]),
    ...spelled("ppb", ["ppb", "ppbv", "partsbillion", "nmolmol"]),
    ...spelled("ppm", ["ppm", "ppmv", "partsmillion", "μmolmol", "umolmol"]),
    ...spelled("%", ["percent", "percentrelativehumidity", "pct"]),
    ...spelled("Cel", ["c", "degc", "degreescelsius", "cel"]),
    ...spelled("hPa", ["hpa", "mbar"]),
    ...spelled("Pa", ["pa"]),
    ...spelled("dB", ["db", "dba", "dbc", "dbz", "dbspla", "dbsplc", "dbsplz", "decibels"]),
    ...spelled("grains/m3", [
      ...["grainsm3", "grainm3", "grainscubicmeter", "nom3", "m3", "pm3", "pollenm3"],
    ]),
  }),
);

/** Undefined for what is no unit that we know. An empty text is the quantity's own. */
export const unitOf = (text: string): string | undefined => {
  const plain = text.normalize("NFKC").toLowerCase().trim();
  if (plain === "%" || plain === "% rh" || plain === "%rh") return "%";
  return spellings.get(plain.replace(/[\s/.,*^·×°(){}[\]_#\u2212-]|(?<![a-z])per(?![a-z])/g, ""));
};

const massFactors: { readonly [unit: string]: number } = {
  "ng/m3": 1e-3,
  "ug/m3": 1,
  "mg/m3": 1e3,
};

/** How values in this unit become the quantity's own; undefined when they cannot. */
export const conversionTo = (quantity: QuantityName, unit: string): Conversion | undefined => {
  const wanted = quantities[quantity].unit;
  if (unit === wanted) return own;
  const [given, kept] = [massFactors[unit], massFactors[wanted]];
  if (given !== undefined && kept !== undefined) return { factor: given / kept };
  if (unit === "ppm" || unit === "ppb") {
    if (wanted === "[ppm]") return { factor: unit === "ppm" ? 1 : 1e-3 };
    const isGas = kept !== undefined && !quantity.startsWith("pm");
    return isGas ? { ratio: unit } : undefined;
  }
  if (unit === "Pa" && wanted === "hPa") return { factor: 0.01 };
  if (unit === "dB" && wanted.startsWith("dB[SPL]")) return own;
  return unit === "grains/m3" && wanted === "{grains}/m3" ? own : undefined;
};

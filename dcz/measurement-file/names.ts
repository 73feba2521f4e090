import { type QuantityName, quantities } from "@datacityzen/hardware/quantities";
import { meteoSwissDailyCounts } from "../../cloud/src/quality/pollen/meteoswiss.ts";
import { pollenTaxa, quantityOfTaxon, taxonKeys } from "../../cloud/src/quality/pollen/taxa.ts";
import { compactName } from "../../cloud/src/text-tables/compact-name.ts";

/** What the firmware of Sensor.Community calls one size of particles, by each sensor. */
const firmwareNames = (size: "p0" | "p1" | "p2"): readonly string[] =>
  ["sds", "pms", "hpm", "npm", "ips", "sps30"].map((sensor) => `${sensor}${size}`);

/**
 * What known archives call our quantities, beside the platforms of hardware/src/quantities. Names are compact.
 * The European Environment Agency and the US EPA (AQS) also have numbers.
 */
const others: { readonly [quantity in QuantityName]?: readonly string[] } = {
  pm1: ["pm1atm", "pm01", ...firmwareNames("p0")],
  pm2_5: [
    ...["pm25", "pm25atm", "pm02", "p2", "pm2p5", "pm25ugm3", "6001", "88101", "88502"],
    ...["pm25localconditions", "acceptablepm25aqispeciationmass", "pm25rawdata"],
    ...[
      "dailymeanpm25concentration",
      "pm25principal",
      "particulesfines",
      "particulesfinespm25",
      "pm25mass",
    ],
    ...["pm25particulatematter", "pm2524hr"],
    ...firmwareNames("p2"),
  ],
  pm10: [
    ...["pm10atm", "p1", "5", "81102", "pm10total010umstp", "dailymeanpm10concentration"],
    ...["particules", "particulespm10", "pm10mass", "pm10particulatematter", "pm1024hr"],
    ...firmwareNames("p1"),
  ],
  // PyPMS: "raw25"; PurpleAir's older downloads: "PM2.5_CF1_ug/m3".
  pm1_cf1: ["pm01standard", "pm10cf1std", "raw01"],
  pm2_5_cf1: ["pm25cf1", "pm02standard", "pm25standard", "raw25"],
  pm10_cf1: ["pm10cf1", "pm10standard", "raw10"],
  no2: [
    ...["nitrogendioxide", "nitrogendioxideno2", "dioxydedazote", "8", "42602", "stickstoffdioxid"],
    ...["dailymax1hourno2concentration"],
  ],
  no: ["nitricoxide", "nitrogenmonoxide", "monoxydedazote", "38", "42601"],
  // AirNow's daily files: "OZONE-8HR".
  o3: ["ozone", "7", "44201", "ozon", "dailymax8hourozoneconcentration", "ozone8hr"],
  so2: [
    ...["sulfurdioxide", "sulphurdioxide", "dioxydedesoufre", "1", "42401", "schwefeldioxid"],
    ...["dailymax1hourso2concentration"],
  ],
  co: [
    ...["carbonmonoxide", "monoxydedecarbone", "10", "42101", "kohlenmonoxid"],
    ...["dailymax8hourcoconcentration", "co8hr"],
  ],
  co2: ["carbondioxide", "dioxydedecarbone", "rco2", "71"],
  n_above_0_3: ["pm003count", "03μmparticlecount"],
  temperature: [
    "temp",
    "tempc",
    "atmp",
    "temperature",
    "temperaturec",
    "ambienttemperature",
    "bme280temperature",
  ],
  humidity: [
    ...[
      "rh",
      "hum",
      "rhum",
      "relhum",
      "relativehumidity",
      "relhumidity",
      "humiditerelative",
      "humidite",
    ],
    ...["luftfeuchte", "relluftfeuchte", "humidityraw", "hr", "humiditya"],
    ...["bme280humidity", "dht22humidity", "htu21dhumidity", "sht3xhumidity"],
  ],
  laeq: [
    ...["laeq", "leq", "leqdba", "laeqt", "laeq1s", "laeq1h", "noiselaeq", "schallpegel", "lequiv"],
    "dnmsnoiselaeq",
    ...["laeqdba", "leqa", "leqadb", "lastafdb", "laeqdt", "leqmean"],
    // What people write over the column of a sound level meter.
    ...["dba", "soundlevel", "soundleveldba", "noiselevel", "noiseleveldba", "niveausonore"],
  ],
};

const quantityNames = Object.keys(quantities) as QuantityName[];

/** Compact names that are too short or too common to stand for a quantity in a header without its neighbours. */
const ofRowsOnly = /^\d+$/;

/** Plants by their names, and MeteoSwiss's parameters: "Graminées", "birch", "khpoacd0". */
const pollens: readonly (readonly [string, QuantityName])[] = [
  ...taxonKeys.flatMap((taxon) => {
    const { latin, fr, en } = pollenTaxa[taxon];
    return [taxon, ...latin, ...fr, ...en].flatMap((name) =>
      // Open-Meteo writes "birch_pollen".
      [name, `${name} pollen`, `pollen ${name}`].map(
        (each) => [compactName(each), quantityOfTaxon(taxon)] as const,
      ),
    );
  }),
  ...[...meteoSwissDailyCounts].map(
    ([parameter, taxon]) => [parameter, quantityOfTaxon(taxon)] as const,
  ),
];

const named = [
  ...pollens,
  ...quantityNames.flatMap((quantity) =>
    [
      quantity,
      ...(others[quantity] ?? []),
      quantities[quantity].name.en,
      quantities[quantity].name.fr,
      quantities[quantity].symbol,
    ].map((name) => [compactName(name), quantity] as const),
  ),
];

/** Without the names that two quantities share: `leq_31_5_hz` and `leq_315_hz` are found by their exact names only. */
const table: ReadonlyMap<string, QuantityName> = new Map(
  named.filter(([name, quantity]) =>
    named.every(([other, another]) => other !== name || another === quantity),
  ),
);

const exact: ReadonlyMap<string, QuantityName> = new Map(
  quantityNames.map((quantity) => [quantity, quantity]),
);

/** The quantity that a column is named after. */
export const quantityOfHeader = (name: string): QuantityName | undefined => {
  const own = exact.get(name.trim().toLowerCase());
  if (own !== undefined) return own;
  const compact = compactName(name);
  return ofRowsOnly.test(compact) ? undefined : table.get(compact);
};

/** The quantity that a cell names: "pm25", "NO2", "88101", the address of the EEA's vocabulary. */
export const quantityOfCell = (cell: string): QuantityName | undefined => {
  const [, eea] = /vocabulary\/aq\/pollutant\/(\d+)\/?$/.exec(cell.trim()) ?? [];
  return exact.get(cell.trim()) ?? table.get(compactName(eea ?? cell));
};

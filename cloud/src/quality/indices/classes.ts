import { europeanBandNames, hourlyBounds } from "@datacityzen/hardware/air-bands";
import type { Band, Dated, Period, Pollutant, Source, Words } from "./table.ts";

/** An index of classes: the upper bound of each class but the last belongs to it. */
export interface ClassTable extends Dated {
  readonly kind: "classes";
  readonly scope: Words;
  readonly bands: readonly Band[];
  /** µg/m³. One bound less than there are bands. */
  readonly bounds: { readonly [pollutant in Pollutant]?: readonly number[] };
  readonly periods: { readonly [pollutant in Pollutant]?: Period };
  /** Bands are printed as integers: nobody says where 5.4 is, when they are 0-5 and 6-15. */
  readonly printsIntegers?: true;
}

const colours = ["#50F0E6", "#50CCAA", "#F0E641", "#FF5050", "#960032", "#7D2181"] as const;

const bands: readonly Band[] = europeanBandNames.en.map((en, index) => ({
  key: en.toLowerCase().replace(" ", "_"),
  rank: index + 1,
  colour: colours[index],
  name: { fr: europeanBandNames.fr[index] ?? en, en },
}));

const firstBounds = {
  pm2_5: [10, 20, 25, 50, 75],
  pm10: [20, 40, 50, 100, 150],
  no2: [40, 90, 120, 230, 340],
  o3: [50, 100, 130, 240, 380],
  so2: [100, 200, 350, 500, 750],
} as const;

const asWritten = {
  fr: "aucun : la valeur telle qu'elle est, la borne supérieure comprise (« ≤ »)",
  en: "none: the value as it is, the upper bound included (“≤”)",
};

const airIndex: Source = {
  title: "European Environment Agency, European Air Quality Index",
  url: "https://airindex.eea.europa.eu/AQI/index.html",
};

export const atmo: ClassTable = {
  kind: "classes",
  version: "2021",
  valid: { from: "2021-01-01" },
  name: { fr: "indice ATMO", en: "ATMO index" },
  scope: {
    fr: "un jour, une zone géographique ; calculé par une association agréée",
    en: "a day, a zone; computed by an approved association",
  },
  sources: [
    {
      title:
        "Arrêté du 10 juillet 2020 relatif à l'indice de la qualité de l'air ambiant, annexe I",
      url: "https://www.legifrance.gouv.fr/loda/id/JORFTEXT000042164835/",
    },
  ],
  rounding: { ...asWritten, ours: false },
  bands,
  bounds: firstBounds,
  periods: {
    pm2_5: "day: mean",
    pm10: "day: mean",
    no2: "day: maximum of hours",
    o3: "day: maximum of hours",
    so2: "day: maximum of hours",
  },
};

export const eaqi: readonly [ClassTable, ...ClassTable[]] = [
  {
    kind: "classes",
    version: "2024",
    valid: { from: "2024-11-01" },
    name: {
      fr: "indice européen de la qualité de l'air (2024)",
      en: "European Air Quality Index (2024)",
    },
    scope: { fr: "une heure, une station", en: "an hour, a station" },
    sources: [
      airIndex,
      {
        title: "ETC HE Report 2024/17: EEA's revision of the European air quality index bands",
        url: "https://www.eionet.europa.eu/etcs/etc-he/products/etc-he-products/etc-he-reports/etc-he-report-2024-17-eeas-revision-of-the-european-air-quality-index-bands",
      },
    ],
    rounding: {
      fr: "aucun : l'Agence imprime des entiers (0-5, 6-15) ; une valeur entre deux, 5,4, est de la classe suivante",
      en: "none: the Agency prints integers (0-5, 6-15); a value between two, 5.4, is of the next class",
      ours: true,
    },
    printsIntegers: true,
    bands,
    bounds: hourlyBounds,
    periods: { pm2_5: "1 h", pm10: "1 h", no2: "1 h", o3: "1 h", so2: "1 h" },
  },
  {
    kind: "classes",
    version: "2020",
    valid: { from: "2020-01-01", until: "2024-11-01" },
    name: {
      fr: "indice européen de la qualité de l'air (jusqu'en 2024)",
      en: "European Air Quality Index (until 2024)",
    },
    scope: { fr: "une heure, une station", en: "an hour, a station" },
    sources: [airIndex],
    rounding: { ...asWritten, ours: true },
    bands,
    bounds: firstBounds,
    periods: {
      pm2_5: "24 h running mean",
      pm10: "24 h running mean",
      no2: "1 h",
      o3: "1 h",
      so2: "1 h",
    },
  },
];

/** Where a value lies; undefined for a pollutant that the index does not know. */
export const bandIn = (
  table: ClassTable,
  pollutant: Pollutant,
  concentration: number,
): Band | undefined => {
  const bounds = table.bounds[pollutant];
  if (bounds === undefined) return undefined;
  const above = bounds.findIndex((bound) => concentration <= bound);
  return table.bands.at(above < 0 ? bounds.length : above);
};

/** Whether a value lies between two printed integers, so that its band is our decision. */
export const isBetweenPrinted = (
  table: ClassTable,
  pollutant: Pollutant,
  concentration: number,
): boolean =>
  table.printsIntegers === true &&
  table.bounds[pollutant]?.some((bound) => concentration > bound && concentration < bound + 1) ===
    true;

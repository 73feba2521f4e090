import type { Averaging, Identifiers, Quantity } from "./quantity.ts";

/** UCUM has no A-weighting: it is an annotation of the sound pressure level. */
const level = (
  symbol: string,
  weighting: "A" | "C" | "Z",
  averaging: Averaging,
  name: Quantity["name"],
  identifiers: Identifiers = {},
): Quantity => ({
  symbol,
  unit: `dB[SPL]{${weighting}}`,
  unitSymbol: weighting === "Z" ? "dB" : `dB(${weighting})`,
  plausible: [0, 140],
  averaging,
  digits: 1,
  name,
  identifiers,
});

/**
 * A level exceeded for a share of the time. Two of them cannot be joined exactly; their arithmetic
 * mean is what practice takes (the British L10,18h is the mean of eighteen hourly L10).
 */
const exceeded = (share: number): Quantity =>
  level(`L${share}`, "A", "arithmetic", {
    fr: `Niveau dépassé ${share} % du temps`,
    en: `Level exceeded ${share} % of the time`,
  });

/** Nominal midband frequencies of the third-octave bands, in hertz (IEC 61260-1). */
// biome-ignore format: a table reads better in rows
export const thirdOctaves = [
  "25", "31.5", "40", "50", "63", "80", "100", "125", "160", "200", "250", "315", "400", "500", "630",
  "800", "1000", "1250", "1600", "2000", "2500", "3150", "4000", "5000", "6300", "8000", "10000",
  "12500", "16000",
] as const;

type Named<T extends string> = T extends `${infer Whole}.${infer Part}` ? `${Whole}_${Part}` : T;
export type BandLevel = `leq_${Named<(typeof thirdOctaves)[number]>}_hz`;

export const bandLevels = thirdOctaves.map(
  (hertz) => `leq_${hertz.replace(".", "_")}_hz` as BandLevel,
);

const bands = Object.fromEntries(
  bandLevels.map((name, index) => {
    const hertz = thirdOctaves[index] ?? "";
    return [
      name,
      level(`Leq,${hertz} Hz`, "Z", "energetic", {
        fr: `Niveau de la bande de tiers d'octave ${hertz.replace(".", ",")} Hz`,
        en: `Level of the third-octave band ${hertz} Hz`,
      }),
    ];
  }),
) as { readonly [name in BandLevel]: Quantity };

/** What is heard. */
export const sound = {
  laeq: level(
    "LAeq",
    "A",
    "energetic",
    { fr: "Niveau sonore équivalent", en: "Equivalent sound level" },
    {
      sensorCommunity: { id: "noise_LAeq" },
      openSenseMap: { id: "Schallpegel" },
      smartCitizen: { id: "53" },
      homeAssistant: { id: "sound_pressure" },
    },
  ),
  lamin: level(
    "LAmin",
    "A",
    "minimum",
    { fr: "Niveau sonore minimal", en: "Lowest sound level" },
    { sensorCommunity: { id: "noise_LA_min" }, homeAssistant: { id: "sound_pressure" } },
  ),
  lamax: level(
    "LAmax",
    "A",
    "maximum",
    { fr: "Niveau sonore maximal", en: "Highest sound level" },
    { sensorCommunity: { id: "noise_LA_max" }, homeAssistant: { id: "sound_pressure" } },
  ),
  lceq: level("LCeq", "C", "energetic", {
    fr: "Niveau sonore équivalent, pondération C",
    en: "Equivalent sound level, C-weighted",
  }),
  lzeq: level("LZeq", "Z", "energetic", {
    fr: "Niveau sonore équivalent, sans pondération",
    en: "Equivalent sound level, unweighted",
  }),
  l10: exceeded(10),
  l50: exceeded(50),
  l90: exceeded(90),
  ...bands,
} as const satisfies Record<string, Quantity>;

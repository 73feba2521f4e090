/** Values that mean the same in another unit. */
export interface OtherUnit {
  readonly code: string;
  /** Values from the first up to the second, both included, are taken for this unit. */
  readonly from: readonly (readonly [low: number, high: number])[];
  /** Also inside the plausible range, where no measurement is believed to lie. */
  readonly inside?: true;
  /** The value in our unit, where it can be told. */
  readonly ours?: (value: number) => number;
  readonly fr: string;
  readonly en: string;
}

/** Exact numbers that an instrument or its driver gives instead of a value. */
export interface Sentinel {
  readonly code: string;
  readonly values: readonly number[];
  readonly fr: string;
  readonly en: string;
}

/** In the order in which they are looked up. */
export interface Rules {
  /** Also inside the plausible range: no measurement happens to be exactly this. */
  readonly sentinels?: readonly Sentinel[];
  readonly units?: readonly OtherUnit[];
}

type Texts = readonly [fr: string, en: string];

const scaled = (
  code: string,
  times: number,
  from: OtherUnit["from"],
  [fr, en]: Texts,
): OtherUnit => ({ code, from, ours: (value) => value * times, fr, en });

const tenths = (...from: OtherUnit["from"]) =>
  scaled("tenths", 0.1, from, ["des dixièmes de l'unité", "tenths of the unit"]);
const hundredths = (...from: OtherUnit["from"]) =>
  scaled("hundredths", 0.01, from, ["des centièmes de l'unité", "hundredths of the unit"]);
const thousandths = (...from: OtherUnit["from"]) =>
  scaled("thousandths", 0.001, from, ["des millièmes de l'unité", "thousandths of the unit"]);

/**
 * What is written for "no value" everywhere: all bits set, in the widths and with the divisors of
 * sensors, the least signed number, rows of nines. Looked up outside the plausible range only.
 */
export const absent: Sentinel = {
  code: "absent",
  // biome-ignore format: a table reads better in rows
  values: [
    255, 25.5, 65_535, 65_534, 6553.5, 6553.4, 655.35, 655.34, 16_777_215, 4_294_967_295,
    32_767, 3276.7, 327.67, -32_768, -3276.8, -327.68, 2_147_483_647, -2_147_483_648,
    -1, -99, -99.9, -999, -999.9, -9999, -99_999, 9999, 9999.9, 99_999, 999_999, 8888, -8888,
  ],
  fr: "le nombre qu'un capteur ou son pilote écrit quand il n'a pas de valeur",
  en: "the number that a sensor or its driver writes when it has no value",
};

const temperature: Rules = {
  sentinels: [
    {
      code: "power_on",
      values: [85],
      fr: "la valeur d'un DS18B20 qui n'a pas encore mesuré",
      en: "the value of a DS18B20 that has not measured yet",
    },
    {
      code: "disconnected",
      values: [-127, -196.6],
      fr: "ce qu'un pilote écrit quand le capteur ne répond pas",
      en: "what a driver writes when the sensor does not answer",
    },
    {
      code: "not_measured",
      values: [-144.7, -144.69, -144.68, -145.75],
      fr: "ce que la formule d'un BMP280 ou d'un BME280 donne sans mesure",
      en: "what the formula of a BMP280 or a BME280 gives without a measurement",
    },
    {
      code: "zero_register",
      values: [-45, -46.85, -273.15],
      fr: "ce que la formule du capteur donne d'un registre à zéro",
      en: "what the sensor's formula gives of a register of zero",
    },
  ],
  units: [
    {
      code: "fahrenheit",
      // 65 °F is a cool room and no air is as warm as 65 °C; what is colder cannot be told from Celsius.
      from: [[65.1, 140]],
      inside: true,
      ours: (value) => (value - 32) / 1.8,
      fr: "des degrés Fahrenheit",
      en: "degrees Fahrenheit",
    },
    {
      code: "kelvin",
      from: [[233.15, 333.15]],
      ours: (value) => value - 273.15,
      fr: "des kelvins",
      en: "kelvin",
    },
    tenths([140, 600], [-400, -90]),
    hundredths([600, 6000], [-4000, -400]),
    thousandths([6000, 60_000], [-40_000, -4000]),
  ],
};

const humidity: Rules = {
  sentinels: [
    {
      code: "not_measured",
      values: [0],
      fr: "un capteur qui répond sans mesurer : aucun air n'est sans eau",
      en: "a sensor that answers without measuring: no air is without water",
    },
  ],
  units: [
    // The driest air that was ever measured had about 1 %.
    {
      ...scaled("fraction", 100, [[0.001, 0.999]], ["une fraction de 1", "a fraction of 1"]),
      inside: true,
    },
    {
      code: "wet",
      from: [[100, 120]],
      fr: "un capteur mouillé, ou qui a dérivé",
      en: "a sensor that is wet, or has drifted",
    },
    tenths([120, 1000]),
    hundredths([1000, 10_000]),
    thousandths([10_000, 100_000]),
  ],
};

const pressure: Rules = {
  sentinels: [
    {
      code: "not_measured",
      values: [0],
      fr: "un capteur qui répond avant de mesurer",
      en: "a sensor that answers before it measures",
    },
  ],
  units: [
    scaled("pascal", 0.01, [[30_000, 110_000]], ["des pascals", "pascals"]),
    scaled(
      "tenths",
      0.1,
      [[3000, 11_000]],
      ["des dixièmes d'hectopascal", "tenths of a hectopascal"],
    ),
    scaled("kilopascal", 10, [[32.5, 110]], ["des kilopascals", "kilopascals"]),
    scaled(
      "inch_of_mercury",
      33.8639,
      [[16, 32.5]],
      ["des pouces de mercure", "inches of mercury"],
    ),
    scaled(
      "pound_per_square_inch",
      68.9476,
      [[6, 16]],
      ["des livres par pouce carré", "pounds per square inch"],
    ),
    scaled("bar", 1000, [[0.3, 1.1]], ["des bars ou des atmosphères", "bars or atmospheres"]),
    scaled(
      "q24_8",
      1 / 25_600,
      [[7_680_000, 28_160_000]],
      ["le format Q24.8 d'un BME280", "the format Q24.8 of a BME280"],
    ),
  ],
};

const mass: Rules = {
  sentinels: [
    {
      code: "saturated",
      values: [999.9, 1999.9],
      fr: "le bout de l'échelle du capteur : la vraie valeur est plus grande",
      en: "the end of the sensor's scale: the true value is larger",
    },
  ],
};

const milligrams: Rules = {
  units: [
    scaled(
      "microgram",
      0.001,
      [[1000, 500_000]],
      ["des microgrammes par mètre cube", "micrograms per cubic metre"],
    ),
  ],
};

const carbonDioxide: Rules = {
  sentinels: [
    // The largest signed number: only in air that kills within minutes would it be a value.
    { ...absent, values: [32_767] },
    {
      code: "not_measured",
      values: [0],
      fr: "un capteur qui répond avant de mesurer : aucun air n'est sans CO₂",
      en: "a sensor that answers before it measures: no air is without CO₂",
    },
  ],
  units: [
    scaled("percent", 10_000, [[0.025, 4]], ["des pour cent", "per cent"]),
    scaled("fraction", 1e6, [[0.000_25, 0.025]], ["une fraction de 1", "a fraction of 1"]),
    scaled(
      "parts_per_billion",
      0.001,
      [[250_000, 40_000_000]],
      ["des parties par milliard", "parts per billion"],
    ),
  ],
};

const gasIndex: Rules = {
  units: [
    {
      code: "raw_signal",
      from: [[10_000, 65_000]],
      fr: "le signal brut du capteur au lieu de l'indice",
      en: "the sensor's raw signal instead of the index",
    },
    tenths([500, 5000]),
  ],
};

const level: Rules = {
  units: [
    {
      code: "full_scale",
      from: [[-120, -1.1]],
      fr: "des décibels sous la pleine échelle (dBFS) : la sensibilité du microphone n'est pas comptée",
      en: "decibels below full scale (dBFS): the microphone's sensitivity is not counted",
    },
    tenths([150, 1400]),
    hundredths([1500, 14_000]),
  ],
};

/** Of what is heard. A band of a third of an octave may well have 0 dB and less. */
const weightedLevel: Rules = {
  ...level,
  sentinels: [
    {
      code: "not_measured",
      values: [0],
      fr: "un microphone qui ne donne rien : le plus calme des studios a plus de 0 dB",
      en: "a microphone that gives nothing: the quietest of studios has more than 0 dB",
    },
  ],
};

const windSpeed: Rules = {
  units: [
    scaled(
      "kilometre_per_hour",
      1 / 3.6,
      [[80, 288]],
      ["des kilomètres par heure", "kilometres per hour"],
    ),
    tenths([288, 800]),
    hundredths([800, 8000]),
  ],
};

const windDirection: Rules = {
  sentinels: [
    {
      code: "variable",
      values: [990, 999],
      fr: "un vent de direction variable, comme les messages météorologiques le codent",
      en: "a wind of variable direction, as weather messages code it",
    },
  ],
  units: [
    {
      code: "signed_angle",
      from: [[-180, -0.001]],
      ours: (value) => value + 360,
      fr: "un angle de −180 à 180",
      en: "an angle from −180 to 180",
    },
    {
      code: "whole_turn",
      from: [[360, 720]],
      ours: (value) => value - 360,
      fr: "un angle de plus d'un tour",
      en: "an angle of more than a turn",
    },
    tenths([720, 3600]),
  ],
};

const illuminance: Rules = {
  units: [thousandths([200_000, 200_000_000])],
};

/** Plantower counts in 0.1 L of air, others in a litre or a cubic foot. */
const numberConcentration: Rules = {
  units: [
    scaled(
      "per_decilitre",
      0.01,
      [[655.35, 65_535]],
      ["un nombre dans 0,1 L d'air", "a number in 0.1 L of air"],
    ),
    scaled(
      "per_litre",
      0.001,
      [[65_535, 3_000_000]],
      ["un nombre dans un litre d'air", "a number in a litre of air"],
    ),
    scaled(
      "per_cubic_metre",
      1e-6,
      [[3_000_000, 3e9]],
      ["un nombre dans un mètre cube d'air", "a number in a cubic metre of air"],
    ),
  ],
};

const size: Rules = {
  units: [scaled("nanometre", 0.001, [[10, 10_000]], ["des nanomètres", "nanometres"])],
};

const charge: Rules = {
  units: [
    {
      code: "millivolt",
      from: [[2500, 15_000]],
      fr: "la tension de la batterie en millivolts",
      en: "the battery's voltage in millivolts",
    },
    tenths([101, 1000]),
  ],
};

const voltage: Rules = {
  units: [scaled("millivolt", 0.001, [[60, 60_000]], ["des millivolts", "millivolts"])],
};

const signal: Rules = {
  sentinels: [
    {
      code: "unknown_signal",
      values: [99],
      fr: "la réponse d'un modem qui ne connaît pas le signal (AT+CSQ)",
      en: "the answer of a modem that does not know the signal (AT+CSQ)",
    },
  ],
  units: [
    {
      code: "modem_scale",
      from: [[20, 31]],
      ours: (value) => 2 * value - 113,
      fr: "l'échelle de 0 à 31 d'un modem (AT+CSQ)",
      en: "a modem's scale from 0 to 31 (AT+CSQ)",
    },
    {
      code: "percent",
      from: [[31, 100]],
      fr: "une qualité en pour cent, ou une valeur sans son signe moins",
      en: "a quality in per cent, or a value without its minus sign",
    },
    {
      code: "sign_missing",
      from: [[100, 150]],
      ours: (value) => -value,
      fr: "une valeur sans son signe moins",
      en: "a value without its minus sign",
    },
  ],
};

/** By the quantity's unit, so that a new quantity of a known unit is judged too. */
export const rulesByUnit: { readonly [unit: string]: Rules } = {
  Cel: temperature,
  hPa: pressure,
  "ug/m3": mass,
  "mg/m3": milligrams,
  "[ppm]": carbonDioxide,
  "1": gasIndex,
  "m/s": windSpeed,
  deg: windDirection,
  lx: illuminance,
  "{#}/cm3": numberConcentration,
  "{#}/m3": {},
  "{grains}/m3": {},
  um: size,
  V: voltage,
  "dB{mW}": signal,
  dB: {},
  "dB[SPL]{A}": weightedLevel,
  "dB[SPL]{C}": weightedLevel,
  "dB[SPL]{Z}": level,
};

/** Where one unit serves quantities of different kinds. */
export const rulesByName: { readonly [quantity: string]: Rules } = {
  humidity,
  battery: charge,
};

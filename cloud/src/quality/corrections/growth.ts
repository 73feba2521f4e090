import type { QuantityName } from "@datacityzen/hardware/quantities";
import { cleaned } from "../indices/table.ts";
import { type Correction, keepOrder, type Measured, type Outcome, refused } from "./correction.ts";

/** Each particle mass that there is, divided by how much humidity made it seem. */
const dried = (
  measured: Measured,
  factorOf: (quantity: "pm2_5" | "pm10", humidity: number) => number,
): Outcome => {
  const inputs = [
    ["pm2_5", measured.pm2_5_cf1 === undefined ? "pm2_5" : "pm2_5_cf1"],
    ["pm10", "pm10"],
  ] as const satisfies readonly (readonly ["pm2_5" | "pm10", QuantityName])[];
  const { humidity } = measured;
  const there = inputs.flatMap(([quantity, input]) => {
    const raw = measured[input];
    return raw === undefined ? [] : [{ quantity, input, raw }];
  });
  if (there.length === 0) return refused("missing", "pm2_5");
  const below = there.find(({ raw }) => raw < 0);
  if (below !== undefined) return refused("out_of_range", below.input);
  if (humidity === undefined) return refused("missing", "humidity");
  if (!(humidity >= 0 && humidity <= 100)) return refused("out_of_range", "humidity");
  return {
    ok: true,
    made: keepOrder(
      there.map((one) => ({ ...one, value: cleaned(one.raw / factorOf(one.quantity, humidity)) })),
    ),
  };
};

export interface Growth {
  /** How strongly the particles take up water: 0.3 to 0.4 in Europe. */
  readonly kappa: number;
  /** %. Below it nothing is changed: dry particles do not follow the curve. */
  readonly dryBelow: number;
  /** %. What is above counts as this: at 100 % the factor is infinite. */
  readonly most: number;
}

export const usualGrowth: Growth = { kappa: 0.35, dryBelow: 65, most: 95 };

/** g/cm³ of dry particles, over that of water. */
const DENSITY = 1.65;

/** How many times heavier particles seem: `C = 1 + (κ/1.65) / (−1 + 1/aw)`, aw the humidity as a part of one. */
export const growthFactor = (humidity: number, { kappa, dryBelow, most }: Growth): number => {
  if (humidity < dryBelow || humidity === 0) return 1;
  const activity = Math.min(humidity, most) / 100;
  return 1 + kappa / DENSITY / (-1 + 1 / activity);
};

export const kappaKoehler = (growth: Growth): Correction => ({
  name: "kappa-koehler",
  version: 1,
  title: {
    fr: "particules séchées par le calcul (théorie κ-Köhler)",
    en: "particles dried by computation (κ-Köhler theory)",
  },
  needs: ["humidity"],
  corrects: ["pm2_5", "pm10"],
  parameters: {
    kappa: growth.kappa,
    dry_below: growth.dryBelow,
    humidity_most: growth.most,
    density: DENSITY,
  },
  valid: {
    fr: "compteurs optiques dehors, sauf dans le brouillard",
    en: "optical counters outdoors, except in fog",
  },
  sources: [
    {
      title:
        "Crilley et al.: Evaluation of a low-cost optical particle counter (Alphasense OPC-N2) for ambient air monitoring, Atmos. Meas. Tech. 11, 709-720, 2018, equation 6",
      url: "https://doi.org/10.5194/amt-11-709-2018",
    },
  ],
  correct: (measured) => dried(measured, (_, humidity) => growthFactor(humidity, growth)),
});

const power = { pm10: [0.81559, 5.83411], pm2_5: [0.48756, 8.60068] } as const;

export const sds011Power: Correction = {
  name: "sds011-power",
  version: 1,
  title: {
    fr: "loi de puissance de l'humidité pour le SDS011",
    en: "power law of humidity for the SDS011",
  },
  needs: ["humidity"],
  corrects: ["pm2_5", "pm10"],
  parameters: {
    pm10_factor: power.pm10[0],
    pm10_exponent: power.pm10[1],
    pm2_5_factor: power.pm2_5[0],
    pm2_5_exponent: power.pm2_5[1],
  },
  valid: { fr: "SDS011 dehors ; ajustée en Pologne", en: "SDS011 outdoors; fitted in Poland" },
  sources: [
    {
      title: "hackAIR / Luftdaten Poland, sensors-software pull request 678",
      url: "https://github.com/opendata-stuttgart/sensors-software/pull/678",
    },
  ],
  correct: (measured) =>
    dried(measured, (quantity, humidity) => {
      const [factor, exponent] = power[quantity];
      return 1 + factor * (humidity / 100) ** exponent;
    }),
};

import type { Flag } from "@datacityzen/hardware/flags";
import { type QuantityName, quantities, type Values } from "@datacityzen/hardware/quantities";
import type { Reading } from "@datacityzen/hardware/wire/batch";
import type { Hello } from "@datacityzen/hardware/wire/hello";
import { smooth, uniform } from "./noise.ts";
import { activity, particlesAt } from "./town.ts";
import { weatherAt } from "./weather.ts";

/** A station that measures a town which does not exist. */
export interface SimulatedStation {
  readonly id: string;
  readonly hello: (everyMs: number) => Hello;
  /** The reading of each sensor for the interval that begins at `at`; always the same for the same instant. */
  readonly readings: (at: number) => Reading[];
}

const MINUTE_MS = 60_000;
/** Beyond, an SDS011 takes droplets for dust (its data sheet, p. 3). */
const HUMID = 70;

const round = (name: QuantityName, value: number): number => {
  const [low, high] = quantities[name].plausible;
  return Number(Math.min(Math.max(value, low), high).toFixed(quantities[name].digits));
};

const rounded = (values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, round(name as QuantityName, value)]),
  );

/**
 * Station `index` of the region that `seed` names. All of a region share its weather; each has its
 * own surroundings (a street, a garden, a height) and its own noise.
 */
export const simulateStation = (seed: number, index: number): SimulatedStation => {
  const own = (key: number) => uniform(seed, index, key);
  const street = 0.7 + own(1) ** 2;
  const warmer = 2 * own(2) - 1;
  const height = 12 * own(3);
  const quiet = 36 + 12 * own(4);
  const serial = Math.floor(own(5) * 0x10000)
    .toString(16)
    .padStart(4, "0");
  const particleSensor = `sds011-${serial}`;

  const noise = (at: number, key: number, minutes: number) =>
    smooth(at / (minutes * MINUTE_MS), seed, index, key);

  return {
    id: `sim-${seed}-${String(index + 1).padStart(4, "0")}`,
    hello: (every) => ({
      kit: "simulated",
      sensors: [
        { id: particleSensor, model: "sds011", serial, every },
        { id: "bme280", model: "bme280", every },
        { id: "dnms", model: "dnms", every },
      ],
      software: { simulate: "1" },
    }),
    readings(at) {
      const weather = weatherAt(seed, at);
      const { pm2_5, pm10 } = particlesAt(at, weather);
      const humid = Math.max(0, weather.humidity - HUMID) / (100 - HUMID);
      const seen = street * (1 + 0.8 * humid ** 2) * (1 + 0.12 * noise(at, 6, 7));
      const hiss = (key: number) => 2 * uniform(at, seed, index, key) - 1;
      const simulated: Flag[] = ["simulated"];
      const flags: Flag[] = humid > 0 ? [...simulated, "humid"] : simulated;
      const passing = Math.max(0, noise(at, 7, 1.5) - 0.55);
      return [
        {
          at,
          sensor: particleSensor,
          values: rounded({
            pm2_5: Math.max(0.3, pm2_5 * seen + 0.3 * hiss(8)),
            pm10: Math.max(0.5, pm10 * seen + 0.5 * hiss(9)),
          }),
          flags,
        },
        {
          at,
          sensor: "bme280",
          values: rounded({
            temperature: weather.temperature + warmer + 0.2 * noise(at, 10, 15),
            humidity: weather.humidity - 2.5 * warmer + noise(at, 11, 20),
            pressure: weather.pressure - 0.12 * height + 0.05 * hiss(12),
          }),
          flags: simulated,
        },
        {
          at,
          sensor: "dnms",
          values: rounded({
            laeq:
              quiet +
              9 * Math.min(1, activity(at)) * street +
              1.5 * noise(at, 13, 3) +
              22 * passing,
          }),
          flags: simulated,
        },
      ];
    },
  };
};

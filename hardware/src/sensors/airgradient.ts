import * as z from "zod";
import { jsonBodies, objectOf } from "../framing/json.ts";
import type { Quantity } from "../quantities.ts";
import { type QuantityName, quantities, type Values } from "../quantities.ts";
import type { Part, Sensor } from "../sensor.ts";
import { LEAST_CO2 } from "./relations.ts";
import { standsForNone, suspicionsOf } from "./suspicions.ts";

const Figures = z.record(z.string(), z.unknown());
/** What is not as it should be is left out, and the figures beside it stand. */
const Body = z.looseObject({
  serialno: z.string().min(1).optional().catch(undefined),
  channels: z.record(z.string(), Figures.catch({})).optional().catch(undefined),
});

/** The monitor's key of each quantity that it has a word for. */
const keys = Object.entries(quantities as Readonly<Record<string, Quantity>>).flatMap(
  ([name, { identifiers }]) => {
    const known = identifiers?.airGradient;
    return known === undefined
      ? []
      : [{ quantity: name as QuantityName, key: known.id, times: known.times ?? 1 }];
  },
);

/** The monitor counts its channels; nothing else becomes part of a sensor's name. */
const CHANNEL = /^[1-9]$/;

/** Bounds by which the monitor's own firmware judges a value; outside, it stands for "none". */
const isKnown = (quantity: QuantityName, value: number): boolean => {
  if (quantity !== "signal_strength" && standsForNone(quantity, value)) return false;
  switch (quantity) {
    case "temperature":
      return value >= -40 && value <= 125;
    case "signal_strength":
      return value < 0;
    case "humidity":
      return value > 0 && value <= 100;
    case "co2":
      return value >= LEAST_CO2 && value <= 10_000;
    case "voc_index":
    case "nox_index":
      return value > 0 && value <= 500;
    default:
      // 65535 is a counter that ran to its end, and stands for "none" as well.
      return value >= 0 && value < 65_535;
  }
};

/**
 * Whether the SHT, which says temperature and humidity in one reply, has failed: zeros alone, and one figure that no
 * air has, make the other worthless. Only a humidity of zero leaves a temperature that can be.
 */
const hasFailedClimate = ({ atmp, rhum }: Readonly<Record<string, unknown>>): boolean =>
  (atmp === 0 && rhum === 0) ||
  (typeof atmp === "number" && !isKnown("temperature", atmp)) ||
  (typeof rhum === "number" && rhum !== 0 && !isKnown("humidity", rhum));

const valuesOf = (figures: Readonly<Record<string, unknown>>): Values => {
  const lost = hasFailedClimate(figures) ? ["temperature", "humidity"] : [];
  return Object.fromEntries(
    keys.flatMap(({ quantity, key, times }) => {
      const figure = figures[key];
      if (lost.includes(quantity)) return [];
      if (typeof figure !== "number" || !isKnown(quantity, figure)) return [];
      return [[quantity, figure / times]];
    }),
  );
};

/** No part of the monitor measures: clean air alone has no particles, but no air is without CO₂ and water. */
const isSilent = (body: Readonly<Record<string, unknown>>, values: Values): boolean =>
  Object.entries(values).every(([name, value]) => value === 0 || name === "signal_strength") &&
  body.rco2 === 0;

/** An AirGradient ONE or Open Air in the local network. */
export const airgradient: Sensor = {
  model: "airgradient",
  name: "AirGradient ONE / Open Air",
  maker: "AirGradient",
  aliases: ["airgradient-one", "airgradient-open-air", "openair"],
  bus: { kind: "http-json", path: "/measures/current" },
  measures: [
    { quantity: "pm1", range: [0, 1000] },
    {
      quantity: "pm2_5",
      range: [0, 1000],
      accuracy: [
        { within: [0, 100], absolute: 10 },
        { within: [100, 500], relative: 0.1 },
      ],
      caution: "as its PMS5003 says it; the monitor's own corrected figure is not taken over",
    },
    { quantity: "pm10", range: [0, 1000] },
    ...(["pm1_cf1", "pm2_5_cf1", "pm10_cf1"] as const).map((quantity) => ({
      quantity,
      range: [0, 1000] as const,
      caution: "factory calibration (CF=1), the input of published corrections",
    })),
    ...(
      ["n_above_0_3", "n_above_0_5", "n_above_1", "n_above_2_5", "n_above_5", "n_above_10"] as const
    ).map((quantity) => ({ quantity, range: [0, 655.35] as const })),
    {
      quantity: "co2",
      range: [0, 10_000],
      accuracy: [{ within: [400, 2000], absolute: 40, relative: 0.03, combined: "sum" }],
    },
    { quantity: "temperature", range: [-40, 125], caution: "uncorrected, inside the case" },
    { quantity: "humidity", range: [0, 100], caution: "uncorrected, inside the case" },
    { quantity: "voc_index", range: [1, 500] },
    { quantity: "nox_index", range: [1, 500] },
    { quantity: "signal_strength", range: [-100, 0] },
  ],
  warmUpMs: 180_000,
  everyMs: 10_000,
  supply: { volts: [4.5, 5.5], milliamps: 500 },
  serial: "frame",
  integrity: "transport",
  framing: jsonBodies,
  decode(frame) {
    const body = Body.safeParse(objectOf(frame));
    if (!body.success) return { ok: false, reason: "foreign" };
    const { serialno, channels } = body.data;
    const values = valuesOf(body.data);
    // An Open Air with two particle sensors tells both, beside their mean.
    const parts: Part[] = Object.entries(channels ?? {}).flatMap(([channel, figures]) => {
      const own = CHANNEL.test(channel) ? valuesOf(figures) : {};
      return Object.keys(own).length === 0 ? [] : [{ model: `pms5003t-${channel}`, values: own }];
    });
    if (Object.keys(values).length === 0 || isSilent(body.data, values))
      return { ok: false, reason: serialno === undefined ? "foreign" : "unknown" };
    return {
      ok: true,
      values,
      ...suspicionsOf(values),
      ...(serialno === undefined ? {} : { serial: serialno.toLowerCase() }),
      ...(parts.length === 0 ? {} : { parts }),
    };
  },
  cautions: [
    "Figures that its firmware has corrected (pm02Compensated, atmpCompensated) are left aside: the raw ones can be corrected again.",
  ],
  sources: [
    {
      document: "AirGradient, arduino/docs/local-server.md",
      at: "table of the keys of /measures/current",
      gives: ["bus", "frame"],
    },
    {
      document: "AirGradient, arduino/src: PMS, S8 and SHT readers",
      at: "what each value is compared with before it is sent",
      gives: ["range", "pace"],
    },
    {
      document:
        "Plantower, PMS5003 series data manual V2.3 (2016-06-01), and SenseAir, S8 LP product specification PSP126",
      at: "technical index, page 3; table 1",
      gives: ["accuracy"],
    },
    {
      document: "DataCityZen, the longest warm-up in this folder",
      at: "three minutes are kept back, until the slowest of its parts is sure",
      gives: ["warm-up"],
    },
    {
      document: "AirGradient, ONE and Open Air product pages",
      at: "power: USB, 5 V",
      gives: ["supply"],
      unchecked: "the page has no number or date",
    },
  ],
};

import type { Sensor } from "../sensor.ts";
import { mhz19b, type winsenCommands } from "./mhz19b.ts";
import { pins } from "./pins.ts";

// No page of the manual was at hand for its life: what an MH-Z19B bears says nothing of it.
const { lifeHours: _, ...alike } = mhz19b;

/** Winsen MH-Z19C: speaks like an MH-Z19B, and is another part. */
export const mhz19c: Sensor<typeof winsenCommands> = {
  ...alike,
  model: "mhz19c",
  name: "MH-Z19C",
  aliases: [],
  measures: [
    {
      quantity: "co2",
      range: [400, 5000],
      accuracy: [{ within: [400, 5000], absolute: 50, relative: 0.05, combined: "sum" }],
      resolution: 1,
      caution:
        "its self-calibration takes the lowest value of a day for 400 ppm: it needs fresh air daily",
    },
  ],
  limits: { humidity: [0, 95], temperature: [-10, 50] },
  warmUpMs: 60_000,
  supply: { volts: [4.9, 5.1], milliamps: 40 },
  pins: pins(
    "Vin > 5 V, within 0.1 V: a long or thin cable drops too much",
    "GND > ground",
    "Rx > TX",
    "Tx > RX",
    "PWM, HD, Vo > free",
  ),
  sources: [
    {
      document: "Winsen, MH-Z19C user's manual V1.2 (2021-05-14)",
      at: "main parameters; detection range and accuracy; pins",
      gives: [
        "range",
        "accuracy",
        "limits",
        "warm-up",
        "response",
        "supply",
        "logic level",
        "pins",
        "bus",
      ],
    },
    {
      document: "Winsen, MH-Z19C user's manual V1.2 (2021-05-14)",
      at: "serial port output (UART)",
      gives: ["frame", "commands", "pace"],
      unchecked: "these come from drivers, to which it speaks like an MH-Z19B",
    },
  ],
};

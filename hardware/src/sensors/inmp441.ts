import type { Sensor } from "../sensor.ts";
import { i2sMicrophone } from "./i2s-microphone.ts";
import { i2sPins } from "./pins.ts";

/** TDK InvenSense INMP441: digital microphone, no longer made, still sold on boards. */
export const inmp441: Sensor = {
  ...i2sMicrophone({ sensitivity: -26, signalToNoise: 61, overload: 120 }),
  model: "inmp441",
  name: "INMP441",
  maker: "TDK InvenSense",
  bus: { kind: "i2s", bits: 24, sampleHz: [7800, 50_000] },
  limits: { temperature: [-40, 85] },
  supply: { volts: [1.8, 3.3], milliamps: 1.4 },
  pins: i2sPins,
  logicVolts: 3.3,
  cautions: [
    "Not recommended for new designs: take an ICS-43434.",
    "Sensitivity is -26 dBFS ± 1 dB: compare it with a calibrator and keep the difference.",
  ],
  source: "InvenSense, INMP441 data sheet 1.1: sensitivity -26 dBFS ± 1 dB, 61 dBA, 120 dB SPL",
};

import type { Sensor } from "../sensor.ts";
import { i2sMicrophone } from "./i2s-microphone.ts";
import { i2sPins } from "./pins.ts";

/** TDK InvenSense ICS-43434: digital microphone. */
export const ics43434: Sensor = {
  ...i2sMicrophone({ sensitivity: -26, tolerance: 1, signalToNoise: 65, overload: 120 }),
  model: "ics43434",
  name: "ICS-43434",
  maker: "TDK InvenSense",
  bus: { kind: "i2s", bits: 24, sampleHz: [23_000, 51_600] },
  limits: { temperature: [-40, 85] },
  supply: { volts: [1.65, 3.63], milliamps: 0.6 },
  pins: i2sPins,
  logicVolts: 3.63,
  cautions: [
    "Sensitivity is -26 dBFS ± 1 dB: compare it with a calibrator and keep the difference.",
  ],
  source: "TDK InvenSense, DS-000069 r1.2: sensitivity -26 dBFS ± 1 dB, 65 dBA, 120 dB SPL",
};

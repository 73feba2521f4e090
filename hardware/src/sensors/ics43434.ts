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
  sources: [
    {
      document: "TDK InvenSense, ICS-43434 data sheet DS-000069 r1.2",
      at: "table 1 (acoustic and electrical), table 2 (digital input and output), table 3 (serial data port timing)",
      gives: ["range", "accuracy", "limits", "supply", "logic level", "bus", "microphone"],
      unchecked: "these come from drivers and from those who sell boards",
    },
    {
      document: "DataCityZen",
      at: "edge/src/sound: levels of a second from samples of 24 bits in 32",
      gives: ["warm-up", "response", "pace", "frame"],
    },
    {
      document: "Adafruit, I2S MEMS microphone breakout",
      at: "print on the board",
      gives: ["pins"],
    },
  ],
};

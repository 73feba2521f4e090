import type { Sensor } from "../sensor.ts";
import { i2sMicrophone } from "./i2s-microphone.ts";
import { i2sPins } from "./pins.ts";

/** TDK InvenSense INMP441: digital microphone, no longer made, still sold on boards. */
export const inmp441: Sensor = {
  ...i2sMicrophone({ sensitivity: -26, tolerance: 3, signalToNoise: 61, overload: 120 }),
  model: "inmp441",
  name: "INMP441",
  maker: "TDK InvenSense",
  bus: { kind: "i2s", bits: 24, sampleHz: [7800, 50_000] },
  limits: { temperature: [-40, 85] },
  // 2.2 mA as a rule and 2.5 mA at most, at 3.3 V.
  supply: { volts: [1.62, 3.63], milliamps: 2.5 },
  pins: i2sPins,
  logicVolts: 3.63,
  cautions: [
    "Not recommended for new designs: take an ICS-43434.",
    "Sensitivity is -26 dBFS ± 3 dB: compare it with a calibrator and keep the difference.",
  ],
  sources: [
    {
      document: "InvenSense, INMP441 data sheet 1.1",
      at: "tables 1 and 3: sensitivity -26 dBFS (-29 to -23), 61 dBA, 120 dB SPL, 1.62 to 3.63 V",
      gives: ["range", "accuracy", "limits", "supply", "logic level", "bus", "microphone"],
    },
    {
      document: "DataCityZen",
      at: "edge/src/sound: levels of a second from samples of 24 bits in 32",
      gives: ["warm-up", "response", "pace", "frame"],
    },
    { document: "Usual INMP441 boards", at: "print on the board", gives: ["pins"] },
  ],
};

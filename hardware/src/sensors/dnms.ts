import { bytesOf, single, viewOf } from "../bytes.ts";
import { wordReplies, wordsOf } from "../framing/transactions.ts";
import type { QuantityName } from "../quantities.ts";
import type { Decoded, Measure, Sensor } from "../sensor.ts";
import { pins } from "./pins.ts";
import { LEAST_LEVEL } from "./relations.ts";

const commands = {
  reset: bytesOf("00 01"),
  version: bytesOf("00 02"),
  /** Closes the interval and computes its levels. */
  close: bytesOf("00 03"),
  isReady: bytesOf("00 04"),
  read: bytesOf("00 05"),
};

const level = (quantity: QuantityName): Measure => ({
  quantity,
  range: [29, 120],
  accuracy: [{ within: [35, 100], absolute: 1 }],
  resolution: 0.1,
  caution: "below 32 dB(A) it hears its own microphone",
});

/** Three 32-bit floats, most significant byte first: LAeq, LAmin, LAmax. */
export const decodeLevels = (data: Uint8Array): Decoded => {
  const view = viewOf(data);
  const [laeq, lamin, lamax] = [single(view, 0), single(view, 4), single(view, 8)];
  // Read before its first interval was closed, it has no level yet: no place has 0 dB(A).
  if (laeq === 0 && lamin === 0 && lamax === 0) return { ok: false, reason: "warming_up" };
  if (![laeq, lamin, lamax].every((value) => value >= LEAST_LEVEL && value <= 140))
    return { ok: false, reason: "out_of_range" };
  if (lamin > laeq + 0.1 || laeq > lamax + 0.1) return { ok: false, reason: "inconsistent" };
  return { ok: true, values: { laeq, lamin, lamax } };
};

/** DNMS (digital noise measurement sensor): a Teensy with an ICS-43434, levels over an interval. */
export const dnms: Sensor<typeof commands> = {
  model: "dnms",
  name: "DNMS",
  maker: "Helmut Bitter",
  aliases: ["laerm", "dnms-laerm"],
  bus: { kind: "i2c", addresses: [0x55], maximumHz: 100_000 },
  measures: [level("laeq"), level("lamin"), level("lamax")],
  limits: { temperature: [-10, 50] },
  warmUpMs: 1000,
  responseMs: 125,
  everyMs: 1000,
  supply: { volts: [4.5, 5.5], milliamps: 60 },
  pins: pins("5V > 5 V", "GND > ground", "SCL > SCL", "SDA > SDA"),
  logicVolts: 3.3,
  serial: "none",
  integrity: "checksum",
  framing: wordReplies(6),
  decode: (frame) =>
    frame.length === 18 ? decodeLevels(wordsOf(frame)) : { ok: false, reason: "foreign" },
  dialogue: {
    start: [{ send: commands.reset, waitMs: 1000 }],
    read: [
      { send: commands.close, waitMs: 50 },
      { send: commands.read, replyBytes: 18 },
    ],
  },
  commands,
  cautions: [
    "An interval runs from one close to the next: 1 s to 1 h.",
    "An SPS30 on the same wires disturbs it: give each its own bus.",
  ],
  sources: [
    {
      document: "hbitter/DNMS, firmware and README",
      at: "list of I²C commands",
      gives: ["bus", "frame", "commands", "pace", "warm-up"],
    },
    {
      document: "hbitter/DNMS, README",
      at: "components, wiring and accuracy",
      gives: ["range", "accuracy", "limits", "response", "supply", "logic level", "pins"],
      unchecked: "nobody has certified the accuracy of the whole",
    },
  ],
};

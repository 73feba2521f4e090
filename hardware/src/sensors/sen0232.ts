import { viewOf } from "../bytes.ts";
import { uncheckedReplies } from "../framing/transactions.ts";
import type { Sensor } from "../sensor.ts";
import { pins } from "./pins.ts";

/** DFRobot SEN0232: a voltage that is the A-weighted level, 50 dB in a volt. */
export const sen0232: Sensor = {
  model: "sen0232",
  name: "Gravity analog sound level meter SEN0232",
  maker: "DFRobot",
  bus: { kind: "analog", volts: [0.6, 2.6] },
  measures: [
    {
      quantity: "laeq",
      range: [30, 130],
      accuracy: [{ within: [30, 130], absolute: 1.5 }],
      resolution: 0.1,
      caution:
        "each value is a fast level (125 ms); their energetic mean over an interval comes near its LAeq",
    },
  ],
  limits: { humidity: [0, 90], temperature: [0, 50] },
  warmUpMs: 1000,
  responseMs: 125,
  everyMs: 125,
  supply: { volts: [3.3, 5], milliamps: 22 },
  pins: pins("+ > 5 V", "- > ground", "A > an analogue input"),
  logicVolts: 2.6,
  serial: "none",
  integrity: "none",
  // The port turns its converter's counts into millivolts, since only it knows its reference.
  framing: uncheckedReplies([2]),
  /** `frame`: the voltage in millivolts, 16 bits, most significant byte first. */
  decode(frame) {
    if (frame.length !== 2) return { ok: false, reason: "foreign" };
    const millivolts = viewOf(frame).getUint16(0);
    if (millivolts < 600 || millivolts > 2600) return { ok: false, reason: "out_of_range" };
    return { ok: true, values: { laeq: millivolts / 20 } };
  },
  cautions: [
    "With ten bits over 5 V a step is 0.24 dB; an error of the reference of 1 % is 1 % of the level.",
    "An open wire reads near zero volts, below what the part can give: it is refused.",
  ],
  sources: [
    {
      document: "DFRobot, wiki of SEN0232",
      at: "specification",
      gives: [
        "range",
        "accuracy",
        "limits",
        "response",
        "pace",
        "supply",
        "logic level",
        "pins",
        "bus",
      ],
    },
    { document: "DFRobot, blog 980", at: "level = volts × 50", gives: ["frame"] },
    {
      document: "DataCityZen",
      at: "a second, in which the voltage settles: the maker states none",
      gives: ["warm-up"],
    },
  ],
};

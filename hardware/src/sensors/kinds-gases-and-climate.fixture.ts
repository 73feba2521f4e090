import { bytesOf, joined } from "../bytes.ts";
import { modbusFrame } from "../framing/modbus.ts";
import { withCrcs } from "../framing/transactions.ts";
import { linesOf } from "./captured-lines.fixture.ts";
import { type Answers, type Model, one, unrelated } from "./kind-answers.fixture.ts";
import {
  crcFloats,
  dallas,
  dht,
  type Frame,
  repeated,
  singles,
  winsen,
} from "./made-frames.fixture.ts";

/** Bosch's example, from the captures: coefficients, then registers. */
const bosch = (model: "bme280" | "bmp280", registers: readonly number[]): Frame => {
  const [capture = new Uint8Array()] = linesOf(model);
  return joined(capture.subarray(0, model === "bme280" ? 33 : 24), Uint8Array.from(registers));
};

const co2Climate = { co2: 500, temperature: 25 };

export const ofGasesAndClimate = {
  mhz19b: {
    zeros: { frame: winsen(0, 0, 0, 0, 0), before: "warming_up", after: "warming_up" },
    ones: { frame: winsen(0xffff, 0x42, 0, 0, 0), meaning: "out_of_range" },
    oneAbsent: one,
    contradictions: one,
    alike: ["mhz19c"],
  },
  mhz19c: {
    zeros: { frame: winsen(0, 0, 0, 0, 0), before: "warming_up", after: "warming_up" },
    ones: { frame: winsen(0xffff, 0x42, 0, 0, 0), meaning: "out_of_range" },
    oneAbsent: one,
    contradictions: one,
    alike: ["mhz19b"],
  },
  s8: {
    zeros: { frame: modbusFrame(0xfe, 4, 2, 0, 0), before: "warming_up", after: "warming_up" },
    ones: { frame: modbusFrame(0xfe, 4, 2, 0xff, 0xff), meaning: "out_of_range" },
    oneAbsent: one,
    contradictions: one,
  },
  k30: {
    zeros: { frame: modbusFrame(0xfe, 0x44, 2, 0, 0), before: "warming_up", after: "warming_up" },
    ones: { frame: modbusFrame(0xfe, 0x44, 2, 0xff, 0xff), meaning: "out_of_range" },
    oneAbsent: one,
    contradictions: one,
  },
  scd30: {
    zeros: { frame: crcFloats(0, 0, 0), before: "warming_up", after: "warming_up" },
    ones: { frame: withCrcs(repeated(6, 0xffff)), meaning: "out_of_range" },
    oneAbsent: [
      [crcFloats(0, 25, 37), { temperature: 25, humidity: 37 }],
      [crcFloats(Number.NaN, 25, 37), { temperature: 25, humidity: 37 }],
      [crcFloats(500, Number.NaN, 37), { co2: 500 }],
      [crcFloats(500, 25, 0), { co2: 500 }],
    ],
    contradictions: unrelated,
  },
  "scd30-modbus": {
    zeros: {
      frame: modbusFrame(0x61, 3, 12, ...repeated(12, 0)),
      before: "warming_up",
      after: "warming_up",
    },
    ones: { frame: modbusFrame(0x61, 3, 12, ...repeated(12, 0xff)), meaning: "out_of_range" },
    oneAbsent: [
      [modbusFrame(0x61, 3, 12, ...singles([0, 25, 37])), { temperature: 25, humidity: 37 }],
      [modbusFrame(0x61, 3, 12, ...singles([Number.NaN, 25, 37])), { temperature: 25 }],
    ],
    contradictions: unrelated,
  },
  scd4x: {
    zeros: { frame: withCrcs([0, 0, 0]), before: "warming_up", after: "warming_up" },
    ones: { frame: withCrcs([0xffff, 0xffff, 0xffff]), meaning: "out_of_range" },
    oneAbsent: [
      [withCrcs([0, 0x6667, 0x5eb9]), { temperature: 25, humidity: 37 }],
      [withCrcs([500, 0xffff, 0x5eb9]), { co2: 500 }],
      [withCrcs([500, 0x6667, 0x5eb9]), co2Climate],
    ],
    contradictions: unrelated,
  },
  // A bus that is held low or lies open reads as zeros or ones; "skipped" registers read 80000 and 8000.
  bme280: {
    zeros: {
      frame: bosch("bme280", repeated(8, 0)),
      before: "out_of_range",
      after: "out_of_range",
    },
    ones: { frame: new Uint8Array(41).fill(0xff), meaning: "foreign" },
    oneAbsent: [
      [
        bosch("bme280", [...bytesOf("65 5A C0 7E ED 00 80 00")]),
        { temperature: 25.08, pressure: 1006.53 },
      ],
      [bosch("bme280", [...bytesOf("80 00 00 7E ED 00 80 00")]), { temperature: 25.08 }],
    ],
    contradictions: unrelated,
    alike: ["bmp280"],
  },
  bmp280: {
    zeros: {
      frame: bosch("bmp280", repeated(6, 0)),
      before: "out_of_range",
      after: "out_of_range",
    },
    ones: { frame: new Uint8Array(30).fill(0xff), meaning: "foreign" },
    oneAbsent: [[bosch("bmp280", [...bytesOf("80 00 00 7E ED 00")]), { temperature: 25.08 }]],
    contradictions: unrelated,
    alike: ["bme280"],
  },
  sht3x: {
    zeros: { frame: withCrcs([0, 0]), before: "unknown", after: "unknown" },
    ones: { frame: withCrcs([0xffff, 0xffff]), meaning: "unknown" },
    oneAbsent: [
      [withCrcs([0xffff, 0x5eb9]), "unknown"],
      [withCrcs([0x6667, 0]), "unknown"],
    ],
    contradictions: unrelated,
    alike: ["sht4x"],
  },
  sht4x: {
    zeros: { frame: withCrcs([0, 0]), before: "unknown", after: "unknown" },
    ones: { frame: withCrcs([0xffff, 0xffff]), meaning: "unknown" },
    oneAbsent: [[withCrcs([0xffff, 0x5eb9]), "unknown"]],
    contradictions: unrelated,
    alike: ["sht3x"],
  },
  dht22: {
    zeros: { frame: dht(0, 0, 0, 0), before: "error_code", after: "error_code" },
    ones: { frame: dht(0xff, 0xff, 0xff, 0xff), meaning: "out_of_range" },
    oneAbsent: [
      [dht(0, 0, 0, 0xd5), { temperature: 21.3 }],
      [dht(0xff, 0xff, 0, 0xd5), "out_of_range"],
    ],
    contradictions: unrelated,
  },
  ds18b20: {
    // 0 °C is a temperature like another; nine zeros are a wire held low, which the configuration tells.
    zeros: {
      frame: dallas(0, 0, 0x4b, 0x46, 0x7f, 0xff, 0x10, 0x10),
      before: { temperature: 0 },
      after: { temperature: 0 },
    },
    ones: { frame: new Uint8Array(9).fill(0xff), meaning: "no frame" },
    oneAbsent: [[dallas(0x50, 0x05, 0x4b, 0x46, 0x7f, 0xff, 0x0c, 0x10), "warming_up"]],
    contradictions: one,
  },
} as const satisfies { readonly [model in Model]?: Answers };

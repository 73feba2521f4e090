import { bytesOf, joined } from "../bytes.ts";
import { modbusFrame } from "../framing/modbus.ts";
import { withCrcs } from "../framing/transactions.ts";
import type { QuantityName } from "../quantities.ts";
import type { DecodeFault } from "../sensor.ts";
import type { sensors } from "../sensors.ts";
import { linesOf } from "./captured-lines.fixture.ts";
import {
  alphasense,
  big,
  community,
  crcFloats,
  dallas,
  dht,
  type Frame,
  honeywell,
  json,
  nova,
  plantower,
  repeated,
  sentence,
  shdlc,
  singles,
  winsen,
} from "./made-frames.fixture.ts";

/**
 * Kinds of frames whose checksum is right and that measure nothing, for every sensor. A new sensor
 * must answer each of them here, by what its maker says, or say why it cannot be asked.
 */
export type Model = keyof typeof sensors;
/** What a frame means: values, or why it has none. */
export type Meaning = { readonly [name in QuantityName]?: number } | DecodeFault | "no frame";

interface Answers {
  /** All figures zero: before any measurement, and right after a real one. */
  readonly zeros: { readonly frame: Frame; readonly before: Meaning; readonly after: Meaning };
  /** All bits of all figures set. */
  readonly ones: { readonly frame: Frame; readonly meaning: Meaning };
  /** One figure has run to its end, or is marked as unknown; the others are good. */
  readonly oneAbsent: readonly (readonly [frame: Frame, meaning: Meaning])[] | Why;
  /** Frames that break a relation between their own figures. */
  readonly contradictions: readonly Frame[] | Why;
  /** Models whose frames nothing distinguishes from this one's. */
  readonly alike?: readonly Model[];
}
/** Why there is nothing to ask. */
type Why = { readonly none: string };
const one: Why = { none: "its frame has one figure" };
const unrelated: Why = { none: "its figures do not bound each other" };

const masses6 = { pm1: 0, pm2_5: 0, pm10: 0, pm1_cf1: 0, pm2_5_cf1: 0, pm10_cf1: 0 };
const counts4 = { n_above_0_3: 0, n_above_0_5: 0, n_above_1: 0, n_above_2_5: 0 };
const counts6 = { ...counts4, n_above_5: 0, n_above_10: 0 };
/** Bosch's example, from the captures: coefficients, then registers. */
const bosch = (model: "bme280" | "bmp280", registers: readonly number[]): Frame => {
  const [capture = new Uint8Array()] = linesOf(model);
  return joined(capture.subarray(0, model === "bme280" ? 33 : 24), Uint8Array.from(registers));
};

const plantowerContradictions = (...last: readonly number[]): Frame[] => [
  plantower(9, 8, 8, 9, 8, 8, 300, 90, 10, 1, ...last),
  plantower(1, 9, 8, 1, 9, 8, 300, 90, 10, 1, ...last),
  plantower(5, 8, 9, 5, 8, 9, 90, 300, 10, 1, ...last),
  plantower(5, 8, 9, 5, 8, 9, 300, 90, 10, 11, ...last),
  plantower(5, 8, 9, 5, 8, 9, 0, 0, 0, 0, ...last),
];
const sps30Contradictions = (frame: (...values: readonly number[]) => Frame): Frame[] => [
  frame(2, 1, 3, 4, 5, 6, 7, 8, 9, 0.5),
  frame(1, 2, 5, 4, 5, 6, 7, 8, 9, 0.5),
  frame(1, 2, 3, 4, 5, 6, 7, 8, 7, 0.5),
  frame(1, 2, 3, 4, 0, 0, 0, 0, 0, 0.5),
  frame(1, 2, 3, 4, 5, 6, 7, 8, 9, 0),
  frame(1, 2, 3, 4, 5, 6, 7, 8, 9, 12),
];
const sps30Uart = (...values: readonly number[]): Frame => shdlc(singles(values));
const sen5xWords: readonly number[] = [82, 88, 90, 91, 4428, 4772, 420, 10];
const sen5xWith = (index: number, word: number): number[] => sen5xWords.with(index, word);
const sen5xAbsent = (frame: (words: readonly number[]) => Frame) =>
  [
    [frame(sen5xWith(3, 0xfffe)), { pm1: 8.2, pm2_5: 8.8, pm4: 9 }],
    [frame(sen5xWith(0, 0xffff)), { pm2_5: 8.8, pm10: 9.1 }],
    [frame(sen5xWith(4, 0x7fff)), { pm1: 8.2, temperature: 23.86 }],
    [frame(sen5xWith(5, 0xffff)), { temperature: -0.005, humidity: 44.28 }],
    [frame(sen5xWith(5, 0x7fff)), { pm1: 8.2, humidity: 44.28 }],
    [frame(sen5xWith(7, 0x7fff)), { voc_index: 42 }],
  ] as const;
const sen5xContradictions = (frame: (words: readonly number[]) => Frame): Frame[] => [
  frame(sen5xWith(0, 89)),
  frame(sen5xWith(3, 80)),
];
const sen5xUart = (words: readonly number[]): Frame => shdlc(big(words));

const i2s = (byte: number): Frame => new Uint8Array(192).fill(byte);
const co2Climate = { co2: 500, temperature: 25 };

export const answers: { readonly [model in Model]: Answers } = {
  // 0/0 is a fan that does not turn (sensors-software, pull request 1066); no air outside a clean room has it.
  sds011: {
    zeros: { frame: nova(0, 0), before: "warming_up", after: "warming_up" },
    ones: { frame: nova(0xffff, 0xffff), meaning: "out_of_range" },
    oneAbsent: { none: "the maker marks no figure as unknown; beyond 999.9 the frame is refused" },
    contradictions: [nova(261, 123)],
  },
  pmsx003: {
    zeros: {
      frame: plantower(...repeated(12, 0), 0x9700),
      before: "warming_up",
      after: { ...masses6, ...counts6 },
    },
    ones: { frame: plantower(...repeated(12, 0xffff), 0x9700), meaning: "unknown" },
    oneAbsent: [
      [
        plantower(5, 8, 0xffff, 5, 8, 9, 300, 90, 10, 1, 0, 0, 0x9700),
        { pm1_cf1: 5, pm2_5_cf1: 8, pm10: 9 },
      ],
    ],
    contradictions: plantowerContradictions(0, 0, 0x9700),
  },
  pms3003: {
    // Its first frames lack the version, too; with it, a zero is true (PyPMS).
    zeros: { frame: plantower(...repeated(9, 0)), before: "warming_up", after: masses6 },
    ones: { frame: plantower(...repeated(6, 0xffff), 0, 0, 0x51), meaning: "unknown" },
    oneAbsent: [[plantower(13, 21, 0xffff, 12, 19, 25, 0, 0, 0x51), { pm2_5_cf1: 21, pm10: 25 }]],
    contradictions: [
      plantower(26, 21, 26, 12, 19, 25, 0, 0, 0x51),
      plantower(13, 21, 26, 12, 19, 18, 0, 0, 0x51),
    ],
  },
  pms5003s: {
    zeros: {
      frame: plantower(...repeated(13, 0)),
      before: "warming_up",
      after: { ...masses6, ...counts6, formaldehyde: 0 },
    },
    ones: { frame: plantower(...repeated(13, 0xffff)), meaning: "unknown" },
    oneAbsent: [
      [plantower(5, 8, 0xffff, 5, 8, 9, 300, 90, 10, 1, 0, 0, 17), { pm10: 9, formaldehyde: 17 }],
    ],
    contradictions: plantowerContradictions(0, 0, 17),
  },
  pms5003st: {
    // 0.0 °C and 0.0 % is no air: the frame is refused even after real ones.
    zeros: { frame: plantower(...repeated(17, 0)), before: "warming_up", after: "foreign" },
    ones: { frame: plantower(...repeated(16, 0xffff), 0), meaning: "unknown" },
    oneAbsent: [
      [
        plantower(5, 8, 0xffff, 5, 8, 9, 300, 90, 10, 1, 0, 0, 17, 234, 487, 0, 0x9100),
        { pm10: 9, temperature: 23.4, humidity: 48.7 },
      ],
    ],
    contradictions: plantowerContradictions(0, 0, 17, 234, 487, 0, 0x9100),
  },
  pms5003t: {
    zeros: { frame: plantower(...repeated(13, 0)), before: "warming_up", after: "foreign" },
    ones: { frame: plantower(...repeated(12, 0xffff), 0), meaning: "unknown" },
    oneAbsent: [
      [plantower(5, 8, 0xffff, 5, 8, 9, 300, 90, 10, 1, 212, 224, 0x9a00), { temperature: 21.2 }],
    ],
    contradictions: plantowerContradictions(212, 224, 0x9a00),
  },
  sps30: {
    // Zeros come before the start command (and even clean air has a typical size).
    zeros: { frame: shdlc(repeated(40, 0)), before: "warming_up", after: "warming_up" },
    ones: { frame: shdlc(repeated(40, 0xff)), meaning: "out_of_range" },
    oneAbsent: { none: "floats never saturate, and the maker marks none as unknown" },
    contradictions: [
      ...sps30Contradictions(sps30Uart),
      shdlc(big([1, 2, 3, 4, 0, 0, 0, 0, 0, 500])),
      shdlc(big([1, 2, 3, 4, 5, 6, 7, 8, 7, 500])),
    ],
  },
  "sps30-i2c": {
    zeros: { frame: withCrcs(repeated(20, 0)), before: "warming_up", after: "warming_up" },
    ones: { frame: withCrcs(repeated(20, 0xffff)), meaning: "out_of_range" },
    oneAbsent: { none: "floats never saturate, and the maker marks none as unknown" },
    contradictions: sps30Contradictions(crcFloats),
  },
  sen5x: {
    zeros: { frame: withCrcs(repeated(8, 0)), before: "warming_up", after: "warming_up" },
    // Signed, FFFF is a value: -0.005 °C. Signed humidity and indices of -0.01 and -0.1 are none.
    ones: { frame: withCrcs(repeated(8, 0xffff)), meaning: { temperature: -0.005 } },
    oneAbsent: sen5xAbsent(withCrcs),
    contradictions: sen5xContradictions(withCrcs),
  },
  "sen5x-uart": {
    zeros: { frame: sen5xUart(repeated(8, 0)), before: "warming_up", after: "warming_up" },
    ones: { frame: sen5xUart(repeated(8, 0xffff)), meaning: { temperature: -0.005 } },
    oneAbsent: sen5xAbsent(sen5xUart),
    contradictions: sen5xContradictions(sen5xUart),
  },
  opcn3: {
    // With its laser on, an empty histogram is clean air; without, it is nothing.
    zeros: {
      frame: alphasense(repeated(24, 0), [0, 0, 0], 0),
      before: "warming_up",
      after: "warming_up",
    },
    ones: {
      frame: alphasense(repeated(24, 0xffff), repeated(3, Number.NaN)),
      meaning: "out_of_range",
    },
    oneAbsent: [
      [
        alphasense([0xffff, ...repeated(23, 1)], [5.2, 8.8, 14.6]),
        { n_opc_from_0_46: 1 / 28, pollen_range: (12 / 28) * 1e6 },
      ],
      [
        alphasense([...repeated(23, 1), 0xffff], [5.2, 8.8, 14.6], 0x46, [0, 0]),
        { n_opc_from_0_46: 1 / 28 },
      ],
    ],
    contradictions: [
      alphasense(repeated(24, 0), [5.2, 8.8, 14.6]),
      alphasense(repeated(24, 1), [9.2, 8.8, 14.6]),
    ],
  },
  hpma115s0: {
    zeros: { frame: honeywell(0, 0), before: "warming_up", after: { pm2_5: 0, pm10: 0 } },
    ones: { frame: honeywell(0xffff, 0xffff), meaning: "out_of_range" },
    oneAbsent: { none: "the maker marks no figure as unknown" },
    contradictions: [honeywell(49, 48)],
  },
  hpma115c0: {
    zeros: {
      frame: honeywell(...repeated(6, 0)),
      before: "warming_up",
      after: { pm1: 0, pm2_5: 0, pm4: 0, pm10: 0 },
    },
    ones: { frame: honeywell(...repeated(4, 0xffff), 0, 0), meaning: "out_of_range" },
    oneAbsent: { none: "the maker marks no figure as unknown" },
    contradictions: [honeywell(5, 4, 4, 4, 0, 0), honeywell(3, 4, 5, 4, 0, 0)],
  },
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
  dnms: {
    zeros: { frame: crcFloats(0, 0, 0), before: "warming_up", after: "warming_up" },
    ones: { frame: withCrcs(repeated(6, 0xffff)), meaning: "out_of_range" },
    oneAbsent: [[crcFloats(54.7, 0, 78.9), "out_of_range"]],
    contradictions: [crcFloats(54.7, 60, 78.9), crcFloats(54.7, 41.2, 50)],
  },
  "dcz-noise-meter": {
    zeros: {
      frame: sentence("PDCZN,A,17,0.0,0.0,0.0,-"),
      before: "out_of_range",
      after: "out_of_range",
    },
    ones: { frame: sentence("PDCZN,A,17,999.9,999.9,999.9,-"), meaning: "out_of_range" },
    oneAbsent: [[sentence("PDCZN,A,17,54.3,52.1,57.9,O"), "out_of_range"]],
    contradictions: [
      sentence("PDCZN,A,17,54.3,55.1,57.9,-"),
      sentence("PDCZN,A,17,54.3,52.1,53.9,-"),
    ],
  },
  sen0232: {
    zeros: { frame: Uint8Array.of(0, 0), before: "out_of_range", after: "out_of_range" },
    ones: { frame: Uint8Array.of(0xff, 0xff), meaning: "out_of_range" },
    oneAbsent: one,
    contradictions: one,
  },
  ics43434: {
    zeros: { frame: i2s(0), before: "error_code", after: "error_code" },
    ones: { frame: i2s(0xff), meaning: "error_code" },
    oneAbsent: one,
    contradictions: one,
    alike: ["inmp441"],
  },
  inmp441: {
    zeros: { frame: i2s(0), before: "error_code", after: "error_code" },
    ones: { frame: i2s(0xff), meaning: "error_code" },
    oneAbsent: one,
    contradictions: one,
    alike: ["ics43434"],
  },
  "nmea-gps": {
    zeros: {
      frame: sentence("GPRMC,000000.00,A,0000.00000,N,00000.00000,E,0.0,0.0,010126,,,A"),
      before: "no_fix",
      after: "no_fix",
    },
    ones: {
      frame: sentence("GPRMC,999999.99,A,9999.99999,N,99999.99999,E,0.0,0.0,999999,,,A"),
      meaning: "no_fix",
    },
    oneAbsent: [[sentence("GPGGA,123519,4807.038,N,,,1,08,0.9,545.4,M,46.9,M,,"), "no_fix"]],
    contradictions: unrelated,
  },
  airrohr: {
    // An SDS011 at rest; a PMS gives zeros after its warm-up only, and -1 when it says nothing.
    zeros: {
      frame: community({ SDS_P1: "0.00", SDS_P2: "0.00", SPS30_P2: "0.00", SPS30_TS: "0.00" }),
      before: "unknown",
      after: "unknown",
    },
    ones: {
      frame: community({ SEN5X_P1: "6553.50", SEN5X_P2: "6553.50", DS18B20_temperature: "85.00" }),
      meaning: "unknown",
    },
    oneAbsent: [
      [
        community({ SDS_P1: "12.3", SDS_P2: "7.1", SEN5X_P1: "6553.50", SEN5X_P2: "8.8" }),
        { pm10: 12.3, pm2_5: 7.1 },
      ],
      [
        community({ SDS_P1: "12.3", SHT3X_temperature: "-45.00", SHT3X_humidity: "0.00" }),
        { pm10: 12.3 },
      ],
      [community({ SDS_P1: "12.3", DS18B20_temperature: "-127.00" }), { pm10: 12.3 }],
      [
        community({ SDS_P1: "12.3", SCD30_co2_ppm: "0", SCD30_temperature: "21" }),
        { pm10: 12.3, temperature: 21 },
      ],
      [
        community({ SDS_P1: "12.3", BME280_temperature: null, BME280_humidity: "44" }),
        { pm10: 12.3 },
      ],
    ],
    contradictions: { none: "means that contradict each other are flagged, and given" },
  },
  airgradient: {
    zeros: {
      frame: json({ serialno: "84fce6", rco2: 0, atmp: 0, rhum: 0, tvocIndex: 0, noxIndex: 0 }),
      before: "unknown",
      after: "unknown",
    },
    ones: {
      frame: json({
        serialno: "84fce6",
        rco2: 65535,
        pm02: 65535,
        pm003Count: 65535,
        rhum: 655.35,
      }),
      meaning: "unknown",
    },
    oneAbsent: [
      [json({ serialno: null, pm02: 7, rco2: -1 }), { pm2_5: 7 }],
      [json({ pm02: 7, channels: null }), { pm2_5: 7 }],
      [json({ pm02: 7, atmp: null, channels: { 1: null, 2: { pm02: 8 } } }), { pm2_5: 7 }],
      [json({ serialno: "", pm02: 7, rhum: "44" }), { pm2_5: 7 }],
    ],
    contradictions: {
      none: "figures that were corrected contradict each other: flagged, and given",
    },
  },
};

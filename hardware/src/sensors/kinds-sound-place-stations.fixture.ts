import { withCrcs } from "../framing/transactions.ts";
import { type Answers, type Model, one, unrelated } from "./kind-answers.fixture.ts";
import {
  community,
  crcFloats,
  type Frame,
  json,
  repeated,
  sentence,
} from "./made-frames.fixture.ts";

const i2s = (byte: number): Frame => new Uint8Array(192).fill(byte);

export const ofSoundPlaceAndStations = {
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
} as const satisfies { readonly [model in Model]?: Answers };

import { withCrcs } from "../framing/transactions.ts";
import type { Answers, Model } from "./kind-answers.fixture.ts";
import {
  alphasense,
  big,
  crcFloats,
  type Frame,
  honeywell,
  nova,
  plantower,
  repeated,
  shdlc,
  singles,
} from "./made-frames.fixture.ts";

const masses6 = { pm1: 0, pm2_5: 0, pm10: 0, pm1_cf1: 0, pm2_5_cf1: 0, pm10_cf1: 0 };
const counts4 = { n_above_0_3: 0, n_above_0_5: 0, n_above_1: 0, n_above_2_5: 0 };
const counts6 = { ...counts4, n_above_5: 0, n_above_10: 0 };
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

export const ofParticles = {
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
} as const satisfies { readonly [model in Model]?: Answers };

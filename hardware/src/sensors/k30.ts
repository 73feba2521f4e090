import { viewOf } from "../bytes.ts";
import { modbusFrame, modbusReplies } from "../framing/modbus.ts";
import type { Sensor } from "../sensor.ts";
import { pins } from "./pins.ts";
import { LEAST_CO2 } from "./relations.ts";

const ADDRESS = 0xfe;
/** "Read RAM", a function of SenseAir's own. */
const READ_RAM = 0x44;

const commands = {
  /** Two bytes of RAM at 0008, where the part keeps its CO₂. */
  read: modbusFrame(ADDRESS, READ_RAM, 0x00, 0x08, 0x02),
};

/** SenseAir K30: infrared CO₂. */
export const k30: Sensor<typeof commands> = {
  model: "k30",
  name: "K30",
  maker: "SenseAir",
  aliases: ["senseair-k30", "k33"],
  bus: { kind: "modbus", baudRate: 9600, address: ADDRESS },
  measures: [
    {
      quantity: "co2",
      range: [0, 10_000],
      accuracy: [{ within: [0, 5000], absolute: 30, relative: 0.03, combined: "sum" }],
      resolution: 1,
      caution: "within its accuracy 15 minutes after power",
    },
  ],
  limits: { humidity: [0, 95], temperature: [0, 50] },
  warmUpMs: 60_000,
  responseMs: 20_000,
  everyMs: 2000,
  lifeHours: 131_400,
  supply: { volts: [4.5, 14], milliamps: 40 },
  pins: pins("G+ > 5 V", "G0 > ground", "RxD > TX", "TxD > RX"),
  logicVolts: 3.3,
  serial: "none",
  integrity: "checksum",
  framing: modbusReplies(ADDRESS, READ_RAM, [2]),
  decode(frame) {
    if (frame[1] !== READ_RAM || frame[2] !== 2 || frame.length !== 7)
      return { ok: false, reason: "reply" };
    const co2 = viewOf(frame).getInt16(3);
    if (co2 === 0) return { ok: false, reason: "warming_up" };
    if (co2 < LEAST_CO2 || co2 > 10_000) return { ok: false, reason: "out_of_range" };
    return { ok: true, values: { co2 } };
  },
  dialogue: { read: [{ send: commands.read, waitMs: 180 }] },
  commands,
  sources: [
    {
      document: "SenseAir, K30 product specification PSP110",
      at: "table of key technical specifications",
      gives: [
        "range",
        "accuracy",
        "limits",
        "warm-up",
        "response",
        "pace",
        "life",
        "supply",
        "logic level",
        "pins",
      ],
      unchecked: "these come from pages of those who sell the part",
    },
    {
      document: "SenseAir, Modbus on K30 / I2C comm guide",
      at: "read of RAM at 0008",
      gives: ["bus", "frame", "commands"],
      unchecked: "these come from CO2Meter's application note AN-102",
    },
  ],
};

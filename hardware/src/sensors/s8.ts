import { viewOf } from "../bytes.ts";
import { modbusFrame, modbusReplies } from "../framing/modbus.ts";
import type { Sensor } from "../sensor.ts";
import { pins } from "./pins.ts";
import { LEAST_CO2 } from "./relations.ts";

/** The address that every SenseAir part answers. */
const ADDRESS = 0xfe;
/** The period of its self-calibration when it leaves the factory. */
const FACTORY_HOURS = 180;

const commands = {
  read: modbusFrame(ADDRESS, 0x04, 0x00, 0x03, 0x00, 0x01),
  readWithStatus: modbusFrame(ADDRESS, 0x04, 0x00, 0x00, 0x00, 0x04),
  /** Hours over which it takes the lowest value for 400 ppm; 0 for never. */
  setSelfCalibration: (hours: number) => {
    if (!Number.isInteger(hours) || hours < 0 || hours > 4800)
      throw new RangeError(`a period is whole hours from 0 to 4800, not ${hours}`);
    return modbusFrame(ADDRESS, 0x06, 0x00, 0x1f, hours >>> 8, hours & 0xff);
  },
  /** Tells it that it stands in fresh air; `calibrationDone` asks afterwards. */
  calibrate: modbusFrame(ADDRESS, 0x06, 0x00, 0x01, 0x7c, 0x06),
  calibrationDone: modbusFrame(ADDRESS, 0x03, 0x00, 0x00, 0x00, 0x01),
};

/** SenseAir S8 LP: infrared CO₂. */
export const s8: Sensor<typeof commands> = {
  model: "s8",
  name: "S8",
  maker: "SenseAir",
  aliases: ["senseair-s8", "s8lp", "senseair"],
  bus: { kind: "modbus", baudRate: 9600, address: ADDRESS },
  measures: [
    {
      quantity: "co2",
      range: [0, 10_000],
      accuracy: [{ within: [400, 2000], absolute: 40, relative: 0.03, combined: "sum" }],
      resolution: 1,
      caution:
        "its self-calibration takes the lowest value of 8 days for 400 ppm: it needs fresh air",
    },
  ],
  limits: { humidity: [0, 85], temperature: [0, 50] },
  warmUpMs: 60_000,
  responseMs: 120_000,
  everyMs: 4000,
  lifeHours: 131_400,
  supply: { volts: [4.5, 5.25], milliamps: 30 },
  pins: pins(
    "G+ > 5 V",
    "G0 > ground",
    "UART_RxD > TX",
    "UART_TxD > RX",
    "UART_R/T, bCAL_in, Alarm_OC > free",
  ),
  logicVolts: 3.3,
  serial: "command",
  integrity: "checksum",
  framing: modbusReplies(ADDRESS, 0x04, [2, 8]),
  decode(frame) {
    const registers = frame[1] === 0x04 ? (frame[2] ?? 0) / 2 : 0;
    if (frame.length !== 5 + 2 * registers || (registers !== 1 && registers !== 4))
      return { ok: false, reason: "reply" };
    const view = viewOf(frame);
    // With four registers, the first is the meter's status: zero when all is well.
    if (registers === 4 && view.getUint16(3) !== 0) return { ok: false, reason: "error_code" };
    const co2 = view.getInt16(1 + 2 * registers);
    if (co2 === 0) return { ok: false, reason: "warming_up" };
    if (co2 < LEAST_CO2 || co2 > 10_000) return { ok: false, reason: "out_of_range" };
    return { ok: true, values: { co2 } };
  },
  dialogue: {
    read: [{ send: commands.readWithStatus, waitMs: 180 }],
  },
  selfCalibration: {
    on: [{ send: commands.setSelfCalibration(FACTORY_HOURS), waitMs: 180 }],
    off: [{ send: commands.setSelfCalibration(0), waitMs: 180 }],
  },
  commands,
  cautions: ["Some parts sleep: send a byte 00 and wait 5 ms before each command."],
  sources: [
    {
      document: "SenseAir, S8 LP product specification PSP126 revision 8",
      at: "table 1",
      gives: [
        "range",
        "accuracy",
        "limits",
        "warm-up",
        "response",
        "pace",
        "supply",
        "logic level",
        "pins",
      ],
    },
    { document: "SenseAir, S8 LP data sheet PSH1944 revision 12", at: "page 1", gives: ["life"] },
    {
      document: "SenseAir, Modbus on SenseAir S8 (TDE2067)",
      at: "registers IR1 to IR4, HR1, HR2 and HR32",
      gives: ["bus", "frame", "commands"],
    },
  ],
};

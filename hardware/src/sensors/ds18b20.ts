import { bytesOf, viewOf } from "../bytes.ts";
import { crc8Dallas } from "../checksums.ts";
import { fixedReplies } from "../framing/transactions.ts";
import type { Sensor } from "../sensor.ts";
import { pins } from "./pins.ts";

const commands = {
  /** To every part on the wire. */
  convert: bytesOf("CC 44"),
  /** To the only part on the wire. */
  readOnly: bytesOf("CC BE"),
  /** To the part with this address (8 bytes, the family code first, its CRC last). */
  read: (address: Uint8Array) => {
    if (address.length !== 8 || crc8Dallas(address, 0, 7) !== address[7])
      throw new RangeError("an address is 8 bytes, of which the last is the CRC");
    return Uint8Array.of(0x55, ...address, 0xbe);
  },
};

const POWER_ON = 0x0550;

/** Maxim DS18B20: temperature on a 1-Wire bus. */
export const ds18b20: Sensor<typeof commands> = {
  model: "ds18b20",
  name: "DS18B20",
  maker: "Maxim / Analog Devices",
  bus: { kind: "one-wire", family: 0x28 },
  measures: [
    {
      quantity: "temperature",
      range: [-55, 125],
      accuracy: [{ within: [-10, 85], absolute: 0.5 }],
      resolution: 0.0625,
    },
  ],
  limits: { temperature: [-55, 125] },
  warmUpMs: 750,
  responseMs: 10_000,
  everyMs: 1000,
  supply: { volts: [3, 5.5], milliamps: 1.5 },
  pins: pins("1 GND > ground", "2 DQ > a digital pin, and 4.7 kΩ to 3.3 V", "3 VDD > 3.3 V"),
  logicVolts: 5.5,
  serial: "command",
  integrity: "checksum",
  // The CRC of nine zeros, a wire held low, is right; bits 0 to 4 of the configuration are always 1.
  framing: fixedReplies(
    [9],
    (reply) => crc8Dallas(reply, 0, 8) === reply[8] && ((reply[4] ?? 0) & 0x9f) === 0x1f,
  ),
  decode(frame) {
    if (frame.length !== 9) return { ok: false, reason: "foreign" };
    const view = viewOf(frame);
    const raw = view.getInt16(0, true);
    // 85 °C with the count of a part just powered: nothing was converted yet.
    if (raw === POWER_ON && frame[6] === 0x0c) return { ok: false, reason: "warming_up" };
    // Below 12 bits of resolution, the lowest bits are undefined.
    const undefinedBits = 3 - (((frame[4] ?? 0) >>> 5) & 3);
    const temperature = ((raw >> undefinedBits) << undefinedBits) / 16;
    if (temperature < -55 || temperature > 125) return { ok: false, reason: "out_of_range" };
    return { ok: true, values: { temperature } };
  },
  dialogue: {
    read: [
      { send: commands.convert, waitMs: 750 },
      { send: commands.readOnly, replyBytes: 9 },
    ],
  },
  commands,
  cautions: [
    "Needs a pull-up of 4.7 kΩ; without its own supply wire it is slow and errs when warm.",
  ],
  sources: [
    {
      document: "Maxim, DS18B20 data sheet 19-7487",
      at: "DC and AC electrical characteristics; temperature/data relationship; scratchpad memory map; function commands",
      gives: [
        "range",
        "accuracy",
        "limits",
        "warm-up",
        "pace",
        "supply",
        "logic level",
        "pins",
        "bus",
        "frame",
        "commands",
      ],
      unchecked: "these come from drivers and from those who sell boards",
    },
    {
      document: "DataCityZen",
      at: "the data sheet states no response: ten seconds are those of a bare part in still air, a steel sleeve is slower",
      gives: ["response"],
    },
  ],
};

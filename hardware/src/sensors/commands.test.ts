import { describe, expect, test } from "vitest";
import { bytesOf, hexOf } from "../bytes.ts";
import { sensors } from "../sensors.ts";

const { sds011, pmsx003, sps30, mhz19b, s8, k30, scd4x, ds18b20, nmeaGps } = {
  ...sensors,
  nmeaGps: sensors["nmea-gps"],
};
const sen5xUart = sensors["sen5x-uart"].commands;
const scd30Modbus = sensors["scd30-modbus"].commands;
const sps30I2c = sensors["sps30-i2c"].commands;

/** The bytes that makers print, beside those that are computed here. */
const printed: readonly (readonly [
  what: string,
  computed: Uint8Array | undefined,
  bytes: string,
])[] = [
  [
    "SDS011 sleep",
    sds011.commands?.sleep,
    "AA B4 06 01 00 00 00 00 00 00 00 00 00 00 00 FF FF 05 AB",
  ],
  [
    "SDS011 wake",
    sds011.commands?.wake,
    "AA B4 06 01 01 00 00 00 00 00 00 00 00 00 00 FF FF 06 AB",
  ],
  [
    "SDS011 report",
    sds011.commands?.report,
    "AA B4 02 01 00 00 00 00 00 00 00 00 00 00 00 FF FF 01 AB",
  ],
  [
    "SDS011 answer",
    sds011.commands?.answer,
    "AA B4 02 01 01 00 00 00 00 00 00 00 00 00 00 FF FF 02 AB",
  ],
  [
    "SDS011 read",
    sds011.commands?.read,
    "AA B4 04 00 00 00 00 00 00 00 00 00 00 00 00 FF FF 02 AB",
  ],
  [
    "SDS011 firmware",
    sds011.commands?.firmware,
    "AA B4 07 00 00 00 00 00 00 00 00 00 00 00 00 FF FF 05 AB",
  ],
  [
    "SDS011 period 5",
    sds011.commands?.setPeriod(5),
    "AA B4 08 01 05 00 00 00 00 00 00 00 00 00 00 FF FF 0C AB",
  ],
  [
    "SDS011 id",
    sds011.commands?.setId(0xa001, 0xa160),
    "AA B4 05 00 00 00 00 00 00 00 00 00 00 A0 01 A1 60 A7 AB",
  ],
  [
    "SDS011 period 0",
    sds011.commands?.setPeriod(0),
    "AA B4 08 01 00 00 00 00 00 00 00 00 00 00 00 FF FF 07 AB",
  ],
  [
    "SDS011 period?",
    sds011.commands?.period,
    "AA B4 08 00 00 00 00 00 00 00 00 00 00 00 00 FF FF 06 AB",
  ],
  ["PMS sleep", pmsx003.commands?.sleep, "42 4D E4 00 00 01 73"],
  ["PMS wake", pmsx003.commands?.wake, "42 4D E4 00 01 01 74"],
  ["PMS report", pmsx003.commands?.report, "42 4D E1 00 01 01 71"],
  ["PMS answer", pmsx003.commands?.answer, "42 4D E1 00 00 01 70"],
  ["PMS read", pmsx003.commands?.read, "42 4D E2 00 00 01 71"],
  ["SPS30 start", sps30.commands?.startFloats, "7E 00 00 02 01 03 F9 7E"],
  ["SPS30 start, integers", sps30.commands?.startIntegers, "7E 00 00 02 01 05 F7 7E"],
  ["SPS30 stop", sps30.commands?.stop, "7E 00 01 00 FE 7E"],
  ["SPS30 read", sps30.commands?.read, "7E 00 03 00 FC 7E"],
  ["SPS30 clean", sps30.commands?.cleanFan, "7E 00 56 00 A9 7E"],
  ["SPS30 serial", sps30.commands?.serial, "7E 00 D0 01 03 2B 7E"],
  ["SPS30 reset", sps30.commands?.reset, "7E 00 D3 00 2C 7E"],
  ["SPS30 sleep", sps30.commands?.sleep, "7E 00 10 00 EF 7E"],
  ["SPS30 wake", sps30.commands?.wake, "FF 7E 00 7D 31 00 EE 7E"],
  [
    "SPS30 cleaning",
    sps30.commands?.setCleaningInterval(604_800),
    "7E 00 80 05 00 00 09 3A 80 B7 7E",
  ],
  ["SPS30 start (I²C)", sps30I2c?.startFloats, "00 10 03 00 AC"],
  ["SEN5x start", sen5xUart?.start, "7E 00 00 01 02 FC 7E"],
  ["SEN5x read", sen5xUart?.read, "7E 00 03 01 0C EF 7E"],
  ["MH-Z19B read", mhz19b.commands?.read, "FF 01 86 00 00 00 00 00 79"],
  [
    "MH-Z19B self-calibration off",
    mhz19b.commands?.selfCalibration("off"),
    "FF 01 79 00 00 00 00 00 86",
  ],
  [
    "MH-Z19B self-calibration on",
    mhz19b.commands?.selfCalibration("on"),
    "FF 01 79 A0 00 00 00 00 E6",
  ],
  ["MH-Z19B zero", mhz19b.commands?.calibrateZero, "FF 01 87 00 00 00 00 00 78"],
  ["MH-Z19B span", mhz19b.commands?.calibrateSpan(2000), "FF 01 88 07 D0 00 00 00 A0"],
  ["MH-Z19B range 5000", mhz19b.commands?.setRange(5000), "FF 01 99 00 00 00 13 88 CB"],
  ["MH-Z19B range 2000", mhz19b.commands?.setRange(2000), "FF 01 99 00 00 00 07 D0 8F"],
  ["S8 read", s8.commands?.read, "FE 04 00 03 00 01 D5 C5"],
  ["S8 read with status", s8.commands?.readWithStatus, "FE 04 00 00 00 04 E5 C6"],
  ["S8 self-calibration off", s8.commands?.setSelfCalibration(0), "FE 06 00 1F 00 00 AC 03"],
  ["S8 self-calibration 180 h", s8.commands?.setSelfCalibration(180), "FE 06 00 1F 00 B4 AC 74"],
  ["S8 calibrate", s8.commands?.calibrate, "FE 06 00 01 7C 06 6C C7"],
  ["S8 calibrated?", s8.commands?.calibrationDone, "FE 03 00 00 00 01 90 05"],
  ["K30 read", k30.commands?.read, "FE 44 00 08 02 9F 25"],
  ["SCD30 start", scd30Modbus?.start, "61 06 00 36 00 00 60 64"],
  ["SCD30 ready?", scd30Modbus?.isReady, "61 03 00 27 00 01 3D A1"],
  ["SCD30 read", scd30Modbus?.read, "61 03 00 28 00 06 4C 60"],
  ["SCD30 interval", scd30Modbus?.setInterval(10), "61 06 00 25 00 0A 11 A6"],
  ["SCD30 start (I²C)", sensors.scd30.commands?.start(), "00 10 00 00 81"],
  ["SCD4x self-calibration off", scd4x.commands?.selfCalibration("off"), "24 16 00 00 81"],
  ["HPMA115 factor", sensors.hpma115s0.commands?.setFactor(100), "68 02 08 64 2A"],
  [
    "DS18B20 read",
    ds18b20.commands?.read(bytesOf("28 00 00 00 00 00 00 1E")),
    "55 28 00 00 00 00 00 00 1E BE",
  ],
];

test.each(printed)("%s is what the maker prints", (_, computed, bytes) => {
  expect(hexOf(computed ?? new Uint8Array(0))).toBe(bytes.toLowerCase());
});

test("u-blox's cold start bears its Fletcher checksum", () => {
  const bytes = nmeaGps.commands?.coldStart ?? new Uint8Array(0);
  let [first, second] = [0, 0];
  for (const byte of bytes.subarray(2, -2)) {
    first = (first + byte) & 0xff;
    second = (second + first) & 0xff;
  }
  expect([...bytes.subarray(-2)]).toEqual([first, second]);
});

describe("an impossible argument is refused, with what is possible", () => {
  test.each([
    [() => sds011.commands?.setPeriod(31), "a whole number from 0 to 30, not 31"],
    [() => sds011.commands?.setId(0xffff), "a new id must be a whole number from 0 to 65534"],
    [() => sps30.commands?.setCleaningInterval(-1), "whole seconds from 0"],
    [() => mhz19b.commands?.calibrateSpan(400), "whole ppm from 1000 to 5000"],
    [() => s8.commands?.setSelfCalibration(0.5), "whole hours from 0 to 4800"],
    [() => scd30Modbus?.setInterval(1), "whole seconds from 2 to 1800"],
    [() => scd4x.commands?.calibrate(20), "whole ppm from 400 to 2000"],
    [() => scd4x.commands?.setPressure(20), "whole hPa from 700 to 1200"],
    [() => sensors.scd30.commands?.start(20), "from 700 to 1400"],
    [() => sensors.hpma115s0.commands?.setFactor(201), "from 30 to 200"],
    [() => ds18b20.commands?.read(bytesOf("28 00")), "8 bytes"],
  ])("%s", (make, message) => {
    expect(make).toThrow(RangeError);
    expect(make).toThrow(message);
  });
});

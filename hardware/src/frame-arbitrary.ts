import fc from "fast-check";
import { joined } from "./bytes.ts";
import { crc8Dallas, crc16Modbus, sum, xor } from "./checksums.ts";
import { modbusFrame } from "./framing/modbus.ts";
import { shdlcFrame } from "./framing/shdlc.ts";
import { lineOfLevels } from "./framing/sound-levels.ts";
import { withCrcs } from "./framing/transactions.ts";
import type { sensors } from "./sensors.ts";

type Frames = fc.Arbitrary<Uint8Array>;

const byte = fc.integer({ min: 0, max: 255 });
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const words = (count: number) =>
  fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: count, maxLength: count });
const ascii = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

const novaFitness: Frames = fc
  .tuple(fc.constantFrom(0xc0, 0xc5), bytes(6))
  .map(([kind, data]) => Uint8Array.of(0xaa, kind, ...data, sum(data, 0, 6) & 0xff, 0xab));

const plantowerFrame = (data: Uint8Array): Uint8Array => {
  const content = Uint8Array.of(0x42, 0x4d, 0, data.length + 2, ...data);
  const check = sum(content, 0, content.length);
  return joined(content, Uint8Array.of(check >>> 8, check & 0xff));
};

const plantower = (dataBytes: number): Frames =>
  fc.oneof({ weight: 4, arbitrary: bytes(dataBytes) }, bytes(2)).map(plantowerFrame);

const honeywell = (dataBytes: number): Frames =>
  fc.oneof(
    bytes(dataBytes - 1).map((data) => {
      const content = Uint8Array.of(0x40, dataBytes, 0x04, ...data);
      return joined(content, Uint8Array.of(-sum(content, 0, content.length) & 0xff));
    }),
    bytes(26).map(plantowerFrame),
  );

const shdlc = (...lengths: readonly number[]): Frames =>
  fc
    .constantFrom(...lengths)
    .chain((length) => fc.tuple(fc.constantFrom(0x00, 0x01, 0x03), bytes(length)))
    .map(([command, data]) => shdlcFrame(Uint8Array.of(0, command, 0, data.length, ...data)));

const modbus = (address: number, read: number, ...counts: readonly number[]): Frames =>
  fc
    .constantFrom(...counts)
    .chain(bytes)
    .map((data) => modbusFrame(address, read, data.length, ...data));

const crcWords = (count: number): Frames => words(count).map(withCrcs);

const winsen: Frames = fc
  .tuple(fc.constantFrom(0x86, 0x79, 0x99), bytes(6))
  .map(([command, data]) => {
    const content = Uint8Array.of(0xff, command, ...data);
    return joined(content, Uint8Array.of(-sum(content, 1, 8) & 0xff));
  });

const alphasense: Frames = bytes(84).map((content) => {
  const crc = crc16Modbus(content, 0, content.length);
  return joined(content, Uint8Array.of(crc & 0xff, crc >>> 8));
});

const nmea: Frames = fc
  .array(fc.stringMatching(/^[A-Z0-9.]{0,4}$/), { minLength: 1, maxLength: 8 })
  .map((fields) => {
    const content = ascii(["GPRMC", ...fields].join(","));
    const check = xor(content, 0, content.length).toString(16).toUpperCase().padStart(2, "0");
    return joined(ascii("$"), content, ascii(`*${check}\r\n`));
  });

const level = fc.integer({ min: 0, max: 1500 }).map((tenths) => (tenths / 10).toFixed(1));
const noiseLine: Frames = fc
  .tuple(fc.constantFrom("A", "D"), fc.nat(65_535), level, level, level, fc.constantFrom("-", "O"))
  .map((fields) => {
    const content = ascii(["PDCZN", ...fields].join(","));
    const check = xor(content, 0, content.length).toString(16).toUpperCase().padStart(2, "0");
    return joined(ascii("$"), content, ascii(`*${check}\r\n`));
  });

const soundLevels: Frames = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 1300 }), { minLength: 34, maxLength: 34 }),
    fc.boolean(),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([tenths, isDead, isClipped, isWindy]) => {
    const [laeq = 0, lamin = 0, lamax = 0, lceq = 0, lzeq = 0, ...bands] = tenths.map(
      (level) => level / 10,
    );
    return lineOfLevels({ laeq, lamin, lamax, lceq, lzeq, bands, isDead, isClipped, isWindy });
  });

const json: Frames = fc
  .dictionary(
    fc.stringMatching(/^[a-z]{1,8}$/),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  )
  .map((body) => ascii(JSON.stringify(body)));

const dallas: Frames = fc.tuple(byte, byte, byte, byte).map(([low, high, alarm, count]) => {
  const content = Uint8Array.of(low, high, alarm, alarm, 0x7f, 0xff, count, 0x10);
  return joined(content, Uint8Array.of(crc8Dallas(content, 0, 8)));
});

/** Frames of every kind that a sensor sends, whatever their payload, rightly sealed. */
export const framesOf: { readonly [model in keyof typeof sensors]: Frames } = {
  sds011: novaFitness,
  pmsx003: plantower(26),
  pms3003: plantower(18),
  pms5003s: plantower(26),
  pms5003st: plantower(34),
  pms5003t: plantower(26),
  sps30: shdlc(40, 20, 0),
  "sps30-i2c": crcWords(20),
  sen5x: crcWords(8),
  "sen5x-uart": shdlc(16),
  opcn3: alphasense,
  hpma115s0: honeywell(5),
  hpma115c0: honeywell(13),
  mhz19b: winsen,
  mhz19c: winsen,
  s8: modbus(0xfe, 0x04, 2, 8),
  k30: modbus(0xfe, 0x44, 2),
  scd30: crcWords(6),
  "scd30-modbus": modbus(0x61, 0x03, 12, 2),
  scd4x: crcWords(3),
  bme280: bytes(41),
  bmp280: bytes(30),
  sht3x: crcWords(2),
  sht4x: crcWords(2),
  dht22: bytes(4).map((data) => joined(data, Uint8Array.of(sum(data, 0, 4) & 0xff))),
  ds18b20: dallas,
  dnms: crcWords(6),
  "dcz-noise-meter": noiseLine,
  sen0232: bytes(2),
  ics43434: fc.oneof(bytes(192), soundLevels),
  inmp441: fc.oneof(bytes(192), soundLevels),
  "nmea-gps": nmea,
  airrohr: json,
  airgradient: json,
};

import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesOf, joined } from "./bytes.ts";
import { readDeclaredSensor } from "./declared-sensor.ts";
import { framesOf } from "./frame-arbitrary.ts";
import { createDeframer } from "./framing.ts";
import type { Decoded, Sensor } from "./sensor.ts";
import { sensors } from "./sensors.ts";

const folder = new URL("../declared-sensors/", import.meta.url);
const declarationOf = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Record<string, unknown>;

const sensorOf = (declaration: unknown): Sensor => {
  const read = readDeclaredSensor(declaration);
  if (!read.ok) throw new Error(read.sentences.join("\n"));
  return read.sensor;
};

const sentencesOf = (declaration: unknown): readonly string[] => {
  const read = readDeclaredSensor(declaration);
  return read.ok ? [] : read.sentences;
};

const decodeAll = ({ framing, decode }: Sensor, stream: Uint8Array): (Decoded | string)[] => {
  const deframer = createDeframer(framing);
  return [...deframer.push(stream), ...deframer.end()].flatMap((piece) =>
    piece.ok ? [decode(piece.frame)] : [],
  );
};

test("every example is a valid declaration", () => {
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".json")))
    expect(sentencesOf(declarationOf(name)), name).toEqual([]);
});

describe.each([
  ["sds011.json", "sds011"],
  ["pms5003.json", "pmsx003"],
  ["mhz19b.json", "mhz19b"],
] as const)("%s, a declaration of %s", (file, model) => {
  const declared = sensorOf(declarationOf(file));
  const builtIn: Sensor = sensors[model];

  test("gives what the built-in sensor gives on its captures", () => {
    const place = new URL(`../captures/${model}/`, import.meta.url);
    for (const name of readdirSync(place).filter((entry) => entry.endsWith(".hex"))) {
      const [, ...lines] = readFileSync(new URL(name, place), "utf8").trimEnd().split("\n");
      const rows = lines.map((line) =>
        bytesOf(line.replace(/^[0-9a-f]+:/, "").replace(/ {2}.*/, "")),
      );
      const stream = joined(...rows);
      const readings = decodeAll(builtIn, stream);
      expect(readings.length).toBe(rows.length);
      expect(decodeAll(declared, stream)).toEqual(readings);
    }
  });

  test("gives what the built-in sensor gives on frames of any payload", () => {
    fc.assert(
      fc.property(fc.array(framesOf[model], { maxLength: 4 }), (frames) => {
        const stream = joined(...frames);
        expect(decodeAll(declared, stream)).toEqual(decodeAll(builtIn, stream));
      }),
      { numRuns: 300 },
    );
  });

  test("gives what the built-in sensor gives amid noise and damaged frames", () => {
    const parts = fc.array(fc.oneof(framesOf[model], fc.uint8Array({ maxLength: 30 })));
    fc.assert(
      fc.property(parts, fc.nat(), fc.nat(255), (pieces, at, change) => {
        const stream = joined(...pieces);
        const damaged = stream.map((byte, index) => (index === at % stream.length ? change : byte));
        expect(decodeAll(declared, damaged)).toEqual(decodeAll(builtIn, damaged));
      }),
    );
  });
});

test("bytes between flags, stuffed and of a stated length, are read", () => {
  const sensor = sensorOf(declarationOf("sps30.json"));
  const { sps30 } = sensors;
  const place = new URL("../captures/sps30/recorded-pypms.hex", import.meta.url);
  const [, ...lines] = readFileSync(place, "utf8").trimEnd().split("\n");
  const rows = lines.map((line) => bytesOf(line.replace(/^[0-9a-f]+:/, "").replace(/ {2}.*/, "")));
  const readings = decodeAll(sps30, joined(...rows)).map(
    (reading) => typeof reading !== "string" && reading.ok && reading.values.pm2_5,
  );
  expect(readings).toHaveLength(10);
  expect(
    decodeAll(sensor, joined(...rows)).map(
      (reading) => typeof reading !== "string" && reading.ok && reading.values.pm2_5,
    ),
  ).toEqual(readings);
});

test("a sensor on I²C is read in transactions", () => {
  const sensor = sensorOf(declarationOf("sht31.json"));
  const [reading] = decodeAll(sensor, bytesOf("66 66 93 80 00 A2"));
  const [own] = decodeAll(sensors.sht3x, bytesOf("66 66 93 80 00 A2"));
  if (typeof reading === "string" || typeof own === "string" || !reading?.ok || !own?.ok)
    throw new Error("not read");
  expect(reading.values.temperature).toBeCloseTo(own.values.temperature ?? 0, 4);
  expect(reading.values.humidity).toBeCloseTo(own.values.humidity ?? 0, 4);
  expect(decodeAll(sensor, bytesOf("66 66 93 80 00 A3"))).toEqual([]);
  expect(sensor.dialogue?.read).toEqual([{ send: bytesOf("24 00"), waitMs: 16, replyBytes: 6 }]);
});

describe("a fault in a declaration is reported with its place and a remedy", () => {
  const good = declarationOf("sds011.json");
  const field = { quantity: "pm2_5", at: 2, type: "u16", endian: "little", scale: 0.1 };

  test.each([
    ["not an object", 7, /^the declaration: give an object/],
    ["a member too many", { ...good, speed: 9600 }, /^speed: is no member here/],
    ["no model", { ...good, model: undefined }, /^model: is missing: give text in quotes/],
    [
      "a number in quotes",
      { ...good, bus: { kind: "uart", baudRate: "9600" } },
      /^bus\.baudRate: give a number without quotes, such as 9600\.$/,
    ],
    [
      "bytes with 0x",
      { ...good, frame: { head: "0xAA 0xC0", length: 10 } },
      /^frame\.head: write bytes .* without 0x/,
    ],
    [
      "no checksum",
      { ...good, checksum: undefined },
      /^checksum: is missing: say what seals a frame, such as/,
    ],
    ["a built-in's name", { ...good, model: "sds011" }, /^model: "sds011" is a built-in sensor/],
    ["a wrong bus", { ...good, bus: { kind: "usb" } }, /^bus\.kind: "kind" is "uart" or "i2c"/],
    [
      "bytes that are none",
      { ...good, frame: { head: "AA XX", length: 10 } },
      /^frame\.head: write bytes in hexadecimal, two digits each and without 0x, such as "AA C0"\.$/,
    ],
    [
      "an unknown quantity",
      { ...good, fields: [{ ...field, quantity: "pm25" }] },
      /^fields\[0\]\.quantity: is no quantity of docs\/quantities\.md; near it are .*pm2_5/,
    ],
    [
      "an unknown type",
      { ...good, fields: [{ ...field, type: "uint16" }] },
      /^fields\[0\]\.type: take one of u8, i8, u16/,
    ],
    [
      "a field beyond the frame",
      { ...good, fields: [{ ...field, at: 9 }], warmingUpWhenZero: [] },
      /^fields\[0\]\.at: u16 at 9 reaches beyond the frame of 10 bytes/,
    ],
    [
      "a quantity twice",
      { ...good, fields: [field, field], warmingUpWhenZero: [] },
      /^fields\[1\]\.quantity: "pm2_5" has a field already/,
    ],
    [
      "a checksum beyond the frame",
      { ...good, checksum: { kind: "sum8", from: 2, until: 30 } },
      /^checksum: covers bytes 2 to 30 .* not within the frame of 10 bytes/,
    ],
    [
      "an unknown checksum",
      { ...good, checksum: { kind: "crc32" } },
      /^checksum\.kind: take one of none, sum8/,
    ],
    [
      "no warm-up",
      { ...good, warmUp: undefined },
      /^warmUp: is missing: give an ISO 8601 duration/,
    ],
    ["a wrong duration", { ...good, warmUp: "30 s" }, /^warmUp: give an ISO 8601 duration/],
    [
      "no head on a serial port",
      { ...good, frame: { length: 10 } },
      /^frame\.head: is missing: on a serial port/,
    ],
    ["no source", { ...good, source: "" }, /^source: say where the facts come from/],
  ])("%s", (_, declaration, sentence) => {
    expect(sentencesOf(declaration).join("\n")).toMatch(sentence);
  });
});

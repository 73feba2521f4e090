import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Duplex } from "node:stream";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createAtmega328p, type Surroundings } from "../emulator/atmega328p.ts";
import { createBme280 } from "../emulator/bme280.ts";
import { buildFirmware, EMULATED_MS, missingTool } from "../emulator/build.ts";
import { parseIntelHex } from "../emulator/intel-hex.ts";
import { openSerialPort } from "../emulator/serial-port.ts";

/** What is used here of two packages that come without types. */
interface Emitter {
  once(event: string, listener: () => void): void;
  on(event: string, listener: () => void): void;
}
interface Io extends Emitter {
  readonly firmware: { readonly name: string };
}
interface JohnnyFive {
  readonly Board: new (options: object) => Emitter;
  readonly Sensor: new (options: object) => Emitter & { readonly value: number };
  readonly Multi: new (
    options: object,
  ) => Emitter & {
    readonly thermometer: { readonly celsius: number };
    readonly barometer: { readonly pressure: number };
  };
}
const require = createRequire(import.meta.url);
const five = require("johnny-five") as JohnnyFive;
const { Firmata } = require("firmata-io") as {
  readonly Firmata: new (transport: Duplex, options: object) => Io;
};

const library = dirname(require.resolve("node-pixel/package.json"));
const arduino = "/usr/share/arduino/hardware/arduino/avr";
const lacks =
  process.env.REQUIRE_REAL === "1"
    ? undefined
    : (missingTool("make", "avr-gcc") ??
      (existsSync(arduino) ? undefined : "not installed: arduino-core-avr"));

let build: string;
beforeAll(async () => {
  build = await mkdtemp(join(tmpdir(), "dcz-firmata-"));
});
afterAll(() => rm(build, { recursive: true }));

const ports: Duplex[] = [];
afterEach(() => {
  for (const port of ports.splice(0)) port.destroy();
});

/** A board that has told its pins to johnny-five. */
const start = async (program: Uint8Array, around: Surroundings) => {
  const port = openSerialPort(createAtmega328p(program, around));
  ports.push(port);
  const io = new Firmata(port, { reportVersionTimeout: 0 });
  const board = new five.Board({ io, repl: false, debug: false, timeout: 60_000 });
  await new Promise<void>((resolve) => board.once("ready", resolve));
  return { io, board };
};

/** Firmata 2.5.8 with pixels added, as node-pixel ships it, and the plain one from its sources. */
const images = [
  {
    name: "node_pixel_firmata",
    lacks: undefined,
    load: async () => {
      const hex = "firmware/bin/firmata/uno/node_pixel_firmata.ino.hex";
      return parseIntelHex(await readFile(join(library, hex), "utf8"), 32_768);
    },
  },
  {
    name: "StandardFirmata",
    lacks,
    load: () =>
      buildFirmware({
        folder: import.meta.dirname,
        into: build,
        target: "standard-firmata.hex",
        variables: {
          ARDUINO: arduino,
          FIRMATA: join(library, "firmware/src/libs/firmata/arduino"),
        },
      }),
  },
];

describe.each(images)(
  "$name on an emulated Uno, driven by johnny-five",
  { timeout: EMULATED_MS },
  ({ load, lacks }) => {
    beforeEach(({ skip }) => skip(lacks !== undefined, lacks));

    test("reads a voltage, 1.094 V, and a BME280 at 0x76, 25.08 °C and 100.656 kPa", async () => {
      const around = { volts: () => 1.094, i2c: { 118: createBme280() } };
      const { board, io } = await start(await load(), around);
      expect(io.firmware.name).toMatch(/firmata/i);

      const sensor = new five.Sensor({ board, pin: "A0", freq: 20 });
      await new Promise<void>((resolve) => sensor.once("data", resolve));
      expect(sensor.value).toBe(224);

      const multi = new five.Multi({ board, controller: "BME280", address: 0x76, freq: 20 });
      await new Promise<void>((resolve) => multi.once("data", resolve));
      expect(multi.thermometer.celsius).toBeCloseTo(25.08, 2);
      expect(multi.barometer.pressure).toBeCloseTo(100.656, 3);
    });
  },
);

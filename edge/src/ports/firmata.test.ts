import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { sensors } from "@datacityzen/hardware/sensors";
import { expect, onTestFinished, test } from "vitest";
import {
  createAtmega328p,
  type Surroundings,
} from "../../../hardware/firmware/emulator/atmega328p.ts";
import { createBme280 } from "../../../hardware/firmware/emulator/bme280.ts";
import { EMULATED_MS } from "../../../hardware/firmware/emulator/build.ts";
import { parseIntelHex } from "../../../hardware/firmware/emulator/intel-hex.ts";
import { openSerialPort as openChip } from "../../../hardware/firmware/emulator/serial-port.ts";
import { listen } from "../listen.ts";
import { readSensor } from "../sensor-reader.ts";
import { openOnFirmata } from "../sources.ts";
import { firmataBus, openFirmataAnalogPort } from "./firmata.ts";
import { openFirmataBoard } from "./firmata-board.ts";
import { openI2cPort } from "./i2c.ts";
import type { Port, PortEvent } from "./port.ts";
import { openPseudoTerminal } from "./pseudo-terminal.ts";
import { openSerialPort } from "./serial.ts";

const now = () => performance.now();
/** On a busy machine an emulated board is many times slower than a real one. */
const SLOW_MS = EMULATED_MS / 2;
const require = createRequire(import.meta.url);
/** Firmata 2.5.8, as node-pixel ships it for an Uno. */
const image = async () => {
  const folder = dirname(require.resolve("node-pixel/package.json"));
  const hex = join(folder, "firmware/bin/firmata/uno/node_pixel_firmata.ino.hex");
  return parseIntelHex(await readFile(hex, "utf8"), 32_768);
};

/** An emulated Uno with StandardFirmata behind a pseudo terminal; opening it resets it, as a real one. */
const plugUno = async (around: Surroundings) => {
  const program = await image();
  let chip: ReturnType<typeof openChip> | undefined;
  const opened = await openPseudoTerminal((bytes) => void chip?.write(Buffer.from(bytes)));
  if (!opened.ok) throw new Error(opened.reason);
  const { terminal } = opened;
  const halt = () => chip?.destroy();
  const reset = () => {
    halt();
    chip = openChip(createAtmega328p(program, around));
    chip.on("data", (bytes: Buffer) => terminal.write(bytes));
  };
  onTestFinished(() => {
    halt();
    terminal.unplug();
  });
  const serial = openSerialPort({
    ...{ path: terminal.path, baudRate: 57_600, now, random: Math.random },
  });
  const events = async function* (): AsyncGenerator<PortEvent> {
    for await (const event of serial.events) {
      if (event.kind === "opened") reset();
      yield event;
    }
  };
  const port: Port = { ...serial, events: events() };
  return { port, halt, unplug: terminal.unplug };
};

test("two sensors on one board: a voltage at A0, and a BME280 on its bus by its own dialogue", {
  timeout: EMULATED_MS,
}, async () => {
  // Bosch's worked example, and 1.094 V, which is 54.7 dB(A) of a SEN0232.
  const uno = await plugUno({ volts: () => 1.094, i2c: { 118: createBme280() } });
  const board = openFirmataBoard(uno.port, 2, SLOW_MS);
  const analog = openFirmataAnalogPort({ board, channel: 0, everyMs: 50, now });
  const i2c = openI2cPort({
    ...{ path: "/dev/ttyACM0", addresses: [0x77, 0x76], everyMs: 100, now, random: Math.random },
    dialogue: sensors.bme280.dialogue ?? {},
    patience: { firstMs: 50, longestMs: 500 },
    bus: firmataBus(board, SLOW_MS),
    onClosed: board.release,
  });
  const wants = [
    sensors.sen0232,
    { framing: sensors.bme280.framing, decode: sensors.bme280.decode },
  ] as const;
  const measured = async (port: Port, sensor: (typeof wants)[number]) => {
    for await (const event of readSensor(sensor, port.events, 20))
      if (event.kind === "measured") return event.values;
    return undefined;
  };
  const [level, climate] = await Promise.all([measured(analog, wants[0]), measured(i2c, wants[1])]);
  expect(level?.laeq).toBeCloseTo(54.7, 0);
  expect(climate?.temperature).toBeCloseTo(25.08, 2);
  expect(climate?.pressure).toBeCloseTo(1006.53, 2);
  await Promise.all([analog.close(), i2c.close()]);
});

test("a part that is not on the bus, and an input that the board lacks, are told", {
  timeout: EMULATED_MS,
}, async () => {
  const uno = await plugUno({});
  const board = openFirmataBoard(uno.port, 2, SLOW_MS);
  const analog = openFirmataAnalogPort({ board, channel: 9, everyMs: 50, now });
  const i2c = openI2cPort({
    ...{ path: "/dev/ttyACM0", addresses: [0x76], everyMs: 100, now, random: Math.random },
    dialogue: sensors.bme280.dialogue ?? {},
    patience: { firstMs: 5000, longestMs: 5000 },
    bus: firmataBus(board, SLOW_MS),
    onClosed: board.release,
  });
  const faultOf = async (port: Port) => {
    for await (const event of port.events)
      if (event.kind === "lost" && !/not opened/.test(event.detail)) return event;
    return undefined;
  };
  const [input, part] = await Promise.all([faultOf(analog), faultOf(i2c)]);
  expect(input).toMatchObject({ reason: "failed", detail: "the board has 6 analogue inputs" });
  expect(part).toMatchObject({ reason: "failed", detail: "0 bytes instead of 26" });
  await Promise.all([analog.close(), i2c.close()]);
});

test("a board that is not there is told as absent, and its sensors close", async () => {
  const open = openOnFirmata([{ path: "/dev/nowhere", sensor: sensors.sen0232, channel: 0 }], {
    ...{ monotonic: now, random: Math.random },
  });
  const [source] = open;
  if (source === undefined) throw new Error("no source");
  expect(source.path).toBe("firmata:/dev/nowhere:A0");
  const { sensor, port, path } = source;
  const { line } = await listen({ sensor, port, path, forMs: 500 });
  expect(line).toMatchObject({ state: "closed", advice: "port_absent" });
});

test("a board that is unplugged is told, and its sensors wait for it", {
  timeout: EMULATED_MS,
}, async () => {
  const uno = await plugUno({ volts: () => 1.094 });
  const board = openFirmataBoard(uno.port, 1, SLOW_MS);
  const analog = openFirmataAnalogPort({ board, channel: 0, everyMs: 50, now });
  const seen: string[] = [];
  for await (const event of analog.events) {
    if (event.kind === "bytes" && !seen.includes("bytes")) uno.unplug();
    seen.push(event.kind);
    if (event.kind === "lost" && seen.includes("bytes")) break;
  }
  expect(seen.at(-1)).toBe("lost");
  await analog.close();
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Reading } from "../../src/wire/batch.ts";
import { decodeLora } from "../../src/wire/lora.ts";
import { type Atmega328p, createAtmega328p } from "../emulator/atmega328p.ts";
import { createBme280 } from "../emulator/bme280.ts";
import { buildFirmware, EMULATED_MS, missingTool } from "../emulator/build.ts";

const lacks = process.env.REQUIRE_REAL === "1" ? undefined : missingTool("make", "avr-gcc");
beforeEach(({ skip }) => skip(lacks !== undefined, lacks));

const PERIOD = 300;
/** The boards of board.h: clock, supply, and whether a high pin 4 switches the fan on. */
const boards = {
  "country-station": { clockHz: 8_000_000, supply: 3.3, isFanOnHigh: false },
  uno: { clockHz: 16_000_000, supply: 5, isFanOnHigh: true },
} as const;
type Board = keyof typeof boards;

/** A frame of the SDS011 (AA C0 … AB), values in tenths. */
const sds011Frame = (pm2_5: number, pm10: number): number[] => {
  const body = [pm2_5 & 255, pm2_5 >> 8, pm10 & 255, pm10 >> 8, 0x58, 0xd9];
  return [0xaa, 0xc0, ...body, body.reduce((sum, byte) => (sum + byte) & 255, 0), 0xab];
};

/** Speaks on its wire at 9600 baud, once a second while it has power; the first frames are 0/0. */
const attachSds011 = (
  chip: Atmega328p,
  isPowered: () => boolean,
  values: (seconds: number) => [number, number],
) => {
  let running = 0;
  const second = () => {
    running = isPowered() ? running + 1 : 0;
    if (running > 0) {
      const frame = running < 8 ? sds011Frame(0, 0) : sds011Frame(...values(chip.time().seconds));
      for (const [place, byte] of frame.entries())
        for (const [bit, level] of [0, ...bitsOf(byte), 1].entries())
          chip.after((10 * place + bit) / 9600, () => chip.drive("PB0", level === 1));
    }
    chip.after(1.003, second);
  };
  chip.drive("PB0", true);
  chip.after(0.5, second);
};

const bitsOf = (byte: number): number[] => Array.from({ length: 8 }, (_, bit) => (byte >> bit) & 1);

interface Uplink {
  readonly bytes: Uint8Array;
  readonly seconds: number;
}

/** An RN2483 that answers as its command reference says; `behave` may answer a sending otherwise. */
const attachModem = (
  chip: Atmega328p,
  { dataRate = 5, behave = () => ["ok", "mac_tx_ok"] }: Partial<ModemBehaviour> = {},
) => {
  const uplinks: Uplink[] = [];
  const commands: string[] = [];
  let asleep = false;
  let heard = "";
  const say = (line: string, after: number) =>
    chip.after(after, () => chip.receive(Buffer.from(`${line}\r\n`)));
  const obey = (command: string) => {
    commands.push(command);
    const hex = /^mac tx uncnf 1 ([0-9A-F]+)$/.exec(command)?.[1];
    if (hex !== undefined) {
      const answers = behave(commands);
      if (answers.includes("mac_tx_ok"))
        uplinks.push({ bytes: Buffer.from(hex, "hex"), seconds: chip.time().seconds });
      for (const [index, answer] of answers.entries()) say(answer, 0.02 + 3 * index);
    } else if (command === "mac get dr") say(String(dataRate), 0.01);
    else if (command === "mac join otaa") {
      say("ok", 0.02);
      say("accepted", 6);
    } else if (command.startsWith("sys sleep ")) asleep = true;
    else say("invalid_param", 0.01);
  };
  chip.onTransmit = (byte) => {
    if (byte === 0) {
      if (asleep) say("ok", 0.002);
      asleep = false;
      heard = "";
    } else if (asleep) {
      expect(byte).toBe(0x55);
    } else if (byte === 0x55 && heard === "") {
      // The byte from which the module takes the speed.
    } else if (byte === 0x0a) {
      obey(heard.trim());
      heard = "";
    } else heard += String.fromCharCode(byte);
  };
  chip.after(0.2, () => chip.receive(Buffer.from("RN2483 1.0.5 Oct 31 2018 15:06:52\r\n")));
  return { uplinks, commands };
};

interface ModemBehaviour {
  readonly dataRate: number;
  readonly behave: (commands: readonly string[]) => readonly string[];
}

let build: string;
beforeAll(async () => {
  build = await mkdtemp(join(tmpdir(), "dcz-lora-node-"));
});
afterAll(() => rm(build, { recursive: true }));

const firmware = (board: Board, period: number, batch: number, noise: boolean) =>
  buildFirmware({
    folder: import.meta.dirname,
    into: join(build, `${board}-${period}-${batch}-${noise}`),
    target: "lora-node.hex",
    variables: { BOARD: board, PERIOD: period, BATCH: batch, NOISE: noise ? 1 : 0 },
  });

/** What the air does in a period, in tenths: a value of its own, so that a reading tells its time. */
const airIn = (period: number): [number, number] => [
  80 + 31 * ((period * 7) % 11),
  150 + 47 * ((period * 5) % 13),
];
const levelIn = (period: number): number => 50 + 2 * ((period * 3) % 7);

/** BME280's formula in floating point (BST-BME280-DS002, 8.1) for the emulated sensor's raw value. */
const humidity = (() => {
  const fine = 128_422.286_5;
  const x = fine - 76_800;
  const raw = 0x6b00 - (324 * 64 + (0 / 16_384) * x);
  const h = raw * ((362 / 65_536) * (1 + (30 / 67_108_864) * x * (1 + (0 / 67_108_864) * x)));
  return h * (1 - (75 * h) / 524_288);
})();

const start = async (
  board: Board,
  period: number,
  batch: number,
  around: { watchdogHz?: number; weather?: boolean; noise?: boolean } = {},
  modem: Partial<ModemBehaviour> = {},
) => {
  const chip = createAtmega328p(await firmware(board, period, batch, around.noise !== false), {
    ...boards[board],
    volts: (_, seconds) =>
      around.noise === false ? 0 : levelIn(Math.floor(seconds / period)) / 50,
    i2c: around.weather === false ? {} : { 118: createBme280() },
    watchdogHz: around.watchdogHz ?? 128_000,
  });
  const isFanOn = () => chip.isHigh("PD4") === boards[board].isFanOnHigh;
  attachSds011(chip, isFanOn, (seconds) => airIn(Math.floor(seconds / period)));
  return { chip, isFanOn, ...attachModem(chip, modem) };
};

const POWER_ON = 1_760_000_000_000;

/** The readings of a frame, by the platform's own decoder. */
const received = ({ bytes, seconds }: Uplink, every = PERIOD): readonly Reading[] => {
  const decoded = decodeLora(bytes, { received: POWER_ON + seconds * 1000, every: every * 1000 });
  if (!decoded.ok) throw new Error(decoded.reason);
  return decoded.readings;
};

describe("the LoRa node", { timeout: EMULATED_MS }, () => {
  const everyBoard = Object.keys(boards) as Board[];
  test.each(everyBoard)(
    "on %s sends six readings in a frame, true in values and instants",
    async (board) => {
      // Its own clock, while it sleeps, is 9 % slow: the node measures it and corrects.
      const { chip, isFanOn, uplinks, commands } = await start(board, PERIOD, 6, {
        watchdogHz: 117_000,
      });
      chip.run(7 * PERIOD, () => uplinks.length > 0);
      expect(commands).toEqual([
        "mac join otaa",
        expect.stringMatching(/^sys sleep /),
        "mac get dr",
        expect.stringMatching(/^mac tx uncnf 1 /),
      ]);
      const [uplink] = uplinks;
      if (uplink === undefined) throw new Error("nothing was sent");
      expect(uplink.bytes.length).toBeLessThanOrEqual(35);
      const readings = received(uplink);
      expect(readings).toHaveLength(6);
      for (const [index, { at, values }] of readings.entries()) {
        const seconds = (at - POWER_ON) / 1000;
        expect(Math.abs(seconds - index * PERIOD)).toBeLessThan(3);
        const [pm2_5, pm10] = airIn(index);
        expect(values.pm2_5).toBe(pm2_5 / 10);
        expect(values.pm10).toBe(pm10 / 10);
        expect(values.temperature).toBe(25.1);
        expect(values.pressure).toBe(1006.6);
        expect(Math.abs((values.humidity ?? 0) - humidity)).toBeLessThan(0.11);
        expect(Math.abs((values.laeq ?? 0) - levelIn(index))).toBeLessThan(0.3);
      }
      // Nine seconds of ten and more, it is powered down or idle.
      const { seconds, asleep } = chip.time();
      expect(asleep / seconds).toBeGreaterThan(0.9);
      expect(isFanOn()).toBe(false);
    },
  );

  test("keeps what could not be sent, and sends less where less fits", async () => {
    const every = 60;
    // The duty cycle is used up for a while; then frames of more than 36 bytes are too long.
    const behave = (commands: readonly string[]): readonly string[] => {
      const sendings = commands.filter((command) => command.startsWith("mac tx"));
      if (sendings.length < 8) return ["no_free_ch"];
      const bytes = ((sendings.at(-1)?.length ?? 0) - "mac tx uncnf 1 ".length) / 2;
      return ["ok", bytes > 36 ? "invalid_data_len" : "mac_tx_ok"];
    };
    const { chip, uplinks } = await start("country-station", every, 2, {}, { dataRate: 0, behave });
    chip.run(20 * every, () => uplinks.length > 1);
    const [first = [], second = []] = uplinks.map((uplink) => received(uplink, every));
    const [longest = 0] = uplinks.map(({ bytes }) => bytes.length);
    expect(longest).toBeGreaterThan(30);
    expect(longest).toBeLessThanOrEqual(36);
    for (const [index, { at }] of [...first, ...second].entries())
      expect(Math.abs((at - POWER_ON) / 1000 - index * every)).toBeLessThan(3);
    expect(first.length + second.length).toBeGreaterThanOrEqual(9);
  });

  test("leaves out what is not connected", async () => {
    const around = { weather: false, noise: false };
    const { chip, uplinks } = await start("country-station", 60, 1, around);
    chip.run(130, () => uplinks.length > 0);
    const [uplink] = uplinks;
    if (uplink === undefined) throw new Error("nothing was sent");
    expect(uplink.bytes).toHaveLength(9);
    const [reading] = received(uplink, 60);
    expect(Object.keys(reading?.values ?? {})).toEqual(["pm2_5", "pm10"]);
  });
});

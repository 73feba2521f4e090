import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDeframer } from "../../src/framing.ts";
import { dczNoiseMeter } from "../../src/sensors/dcz-noise-meter.ts";
import { createAtmega328p, type Surroundings } from "../emulator/atmega328p.ts";
import { buildFirmware, EMULATED_MS, missingTool } from "../emulator/build.ts";

const lacks = process.env.REQUIRE_REAL === "1" ? undefined : missingTool("make", "avr-gcc");
beforeEach(({ skip }) => skip(lacks !== undefined, lacks));

interface Line {
  readonly weighting: string;
  readonly count: number;
  readonly laeq: number;
  readonly lamin: number;
  readonly lamax: number;
  readonly state: string;
  /** When it began to be sent. */
  readonly seconds: number;
}

const xor = (text: string): string =>
  [...text]
    .reduce((sum, letter) => sum ^ letter.charCodeAt(0), 0)
    .toString(16)
    .toUpperCase()
    .padStart(2, "0");

/** A meter in its surroundings; its checked lines, and what else it said. */
const start = (program: Uint8Array, around: Surroundings) => {
  const chip = createAtmega328p(program, around);
  const lines: Line[] = [];
  const answers: string[] = [];
  const sent: number[] = [];
  let text = "";
  let begun = 0;
  chip.onTransmit = (byte) => {
    sent.push(byte);
    text += String.fromCharCode(byte);
    if (text === "$") begun = chip.time().seconds;
    if (!text.endsWith("\r\n")) return;
    const [, body = "", sum] = /^\$([^*]*)\*(..)\r\n$/.exec(text) ?? [];
    expect(xor(body)).toBe(sum);
    text = "";
    const [name, weighting = "", count, laeq, lamin, lamax, state = ""] = body.split(",");
    if (name !== "PDCZN") {
      answers.push(body);
      return;
    }
    lines.push({
      weighting,
      count: Number(count),
      laeq: Number(laeq),
      lamin: Number(lamin),
      lamax: Number(lamax),
      state,
      seconds: begun,
    });
  };
  /** Runs until so many lines more are there. */
  const read = (more: number) => {
    const wanted = lines.length + more;
    chip.run(2 * more + 1, () => lines.length >= wanted);
    expect(lines.length).toBe(wanted);
    return lines.slice(-more);
  };
  return { chip, read, answers, sent };
};

let build: string;
beforeAll(async () => {
  build = await mkdtemp(join(tmpdir(), "dcz-noise-meter-"));
});
afterAll(() => rm(build, { recursive: true }));
const firmware = (target: string) =>
  buildFirmware({ folder: import.meta.dirname, into: build, target });

/** A-weighting in decibels (IEC 61672-1, annex E). */
const weightAt = (hertz: number): number => {
  const f2 = hertz * hertz;
  const poles = (f2 + 20.6 ** 2) * (f2 + 12_194 ** 2);
  const gain = (12_194 ** 2 * f2 * f2) / (poles * Math.sqrt((f2 + 107.7 ** 2) * (f2 + 737.9 ** 2)));
  return 20 * Math.log10(gain) + 2;
};

/** Volts at the microphone for a pressure of 1 Pa, 94 dB: −38 dBV. */
const VOLTS_A_PASCAL = 10 ** (-38 / 20);
const GAINS = [33, 33 * 16];
const pascals = (level: number) => 10 ** ((level - 94) / 20);

/** Amplifiers that clip at their rails, around half the supply. */
const microphone = (pressure: (seconds: number) => number): Surroundings => ({
  volts: (channel, seconds) => {
    const swing = pressure(seconds) * VOLTS_A_PASCAL * (GAINS[channel] ?? 0);
    return Math.min(4.99, Math.max(0.01, 2.5 + swing));
  },
});

const sine = (hertz: number, level: number) => {
  const amplitude = Math.SQRT2 * pascals(level);
  return (seconds: number) => amplitude * Math.sin(2 * Math.PI * hertz * seconds);
};

/** Many sines a third of an octave apart, of one level each: pink noise in bands, A-weighted known. */
const bands = Array.from({ length: 23 }, (_, index) => 40 * 10 ** (index / 10));
const pinkWeight =
  10 * Math.log10(bands.reduce((sum, hertz) => sum + 10 ** (weightAt(hertz) / 10), 0));
const pink = (weighted: number) => {
  const tones = bands.map((hertz, index) => ({ hertz: hertz * 1.013, phase: index * index }));
  const amplitude = Math.SQRT2 * pascals(weighted - pinkWeight);
  return (seconds: number) =>
    tones.reduce(
      (sum, { hertz, phase }) => sum + amplitude * Math.sin(2 * Math.PI * hertz * seconds + phase),
      0,
    );
};

/** Seconds that a line sums up: 8 blocks of 2404 samples, 832 cycles each. */
const LINE_SECONDS = (8 * 2404 * 832) / 16e6;

/**
 * One sound a line: the meter starts with the emulation, so that lines and sounds change together.
 * Sounds grow louder, and begin a little late: what leaks into the next line is the fainter one.
 */
const LATE = 0.004;
const oneAfterAnother =
  (sounds: readonly ((seconds: number) => number)[]) =>
  (seconds: number): number =>
    sounds[Math.min(sounds.length - 1, Math.max(0, Math.floor((seconds - LATE) / LINE_SECONDS)))]?.(
      seconds,
    ) ?? 0;

describe("the noise meter with a microphone", { timeout: EMULATED_MS }, () => {
  const measure = async (sounds: readonly ((seconds: number) => number)[]) => {
    const around = microphone(oneAfterAnother(sounds));
    return start(await firmware("microphone.hex"), around).read(sounds.length);
  };

  test("is within 1 dB of the truth from 35 to 100 dB", async () => {
    const levels = [35, 50, 70, 83, 100];
    const lines = await measure(levels.map((level) => sine(1000, level)));
    for (const [index, level] of levels.entries()) {
      expect(Math.abs((lines[index]?.laeq ?? 0) - level)).toBeLessThan(1);
      expect(lines[index]).toMatchObject({ weighting: "A", count: index, state: "-" });
    }
    // Nothing of the work on a sample is lost: 19 231 of them in each second.
    const span = (lines.at(-1)?.seconds ?? 0) - (lines[0]?.seconds ?? 0);
    expect(Math.abs(span / (levels.length - 1) - LINE_SECONDS)).toBeLessThan(0.001);
  });

  test("weighs frequencies as IEC 61672-1 says, from 63 Hz to 8 kHz", async () => {
    const tones = [63, 125, 500, 7900, 4000];
    const lines = await measure(tones.map((hertz) => sine(hertz, 78)));
    for (const [index, hertz] of tones.entries())
      expect(Math.abs((lines[index]?.laeq ?? 0) - 78 - weightAt(hertz))).toBeLessThan(0.5);
  });

  test("is within 1 dB for a sound of many tones, faint or loud", async () => {
    const levels = [35, 65, 95];
    const lines = await measure(levels.map(pink));
    for (const [index, level] of levels.entries())
      expect(Math.abs((lines[index]?.laeq ?? 0) - level)).toBeLessThan(1);
  });

  test("says so when a sound is beyond its range", async () => {
    const [line] = await measure([sine(1000, 112)]);
    expect(line?.state).toBe("O");
  });
});

describe("the noise meter with a SEN0232", { timeout: EMULATED_MS }, () => {
  const volts = (level: number) => level / 50;

  test("is read by the platform's own decoder", async () => {
    const { chip, read, sent } = start(await firmware("sen0232.hex"), { volts: () => volts(61.5) });
    read(2);
    chip.receive(dczNoiseMeter.commands?.calibrate(94) ?? []);
    read(3);
    const pieces = createDeframer(dczNoiseMeter.framing).push(Uint8Array.from(sent));
    const decoded = pieces.map((piece) => (piece.ok ? dczNoiseMeter.decode(piece.frame) : piece));
    const [level] = decoded;
    expect(level?.ok && Math.abs((level.values.laeq ?? 0) - 61.5)).toBeLessThan(0.2);
    // No correction of more than 20 dB is taken; the meter answers that it kept the one it had.
    expect(decoded.map(({ ok }) => ok)).toEqual([true, true, true, false, true, true]);
    expect(decoded[3]).toEqual({ ok: false, reason: "reply" });
  });

  test("is within 1 dB of the device from 35 to 100 dB", async () => {
    const levels = [35, 50, 68.3, 85, 100];
    let level = 35;
    const { read } = start(await firmware("sen0232.hex"), { volts: () => volts(level) });
    read(1);
    for (level of levels) {
      const [, line] = read(2);
      expect(Math.abs((line?.laeq ?? 0) - level)).toBeLessThan(0.3);
      expect(line).toMatchObject({ weighting: "D", state: "-" });
    }
  });

  test("averages energy: a quarter at 80 dB and the rest at 50 are 74 dB", async () => {
    const bursts = (seconds: number) => (seconds % 0.5 < 0.125 ? 80 : 50);
    const { read } = start(await firmware("sen0232.hex"), {
      volts: (_, seconds) => volts(bursts(seconds)),
    });
    const [, line] = read(2);
    expect(line?.laeq).toBeCloseTo(74, 0);
    expect(line?.lamin).toBeLessThan(line?.laeq ?? 0);
  });

  test("says so when the device's output leaves 0.6 to 2.6 V", async () => {
    const { read } = start(await firmware("sen0232.hex"), { volts: () => 0 });
    expect(read(1)[0]?.state).toBe("O");
  });

  test("takes a calibration, and no other line", async () => {
    const { chip, read, answers } = start(await firmware("sen0232.hex"), {
      volts: () => volts(92.8),
    });
    const send = (body: string, sum = xor(body)) =>
      chip.receive(Buffer.from(`$${body}*${sum}\r\n`));
    read(1);
    send("PDCZC,94.0", "00");
    send("PDCZN,94.0");
    expect(read(2)[1]?.laeq).toBeCloseTo(92.8, 0);
    expect(answers).toEqual([]);
    send("PDCZC,94.0");
    read(2);
    expect(answers).toHaveLength(1);
    expect(answers[0]).toMatch(/^PDCZC,\+1\.[0-4]$/);
    expect(Math.abs((read(1)[0]?.laeq ?? 0) - 94)).toBeLessThan(0.11);
    send("PDCZC,40.0");
    read(2);
    expect(answers[1]).toBe(answers[0]);
  });
});

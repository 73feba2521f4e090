import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { findSensor, findSensors } from "@datacityzen/hardware/find-sensor";
import type { Framing } from "@datacityzen/hardware/framing";
import { sensors } from "@datacityzen/hardware/sensors";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createDecoder } from "./decode.ts";
import { createEitherDecoder } from "./either-bus.ts";
import { readAs } from "./form.ts";

const captures = new URL("../../hardware/captures/", import.meta.url);
const capture = await readFile(new URL("sds011/recorded-pypms.hex", captures));
const { frames } = JSON.parse(
  await readFile(new URL("sds011/recorded-pypms.json", captures), "utf8"),
) as { frames: { serial: string; values: Record<string, number> }[] };
const expected = frames.map(({ serial, values }) => ({
  ok: true,
  sensor: "sds011",
  serial,
  values,
}));
const raw = readAs("dump", capture) ?? new Uint8Array(0);
const { sds011 } = sensors;

test("a recorded dump gives the values that were recorded with it", () => {
  const decoder = createDecoder(sds011);
  expect([...decoder.push(capture), ...decoder.end()]).toEqual(expected);
  expect(decoder.form()).toBe("dump");
});

test("the same input gives the same outcomes, however it is cut and written", () => {
  const inputs = fc.constantFrom(raw, Buffer.from(Buffer.from(raw).toString("hex")), capture);
  fc.assert(
    fc.property(inputs, fc.array(fc.nat(capture.length)), (input, cuts) => {
      const decoder = createDecoder(sds011);
      const places = [0, ...cuts.sort((a, b) => a - b), input.length];
      const outcomes = places.flatMap((place, index) =>
        decoder.push(input.subarray(place, places[index + 1] ?? input.length)),
      );
      expect([...outcomes, ...decoder.end()]).toEqual(expected);
    }),
  );
});

test("raw frames are decoded as they come", () => {
  const decoder = createDecoder(sds011);
  expect(decoder.push(raw.subarray(0, 10)).length + decoder.push(raw.subarray(10, 20)).length).toBe(
    2,
  );
  expect(decoder.form()).toBe("raw");
});

interface GoldenCase {
  readonly frames: readonly { readonly values?: Record<string, number> }[];
}

// How exact the values are is the hardware's own test: here every reading is found, and nothing else.
test.each(globSync("*/*.hex", { cwd: captures }))("every reading of %s is found", async (file) => {
  const sensor = findSensor(dirname(file));
  if (sensor === undefined) throw new Error(`no sensor ${dirname(file)}`);
  const golden = JSON.parse(
    await readFile(new URL(file.replace(/hex$/, "json"), captures), "utf8"),
  ) as GoldenCase;
  const decoder = createDecoder(sensor);
  const outcomes = [...decoder.push(await readFile(new URL(file, captures))), ...decoder.end()];
  const found = outcomes.flatMap((outcome) => (outcome.ok ? [Object.keys(outcome.values)] : []));
  const expectedNames = golden.frames.flatMap(({ values }) =>
    values ? [Object.keys(values)] : [],
  );
  expect(found.map((names) => names.sort())).toEqual(expectedNames.map((names) => names.sort()));
});

test("a rejected frame comes with its reason and bytes", () => {
  const decoder = createDecoder(sds011);
  const reply = Buffer.from("aac50701000058d9c9ab", "hex");
  reply[8] = reply.subarray(2, 8).reduce((sum, byte) => sum + byte, 0) & 0xff;
  expect([...decoder.push(reply), ...decoder.end()]).toEqual([
    { ok: false, reason: "reply", bytes: new Uint8Array(reply) },
  ]);
});

/** Three digits and a line feed: a sensor whose text is made of hexadecimal digits. */
const digitLine: Framing = (bytes) => {
  const digits = [...bytes.subarray(0, 3)];
  if (!digits.every((byte) => byte >= 0x30 && byte <= 0x39)) return { kind: "none" };
  if (bytes.length < 4) return { kind: "more" };
  return bytes[3] === 0x0a ? { kind: "frame", length: 4, certain: true } : { kind: "none" };
};

test("text that the sensor itself wrote is not taken for hexadecimal", () => {
  const sensor = {
    ...sds011,
    framing: digitLine,
    decode: (frame: Uint8Array) => ({
      ok: true as const,
      values: { laeq: Number(Buffer.from(frame).toString()) },
    }),
  };
  const decoder = createDecoder(sensor);
  const outcomes = [...decoder.push(Buffer.from("063\n064\n")), ...decoder.end()];
  expect(outcomes.map((outcome) => outcome.ok && outcome.values)).toEqual([
    { laeq: 63 },
    { laeq: 64 },
  ]);
});

test("a sensor that speaks in transactions is read line by line", () => {
  const sensor = {
    ...sds011,
    // A transaction is whole or nothing: two of them run together are no frame.
    framing: {
      cut: (bytes: Uint8Array) => [
        bytes.length === 10
          ? { ok: true as const, frame: bytes }
          : { ok: false as const, reason: "length" as const, bytes },
      ],
    },
  };
  const decoder = createDecoder(sensor);
  const lines = [raw.subarray(0, 10), raw.subarray(10, 20)].map((frame) =>
    Buffer.from(frame).toString("hex"),
  );
  const outcomes = [...decoder.push(Buffer.from(lines.join("\n"))), ...decoder.end()];
  expect(outcomes).toEqual(expected.slice(0, 2));
});

test.each([
  ["SPS30", "sps30-i2c/data-sheet.hex", "sps30-i2c"],
  ["sen55", "sen5x-uart/worked.hex", "sen5x-uart"],
  ["SCD30", "scd30-modbus/data-sheet.hex", "scd30-modbus"],
  ["sps30", "sps30/recorded-pypms.hex", "sps30"],
])("%s is decoded on whichever of its buses it spoke: %s", async (name, file, model) => {
  const [first, ...others] = findSensors(name);
  if (first === undefined) throw new Error(`no sensor ${name}`);
  const input = await readFile(new URL(file, captures));
  const decoder = createEitherDecoder([first, ...others]);
  const outcomes = [...decoder.push(input.subarray(0, 20)), ...decoder.push(input.subarray(20))];
  const found = [...outcomes, ...decoder.end()].flatMap((outcome) =>
    outcome.ok ? [outcome.sensor] : [],
  );
  expect(new Set(found)).toEqual(new Set([model]));
});

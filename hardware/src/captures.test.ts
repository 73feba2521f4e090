import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { bytesOf } from "./bytes.ts";
import { createDeframer, type Framed } from "./framing.ts";
import { type QuantityName, quantities } from "./quantities.ts";
import type { Decoded, Position, Sensor } from "./sensor.ts";
import { sensors } from "./sensors.ts";

const folder = new URL("../captures/", import.meta.url);
const models = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

interface Expected {
  readonly rejected?: string;
  readonly serial?: string;
  readonly time?: string;
  readonly position?: Position;
  readonly values?: Readonly<Record<string, number>>;
}

const bytesOfLine = (line: string): Uint8Array =>
  bytesOf(
    line
      .replace(/^[0-9a-f]+:/i, "")
      .trimStart()
      .replace(/ {2}.*$/, ""),
  );

/** A line is what arrived at one instant: a whole transaction, where the bus has them. */
const framed = ({ framing }: Sensor, lines: readonly string[]): Framed[] => {
  const deframer = createDeframer(framing);
  const streams = typeof framing === "function";
  const pieces = lines.flatMap((line) => [
    ...deframer.push(bytesOfLine(line)),
    ...(streams ? [] : deframer.end()),
  ]);
  return [...pieces, ...deframer.end()];
};

/** A written figure holds as many decimals as its source knew. */
const expectFigure = (value: number | undefined, written: number, what: string) => {
  const decimals = String(written).split(".")[1]?.length ?? 0;
  expect(value, what).toBeDefined();
  expect(Math.abs((value ?? Number.NaN) - written), `${what}: ${value}`).toBeLessThanOrEqual(
    0.5 * 10 ** -decimals + 1e-9,
  );
};

const expectReading = (decoded: Extract<Decoded, { ok: true }>, expected: Expected) => {
  expect(Object.keys(decoded.values).sort()).toEqual(Object.keys(expected.values ?? {}).sort());
  for (const [name, written] of Object.entries(expected.values ?? {})) {
    const value = decoded.values[name as QuantityName];
    expectFigure(value, written, name);
    const [low, high] = quantities[name as QuantityName].plausible;
    expect(value).toBeGreaterThanOrEqual(low);
    expect(value).toBeLessThanOrEqual(high);
  }
  expect(decoded.serial).toBe(expected.serial);
  expect(decoded.time).toBe(expected.time === undefined ? undefined : Date.parse(expected.time));
  expect(Object.keys(decoded.position ?? {})).toEqual(Object.keys(expected.position ?? {}));
  for (const [name, written] of Object.entries(expected.position ?? {}))
    expectFigure(decoded.position?.[name as keyof Position], written, name);
};

test("every sensor has captures, and every folder of captures a sensor", () => {
  expect(models.toSorted()).toEqual(Object.keys(sensors).sort());
});

describe.each(models)("%s", (model) => {
  const sensor: Sensor | undefined = sensors[model as keyof typeof sensors];
  const place = new URL(`${model}/`, folder);
  const names = readdirSync(place)
    .filter((name) => name.endsWith(".hex"))
    .map((name) => name.slice(0, -".hex".length));

  test.each(names)("%s means what stands beside it", (name) => {
    const [comment, ...lines] = readFileSync(new URL(`${name}.hex`, place), "utf8")
      .trimEnd()
      .split("\n");
    expect(comment).toMatch(/^# .{20}/);
    const { frames } = JSON.parse(readFileSync(new URL(`${name}.json`, place), "utf8")) as {
      frames: Expected[];
    };
    expect(sensor).toBeDefined();
    if (sensor === undefined) return;
    const pieces = framed(sensor, lines);
    expect(pieces).toHaveLength(frames.length);
    for (const [index, piece] of pieces.entries()) {
      const expected = frames[index] ?? {};
      const decoded = piece.ok ? sensor.decode(piece.frame) : piece;
      if (decoded.ok && "values" in decoded && expected.rejected === undefined) {
        const measured = sensor.measures.map(({ quantity }) => quantity);
        expect(measured).toEqual(expect.arrayContaining(Object.keys(decoded.values)));
        expectReading(decoded, expected);
      } else expect(decoded).toMatchObject({ ok: false, reason: expected.rejected });
    }
  });
});

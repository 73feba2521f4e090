import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { joined } from "../bytes.ts";
import { followSensor } from "../follow-sensor.ts";
import { createDeframer } from "../framing.ts";
import type { Sensor } from "../sensor.ts";
import { sensors } from "../sensors.ts";
import { linesOf } from "./captured-lines.fixture.ts";
import type { Model } from "./kind-answers.fixture.ts";
import { answers } from "./kinds.fixture.ts";

// What real sensors said, as a bad line brings it. A value that none of them said is believed.

const heard = (sensor: Sensor, stream: Uint8Array): string[] => {
  const { decode } = followSensor(sensor);
  const deframer = createDeframer(sensor.framing);
  return [...deframer.push(stream), ...deframer.end()].flatMap((piece) => {
    const decoded = piece.ok ? decode(piece.frame) : undefined;
    return decoded?.ok === true ? [JSON.stringify(decoded.values)] : [];
  });
};

const onStreams = Object.values<Sensor>(sensors).filter(
  ({ framing, integrity }) => typeof framing === "function" && integrity === "checksum",
);
const framesOf = (sensor: Sensor): Uint8Array[] =>
  linesOf(sensor.model).filter((line) => heard(sensor, line).length > 0);

/** The pieces of two lines that share one wire: a piece of one, a piece of the other. */
const interleaved = (
  one: Uint8Array,
  other: Uint8Array,
  lengths: readonly number[],
): Uint8Array => {
  const rest = [one, other];
  const pieces: Uint8Array[] = [];
  for (let turn = 0; rest.some(({ length }) => length > 0); turn++) {
    const from = rest[turn % 2] ?? one;
    const length = lengths[turn % lengths.length] ?? 1;
    pieces.push(from.subarray(0, length));
    rest[turn % 2] = from.subarray(length);
  }
  return joined(...pieces);
};

const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });

describe.each(onStreams)("$model", (sensor: Sensor) => {
  const frames = framesOf(sensor);
  const said = heard(sensor, joined(...frames));
  const known = new Set([...said, ...frames.flatMap((frame) => heard(sensor, frame))]);
  const frame = fc.constantFrom(...frames);

  test("said twice, is heard twice", () => {
    expect(said.length).toBeGreaterThan(0);
    fc.assert(
      fc.property(frame, (one) => {
        expect(heard(sensor, joined(one, one)).length).toBe(2 * heard(sensor, one).length);
      }),
    );
  });

  test("without a byte, or with one more, gives nothing that was not said, and goes on", () => {
    const isFramed = (bytes: Uint8Array) => {
      const deframer = createDeframer(sensor.framing);
      return [...deframer.push(bytes), ...deframer.end()].some(({ ok }) => ok);
    };
    fc.assert(
      fc.property(frame, frame, fc.nat(), fc.nat(255), (damaged, good, place, byte) => {
        const at = place % damaged.length;
        const [before, after] = [damaged.subarray(0, at), damaged.subarray(at)];
        for (const bad of [
          joined(before, after.subarray(1)),
          joined(before, Uint8Array.of(byte), after),
        ]) {
          // Eight bits of sum let one byte in 256 through.
          fc.pre(!isFramed(bad) || heard(sensor, bad).every((one) => known.has(one)));
          const found = heard(sensor, joined(bad, good, good));
          expect(found.filter((one) => !known.has(one))).toEqual([]);
          expect(found.at(-1)).toBe(heard(sensor, good).at(-1));
        }
      }),
    );
  });

  test("with another sensor on its wire, says as good as nothing that it did not say", () => {
    const { alike = [] } = answers[sensor.model as Model];
    const others = onStreams.filter(
      ({ model }) => model !== sensor.model && !alike.includes(model as Model),
    );
    const other = fc.constantFrom(...others).chain((one) => fc.constantFrom(...framesOf(one)));
    const streams = fc
      .tuple(
        fc.array(frame, { minLength: 1, maxLength: 4 }),
        fc.array(other, { minLength: 1, maxLength: 4 }),
        lengths,
      )
      .map(([own, foreign, cuts]) => interleaved(joined(...own), joined(...foreign), cuts));
    const invented = fc
      .sample(streams, 300)
      .flatMap((stream) => heard(sensor, stream).filter((one) => !known.has(one)));
    // Eight bits of sum let one damaged frame in 256 through, and few of those say what can be.
    expect(invented.length).toBeLessThanOrEqual(5);
  });
});

import fc from "fast-check";
import { joined } from "../bytes.ts";
import { followSensor } from "../follow-sensor.ts";
import { framesOf } from "../frame-arbitrary.ts";
import { createDeframer } from "../framing.ts";
import type { Sensor } from "../sensor.ts";
import { sensors } from "../sensors.ts";
import { below, type FuzzReport, fuzz, mutated, noise, type Random } from "./run.ts";

const models = Object.keys(sensors) as (keyof typeof sensors)[];

/** The stream cut anywhere, as ports cut it. */
const chunksOf = (stream: Uint8Array, random: Random): Uint8Array[] => {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < stream.length; ) {
    const length = 1 + below(random, 40);
    chunks.push(stream.subarray(at, at + length));
    at += length;
  }
  return chunks;
};

/** Whether the pieces are the stream, one after the other; two SHDLC frames may share the flag between them. */
const areThe = (stream: Uint8Array, pieces: readonly Uint8Array[]): boolean => {
  const standsAt = (piece: Uint8Array, from: number) =>
    from >= 0 && piece.every((byte, index) => byte === stream[from + index]);
  let at = 0;
  for (const piece of pieces) {
    const from = standsAt(piece, at) ? at : at - 1;
    if (!standsAt(piece, from)) return false;
    at = from + piece.length;
  }
  return at === stream.length;
};

const judgeStream = (sensor: Sensor, stream: Uint8Array, random: Random): string | undefined => {
  const deframer = createDeframer(sensor.framing);
  const { decode } = followSensor(sensor);
  const pieces = [
    ...chunksOf(stream, random).flatMap((chunk) => deframer.push(chunk)),
    ...deframer.end(),
  ];
  const all = pieces.map((piece) => (piece.ok ? piece.frame : piece.bytes));
  if (!areThe(stream, all)) return "the pieces are not the stream";
  const measured = new Set<string>(sensor.measures.map(({ quantity }) => quantity));
  for (const piece of pieces) {
    const bytes = piece.ok ? piece.frame : piece.bytes;
    // A refused piece is decoded, too: a decoder never throws, whatever it is shown.
    const decoded = decode(bytes, { calibration: stream });
    if (!decoded.ok) continue;
    for (const [name, value] of Object.entries(decoded.values)) {
      if (!measured.has(name)) return `gives ${name}, which it does not measure`;
      if (!Number.isFinite(value)) return `gives ${value} for ${name}`;
    }
  }
  return undefined;
};

/** Streams of every sensor: good frames, damaged ones, those of other sensors, and noise between. */
export const fuzzSensors = (seed: number, ms: number): FuzzReport => {
  const frames = new Map(
    models.map((model) => [model, fc.sample(framesOf[model], { seed, numRuns: 20 })]),
  );
  const frameOf = (model: keyof typeof sensors, random: Random): Uint8Array =>
    frames.get(model)?.[below(random, 20)] ?? new Uint8Array(0);
  let model = models[0] ?? "sds011";
  return fuzz({
    seed,
    ms,
    next: (random) => {
      model = models[below(random, models.length)] ?? model;
      const parts = Array.from({ length: 1 + below(random, 6) }, () => {
        const other = models[below(random, models.length)] ?? model;
        switch (below(random, 5)) {
          case 0:
            return noise(random, 60);
          case 1:
            return frameOf(other, random);
          case 2:
            return mutated(frameOf(model, random), random);
          default:
            return frameOf(model, random);
        }
      });
      return joined(...parts);
    },
    judge: (input, random) => {
      const what = judgeStream(sensors[model], input, random);
      return what && `${model} ${what}`;
    },
  });
};

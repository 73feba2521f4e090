import fc from "fast-check";
import { Reading } from "../wire/batch.ts";
import { collected, sensors } from "../wire/lora/arbitrary.ts";
import { decodeLora, encodeLora } from "../wire/lora.ts";
import { below, type FuzzReport, fuzz, mutated, noise } from "./run.ts";

const received = 1_760_100_000_000;
const every = 300_000;

const judge = (input: Uint8Array): string | undefined => {
  const decoded = decodeLora(input, { received, every, sensors });
  if (!decoded.ok) return undefined;
  if (decoded.readings.length === 0) return "accepted without a reading";
  const faulty = decoded.readings.find((reading) => !Reading.safeParse(reading).success);
  return faulty && `no valid reading: ${JSON.stringify(faulty)}`;
};

/** Frames of nodes, damaged ones, and bytes that are none. */
export const fuzzLora = (seed: number, ms: number): FuzzReport => {
  const frames = fc.sample(collected, { seed, numRuns: 50 }).flatMap((one) => {
    const encoded = encodeLora(one.readings, {
      budget: 222,
      every: one.every,
      sent: one.sent,
      clock: "free",
    });
    return encoded.ok ? [encoded.bytes] : [];
  });
  return fuzz({
    seed,
    ms,
    next: (random) => {
      const frame: Uint8Array = frames[below(random, frames.length)] ?? new Uint8Array(0);
      return random() < 0.2 ? noise(random, 300) : mutated(frame, random);
    },
    judge,
  });
};

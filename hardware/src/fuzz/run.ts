/** What a fuzzer found; `npm run attack` prints it, and the seed finds the same again. */
export interface FuzzReport {
  readonly seed: number;
  readonly inputs: number;
  /** The first ones, with the input in hexadecimal. */
  readonly failures: readonly FuzzFailure[];
  /** The longest that one input took, in milliseconds. */
  readonly slowestMs: number;
}

export interface FuzzFailure {
  readonly what: string;
  readonly input: string;
}

/** Numbers from 0 up to 1 that the same seed gives again (mulberry32). */
export type Random = () => number;

export const seeded = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

export const below = (random: Random, limit: number): number => Math.floor(random() * limit);

const MOST_FAILURES = 20;

export interface Fuzzing {
  readonly seed: number;
  /** How long to go on. */
  readonly ms: number;
  readonly now?: () => number;
  /** The next input. */
  readonly next: (random: Random) => Uint8Array;
  /** What is wrong with what `input` does, or undefined; what it throws is wrong as well. */
  readonly judge: (input: Uint8Array, random: Random) => string | undefined;
}

/** Tries inputs until the time is over, one at least. */
export const fuzz = ({
  seed,
  ms,
  now = () => performance.now(),
  next,
  judge,
}: Fuzzing): FuzzReport => {
  const random = seeded(seed);
  const failures: FuzzFailure[] = [];
  const until = now() + ms;
  let inputs = 0;
  let slowestMs = 0;
  do {
    const input = next(random);
    const started = now();
    const what = fault(() => judge(input, random));
    slowestMs = Math.max(slowestMs, now() - started);
    inputs += 1;
    if (what !== undefined && failures.length < MOST_FAILURES)
      failures.push({ what, input: hexadecimal(input) });
  } while (now() < until);
  return { seed, inputs, failures, slowestMs };
};

const fault = (judge: () => string | undefined): string | undefined => {
  try {
    return judge();
  } catch (error) {
    return `threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
};

const LONGEST_SHOWN = 4096;

const hexadecimal = (input: Uint8Array): string =>
  Array.from(input.subarray(0, LONGEST_SHOWN), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );

/** The input with some bytes changed, left out, doubled, or put elsewhere. */
export const mutated = (input: Uint8Array, random: Random): Uint8Array => {
  let bytes = Array.from(input);
  for (let times = below(random, 4); times >= 0; times--) {
    const at = below(random, bytes.length + 1);
    const length = below(random, 8);
    switch (below(random, 6)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << below(random, 8));
        break;
      case 1:
        bytes[at] = [0, 1, 0x7f, 0x80, 0xff, 0x22, 0x2d, 0x5b, 0x7b][below(random, 9)] ?? 0;
        break;
      case 2:
        bytes.splice(at, length);
        break;
      case 3:
        bytes.splice(at, 0, ...bytes.slice(at, at + length));
        break;
      case 4:
        bytes.splice(at, 0, ...Array.from({ length }, () => below(random, 256)));
        break;
      default:
        bytes = bytes.slice(0, at);
    }
  }
  return Uint8Array.from(bytes);
};

export const noise = (random: Random, longest: number): Uint8Array =>
  Uint8Array.from({ length: below(random, longest) }, () => below(random, 256));

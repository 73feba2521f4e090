import type { Sensor } from "@datacityzen/hardware/sensor";
import { createDecoder, type Decoder, type DecoderOptions, type Outcome } from "./decode.ts";

/** A longer input is not kept in memory, and so not tried on another bus. */
const LONGEST_RETRY = 16 * 1024 * 1024;

const someRead = (outcomes: readonly Outcome[]): boolean => outcomes.some(({ ok }) => ok);

/**
 * Decodes what one of `candidates` said: the same part on its several buses (SPS30: serial, then
 * I²C), the likeliest first. The others are tried at the end, when the first has found nothing.
 */
export const createEitherDecoder = (
  candidates: readonly [Sensor, ...Sensor[]],
  options: DecoderOptions = {},
): Decoder => {
  const [likeliest, ...others] = candidates;
  const first = createDecoder(likeliest, options);
  let kept: Uint8Array[] = [];
  let length = 0;
  let retry = others.length > 0;
  return {
    push(chunk) {
      const outcomes = first.push(chunk);
      length += chunk.length;
      retry &&= length <= LONGEST_RETRY && !someRead(outcomes);
      if (retry) kept.push(chunk);
      else kept = [];
      return outcomes;
    },
    end() {
      const outcomes = first.end();
      if (!retry || someRead(outcomes)) return outcomes;
      const input = Buffer.concat(kept);
      for (const other of others) {
        const decoder = createDecoder(other, options);
        const found = [...decoder.push(input), ...decoder.end()];
        if (someRead(found)) return found;
      }
      return outcomes;
    },
    form: first.form,
  };
};

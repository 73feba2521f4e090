const FULL_SCALE = 2 ** 31;
const SAMPLE_BYTES = 4;

/**
 * Reads samples of 32 bits, least significant byte first, from a stream that is cut anywhere; gives those
 * of the first channel, from -1 to 1.
 */
export const pcmReader = (channels: number): ((chunk: Uint8Array) => Float64Array) => {
  const frameBytes = SAMPLE_BYTES * channels;
  let rest: Uint8Array = new Uint8Array(0);
  return (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const count = Math.floor(bytes.length / frameBytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const samples = new Float64Array(count);
    for (let at = 0; at < count; at++)
      samples[at] = view.getInt32(at * frameBytes, true) / FULL_SCALE;
    rest = bytes.slice(count * frameBytes);
    return samples;
  };
};

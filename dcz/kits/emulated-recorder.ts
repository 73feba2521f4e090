/**
 * Speaks as arecord does, for a bench without a microphone: noise of one level, 16 bits in the upper ones of 32,
 * in the left channel, at the rate that `--rate` asks for.
 */
import { argv, exit, stdout } from "node:process";

const sampleHz = Number(argv[argv.indexOf("--rate") + 1]);
const CHANNELS = 2;
const BYTES = 4;
const EVERY_MS = 100;
/** Some 60 dB for a microphone of −26 dBFS at 94 dB: −60 dB of full scale. */
const PEAK = 2 ** 31 * 10 ** (-60 / 20) * Math.sqrt(3 / 2);

const part = (samples: number): Buffer => {
  const bytes = Buffer.alloc(samples * CHANNELS * BYTES);
  for (let at = 0; at < samples; at++)
    bytes.writeInt32LE(Math.round(PEAK * (2 * Math.random() - 1)), at * CHANNELS * BYTES);
  return bytes;
};

const began = performance.now();
let written = 0;
setInterval(() => {
  const due = Math.floor((sampleHz * (performance.now() - began)) / 1000) - written;
  written += due;
  stdout.write(part(due));
}, EVERY_MS);
stdout.on("error", () => exit(1));

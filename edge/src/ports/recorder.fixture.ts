/**
 * Stands in for arecord where there is no ALSA: takes its words, and says on its output and on its error
 * output what arecord says. `node recorder.fixture.ts FOLDER SPEED arecord-words…`
 * - FOLDER/gone: the device is not there, or was taken away;
 * - FOLDER/busy, FOLDER/denied: it cannot be opened;
 * - FOLDER/hangs: nothing comes, and no signal but the last one ends it;
 * - FOLDER/slow: it records 44 100 samples a second, whatever it is asked for.
 * The sound, or what FOLDER/sound.raw holds again and again: a tone of 1 kHz at 94 dB in the left channel of a
 * microphone of −26 dBFS.
 */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { argv, exit, stderr, stdout } from "node:process";

const [, , folder = "", speed = "1", ...words] = argv;
const has = (name: string) => existsSync(join(folder, name));
appendFileSync(join(folder, "calls"), `${words.join(" ")}\n`);

const refuse = (sentence: string): never => {
  stderr.write(`arecord: ${sentence}\n`);
  exit(1);
};
if (has("gone")) refuse("main:831: audio open error: No such file or directory");
if (has("busy")) refuse("main:831: audio open error: Device or resource busy");
if (has("denied")) refuse("main:831: audio open error: Permission denied");

const sampleHz = Number(words[words.indexOf("--rate") + 1]);
const channels = Number(words[words.indexOf("--channels") + 1]);
stderr.write(
  `Recording raw data 'stdin' : Signed 32 bit Little Endian, Rate ${sampleHz} Hz, Stereo\n`,
);
if (has("hangs")) process.on("SIGTERM", () => undefined);

const toneOf = (): Buffer => {
  const sound = Buffer.alloc(4 * channels * sampleHz);
  const amplitude = 2 ** 31 * 10 ** (-26 / 20);
  for (let at = 0; at < sampleHz; at++)
    sound.writeInt32LE(
      Math.round(amplitude * Math.sin((2 * Math.PI * 1000 * at) / sampleHz)),
      4 * channels * at,
    );
  return sound;
};
const sound = has("sound.raw") ? readFileSync(join(folder, "sound.raw")) : toneOf();
const bytesPerSecond = 4 * channels * (has("slow") ? 44_100 : sampleHz) * Number(speed);

const began = performance.now();
let written = 0;
setInterval(() => {
  if (has("gone")) refuse("pcm_read:2221: read error: No such device");
  if (has("hangs")) return;
  const due = Math.floor((bytesPerSecond * (performance.now() - began)) / 1000);
  // A pipe whose reader is busy holds what it can; arecord then loses the rest.
  if (stdout.writableLength > 4 * bytesPerSecond) written = due;
  while (written < due) {
    const from = written % sound.length;
    const part = sound.subarray(from, Math.min(sound.length, from + due - written));
    stdout.write(part);
    written += part.length;
  }
}, 20);
stdout.on("error", () => exit(1));

import { createDeframer } from "@datacityzen/hardware/framing";
import { pmsx003 } from "@datacityzen/hardware/sensors/pmsx003";
import { sds011 } from "@datacityzen/hardware/sensors/sds011";
import { sps30 } from "@datacityzen/hardware/sensors/sps30";
import { mulberry32 } from "../tests/torture/random.ts";

const MEGABYTE = 1024 * 1024;
/** A serial read gives up to this many bytes at once. */
const CHUNK = 512;

const frames = {
  sds011: "aac006000600" + "58d93dab",
  pmsx003: "424d001c0000000800080000000800080" + "0d20046002d001e00000000970002c5",
  sps30:
    "7e0003002840b9c67f41036c8b411e4ae24123aa92420c5b7c422efdba4238cab3423ab2c9423afde93f4a1025d67e",
};

const noise = (length: number): Uint8Array => {
  const random = mulberry32(1);
  return Uint8Array.from({ length }, () => Math.floor(random() * 256));
};

const repeated = (hex: string, length: number): Uint8Array => {
  const frame = Buffer.from(hex, "hex");
  return Buffer.concat(Array.from({ length: Math.ceil(length / frame.length) }, () => frame));
};

/** Microseconds for each KiB of a stream of good frames, and of noise. */
export const decodeBench = (): void => {
  process.stdout.write("| sensor | stream | frames | CPU µs/KiB |\n|---|---|---|---|\n");
  for (const sensor of [sds011, pmsx003, sps30])
    for (const [what, stream] of [
      ["good frames", repeated(frames[sensor.model as keyof typeof frames], 4 * MEGABYTE)],
      ["noise", noise(4 * MEGABYTE)],
    ] as const) {
      const deframer = createDeframer(sensor.framing);
      let found = 0;
      const before = process.cpuUsage();
      for (let offset = 0; offset < stream.length; offset += CHUNK)
        for (const framed of deframer.push(stream.subarray(offset, offset + CHUNK)))
          if (framed.ok && sensor.decode(framed.frame).ok) found += 1;
      const { user, system } = process.cpuUsage(before);
      const perKib = (user + system) / (stream.length / 1024);
      process.stdout.write(`| ${sensor.name} | ${what} | ${found} | ${perKib.toFixed(1)} |\n`);
    }
};

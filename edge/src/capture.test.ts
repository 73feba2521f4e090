import { readFile } from "node:fs/promises";
import { createDeframer } from "@datacityzen/hardware/framing";
import { sensors } from "@datacityzen/hardware/sensors";
import fc from "fast-check";
import { expect, test } from "vitest";
import { frameAfter, parseCapture, readCapture } from "./capture.ts";

const folder = new URL("../../hardware/captures/", import.meta.url);

const meaning = (...instants: string[]) =>
  JSON.stringify({ frames: instants.map((at) => ({ at, values: {} })) });

test("a dump with offsets and characters gives the same bytes as one without", () => {
  const instants = meaning("2020-01-01T00:00:00Z", "2020-01-01T00:00:02Z");
  const bare = parseCapture("# source\naa c0 06\n41 42 ab\n", instants);
  const full = parseCapture(
    "# source\n00000000: aa c0 06  ...\n00000003: 41 42 ab  AB.\n",
    instants,
  );
  expect(bare).toEqual(full);
  expect(bare).toEqual({
    frames: [
      { offsetMs: 0, bytes: Uint8Array.of(0xaa, 0xc0, 0x06) },
      { offsetMs: 2000, bytes: Uint8Array.of(0x41, 0x42, 0xab) },
    ],
    lengthMs: 4000,
  });
});

test("bytes and instants that do not match are refused", () => {
  expect(() => parseCapture("# source\naa\nbb\n", meaning("2020-01-01T00:00:00Z"))).toThrow(
    "2 lines of bytes, 1 instants",
  );
});

test("a model without a recording has none", async () => {
  expect(await readCapture(folder, "no-such-sensor")).toBeUndefined();
});

test.each([sensors.sds011, sensors.pmsx003])(
  "$model's recording means what stands beside it",
  async (sensor) => {
    const capture = await readCapture(folder, sensor.model);
    const written = JSON.parse(
      await readFile(new URL(`${sensor.model}/recorded-pypms.json`, folder), "utf8"),
    );
    const deframer = createDeframer(sensor.framing);
    const decoded = capture?.frames
      .flatMap(({ bytes }) => deframer.push(bytes))
      .map((framed) => (framed.ok ? sensor.decode(framed.frame) : framed));
    expect(decoded).toEqual(
      written.frames.map(({ at: _, ...frame }: { at: string }) => ({ ok: true, ...frame })),
    );
    expect(capture?.lengthMs).toBe(100_000);
  },
);

test("a capture repeats for ever, each frame at its own place, none left out", () => {
  const offsets = fc.uniqueArray(fc.integer({ min: 1, max: 50_000 }), { maxLength: 8 });
  fc.assert(
    fc.property(
      offsets,
      fc.integer({ min: 1, max: 10_000 }),
      fc.double({ min: 0, max: 1e13, noNaN: true }),
      (rest, pause, from) => {
        const frames = [0, ...rest.toSorted((a, b) => a - b)].map((offsetMs, index) => ({
          offsetMs,
          bytes: Uint8Array.of(index),
        }));
        const lengthMs = (frames.at(-1)?.offsetMs ?? 0) + pause;
        let position = from;
        for (let count = 0; count < 3 * frames.length; count++) {
          const due = frameAfter({ frames, lengthMs }, position);
          const here = frames[due.bytes[0] ?? -1];
          expect(due.position % lengthMs).toBe(here?.offsetMs);
          const between = frames.filter(({ offsetMs }) => {
            const first = Math.ceil((Math.floor(position) + 1 - offsetMs) / lengthMs);
            return first * lengthMs + offsetMs < due.position;
          });
          expect(between).toEqual([]);
          position = due.position;
        }
      },
    ),
  );
});

import { spawn } from "node:child_process";
import { hpma115s0 } from "@datacityzen/hardware/sensors/hpma115s0";
import { nmeaGps } from "@datacityzen/hardware/sensors/nmea-gps";
import { sds011 } from "@datacityzen/hardware/sensors/sds011";
import { expect, test } from "vitest";
import type { PortEvent } from "./ports/port.ts";
import { readSensor } from "./sensor-reader.ts";

const FRAME = Buffer.from("aac006000600" + "58d93dab", "hex");
const bytes = (at: number, data: Uint8Array): PortEvent => ({ kind: "bytes", at, bytes: data });

/** Gives the events, then stays open without a word until `release`. */
const openAfter = (events: readonly PortEvent[]) => {
  const { promise, resolve: release } = Promise.withResolvers<void>();
  async function* stream(): AsyncGenerator<PortEvent, void> {
    yield* events;
    await promise;
  }
  return { stream: stream(), release };
};

test("what has no end of its own is judged when the port falls silent, at the instant it came", async () => {
  const line = Buffer.from("$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A");
  const { stream, release } = openAfter([bytes(1000, line)]);
  const events = readSensor(nmeaGps, stream, 10);
  const first = await events.next();
  expect(first.value).toMatchObject({ at: 1000 });
  release();
  expect((await events.next()).done).toBe(true);
});

test("a frame that may hold the start of another is not kept waiting for the next one", async () => {
  // Its serial number is AA C0, by which a frame begins; and it follows noise.
  const doubtful = Buffer.from("00" + "aac006000600" + "aac0" + "76ab", "hex");
  const { stream, release } = openAfter([bytes(2000, doubtful)]);
  const seen = [];
  for await (const event of readSensor(sds011, stream, 10)) {
    seen.push(event);
    if (event.kind === "measured") release();
  }
  expect(seen).toEqual([
    { kind: "rejected", at: 2000, reason: "noise", frame: Uint8Array.of(0) },
    {
      ...{ kind: "measured", at: 2000, values: { pm2_5: 0.6, pm10: 0.6 }, serial: "aac0" },
      frame: Uint8Array.from(doubtful.subarray(1)),
    },
  ]);
});

test("bytes that wait in the port while the process is held up come before the silence", async () => {
  const halves = [FRAME.subarray(0, 4), FRAME.subarray(4)].map((half) =>
    [...half].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join(""),
  );
  const device = spawn("sh", ["-c", `printf '${halves[0]}'; sleep 0.05; printf '${halves[1]}'`]);
  const begun = Promise.withResolvers<void>();
  async function* stream(): AsyncGenerator<PortEvent, void> {
    let at = 1000;
    for await (const chunk of device.stdout as AsyncIterable<Buffer>) {
      begun.resolve();
      yield bytes(at++, chunk);
    }
  }
  const events = readSensor(sds011, stream(), 20);
  const first = events.next();
  await begun.promise;
  await new Promise((resolve) => setImmediate(resolve));
  // Held up past the silence, while the second half arrives.
  const until = performance.now() + 250;
  while (performance.now() < until);
  expect((await first).value).toMatchObject({ kind: "measured", serial: "58d9" });
  await events.return();
});

test("a true zero is distinguished from a sensor that has not measured yet, by what came before", async () => {
  const zero = Buffer.from("40050400000000b7", "hex");
  const real = Buffer.from("4005040030003156", "hex");
  async function* stream(): AsyncGenerator<PortEvent, void> {
    yield { kind: "opened", at: 0 };
    yield bytes(1, zero);
    yield bytes(2, real);
    yield bytes(3, zero);
    yield { kind: "opened", at: 5 };
    yield bytes(6, zero);
  }
  const kinds: string[] = [];
  for await (const event of readSensor(hpma115s0, stream())) kinds.push(event.kind);
  expect(kinds).toEqual(["opened", "rejected", "measured", "measured", "opened", "rejected"]);
});

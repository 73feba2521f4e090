import { readdir, readFile } from "node:fs/promises";
import { performance } from "node:perf_hooks";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { bytesOf } from "@datacityzen/hardware/bytes";
import { findSensors } from "@datacityzen/hardware/find-sensor";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { Sensor } from "@datacityzen/hardware/sensor";
import { readCapture } from "../../edge/src/capture.ts";
import { type Heard, listen } from "../../edge/src/listen.ts";
import { openMicrophonePort } from "../../edge/src/ports/microphone.ts";
import type { Port, PortEvent } from "../../edge/src/ports/port.ts";
import { openReplayPort } from "../../edge/src/ports/replay.ts";
import { hear } from "../doctor/hear.ts";

/** Where the sensors of a kit are heard. */
export interface Bench {
  readonly emulated: boolean;
  /** Undefined where no place is known at which this sensor could be heard. */
  hear(sensor: Sensor, until: readonly QuantityName[], forMs: number): Promise<Heard | undefined>;
}

/** The station's own sensors: `settings` is SENSORS, "sps30@/dev/serial0,…". */
export const realBench = (settings: string): Bench => ({
  emulated: false,
  hear: async ({ model }, until, forMs) => {
    const place = settings
      .split(",")
      .map((text) => text.split("@"))
      .find(([name = ""]) => findSensors(name).some((one) => one.model === model));
    const [, ...rest] = place ?? [];
    const path = rest.join("@").trim();
    return path === "" || path === "replay" ? undefined : hear({ model, path }, forMs, until);
  },
});

const captures = new URL("../captures/", import.meta.resolve("@datacityzen/hardware/sensors"));
/** A recording of some minutes is heard in some seconds. */
const FASTER = 20;

/** What a part on a bus answered, one transaction a line of its captures. */
const openAnswers = async (model: string): Promise<Port | undefined> => {
  const place = new URL(`${model}/`, captures);
  const names = (await readdir(place).catch(() => [])).filter((name) => name.endsWith(".hex"));
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, place), "utf8")));
  const lines = texts.flatMap((text) =>
    text.split("\n").filter((line) => line !== "" && !line.startsWith("#")),
  );
  if (lines.length === 0) return undefined;
  return {
    events: ReadableStream.from<PortEvent>([
      { kind: "opened", at: performance.now() },
      ...lines.map(
        (line) => ({ kind: "bytes", at: performance.now(), bytes: bytesOf(line) }) as const,
      ),
    ]),
    write: () => Promise.resolve({ ok: false, reason: "not_open" }),
    close: () => Promise.resolve(),
  };
};

const emulatedRecorder = fileURLToPath(new URL("emulated-recorder.ts", import.meta.url));

/**
 * Recordings of real sensors behind pseudo serial ports, and noise from a program that speaks as arecord does:
 * all are opened and read as real ones.
 */
export const emulatedBench = (): Bench => ({
  emulated: true,
  hear: async (sensor, until, forMs) => {
    if (["i2c", "spi", "one-wire"].includes(sensor.bus.kind)) {
      const port = await openAnswers(sensor.model);
      return port && listen({ sensor, port, path: "replay", forMs, until });
    }
    if (sensor.microphone !== undefined) {
      const port = openMicrophonePort({
        microphone: sensor.microphone,
        device: "emulated",
        ...{ sampleHz: 48_000, timeWeighting: "fast", offset: 0 },
        now: () => performance.now(),
        random: Math.random,
        program: [execPath, emulatedRecorder],
      });
      return listen({ sensor, port, path: "replay", forMs, until });
    }
    const capture = await readCapture(captures, sensor.model);
    if (capture === undefined || !("baudRate" in sensor.bus)) return undefined;
    const opened = await openReplayPort({
      capture,
      factor: FASTER,
      baudRate: sensor.bus.baudRate,
      now: () => performance.now(),
      utc: Date.now,
      random: Math.random,
    });
    if (!opened.ok) return undefined;
    return listen({ sensor, port: opened.port, path: "replay", forMs, until });
  },
});

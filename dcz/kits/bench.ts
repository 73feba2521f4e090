import { readdir, readFile } from "node:fs/promises";
import { performance } from "node:perf_hooks";
import { execPath } from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { bytesOf } from "@datacityzen/hardware/bytes";
import { findSensors } from "@datacityzen/hardware/find-sensor";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { Sensor } from "@datacityzen/hardware/sensor";
import { encodeLora } from "@datacityzen/hardware/wire/lora";
import * as z from "zod";
import { readCapture } from "../../edge/src/capture.ts";
import { type Heard, listen } from "../../edge/src/listen.ts";
import { openMicrophonePort } from "../../edge/src/ports/microphone.ts";
import type { Port, PortEvent } from "../../edge/src/ports/port.ts";
import { openReplayPort } from "../../edge/src/ports/replay.ts";
import { readUplink } from "../../gateway/src/bridge/network-uplink.ts";
import { batchOf } from "../../gateway/src/bridge/station-batch.ts";
import { hear } from "../doctor/hear.ts";

/** Where the sensors of a kit are heard. */
export interface Bench {
  readonly emulated: boolean;
  /** Of the gateway that hears the radio. */
  readonly page: string;
  /** Undefined where no place is known at which this sensor could be heard. */
  readonly hear: Hear;
  /** As it came by radio to the gateway; undefined when it did not. */
  readonly hearByRadio: Hear;
}

type Hear = (
  sensor: Sensor,
  until: readonly QuantityName[],
  forMs: number,
) => Promise<Heard | undefined>;

/** A sensor that has said nothing for so long, asked or not, is not connected: a maker is told so at once. */
const SILENT_MS = 30_000;

/** The station's own sensors: `settings` is SENSORS, "sps30@/dev/serial0,…"; and the gateway's page, for the radio. */
export const realBench = (settings: string, page: string): Bench => ({
  emulated: false,
  page,
  hearByRadio: ({ model }, until, forMs) => seeOnPage(page, model, until, forMs),
  hear: async ({ model }, until, forMs) => {
    const place = settings
      .split(",")
      .map((text) => text.split("@"))
      .find(([name = ""]) => findSensors(name).some((one) => one.model === model));
    const [, ...rest] = place ?? [];
    const path = rest.join("@").trim();
    return path === "" || path === "replay"
      ? undefined
      : hear({ model, path }, forMs, until, SILENT_MS);
  },
});

const Latest = z.object({
  stations: z.array(
    z.object({
      station: z.string(),
      values: z.array(z.object({ quantity: z.string(), value: z.number(), received: z.string() })),
    }),
  ),
});

/** How often the page is asked. */
const askEveryMs = 2000;

/** Waits until a LoRa station shows these values on the gateway's page, received since the question began. */
const seeOnPage = async (
  page: string,
  model: string,
  until: readonly QuantityName[],
  forMs: number,
): Promise<Heard | undefined> => {
  const started = Date.now();
  while (Date.now() - started < forMs) {
    const answer = await fetch(new URL("api/latest", page)).catch(() => undefined);
    const latest = Latest.safeParse(answer?.ok ? await answer.json() : undefined);
    // A gateway that does not answer will not be there in ten minutes either.
    if (!latest.success) return undefined;
    for (const { station, values } of latest.data.stations) {
      if (!station.startsWith("lora-")) continue;
      const fresh = values.filter(({ received }) => Date.parse(received) >= started);
      const found = Object.fromEntries(fresh.map(({ quantity, value }) => [quantity, value]));
      if (until.every((quantity) => found[quantity] !== undefined))
        return seenByRadio(model, found);
    }
    await delay(askEveryMs);
  }
  return undefined;
};

const seenByRadio = (model: string, values: Heard["values"]): Heard => ({
  line: { port: "radio", model, state: "speaking", bytes: 0 },
  measured: 1,
  refused: {},
  lastBytes: "",
  values,
});

/** What a country node does with its values, and a network server and the bridge with its frame. */
const overRadio = (model: string, values: Heard["values"]): Heard["values"] | undefined => {
  const sent = Math.floor(Date.now() / 1000) * 1000;
  const every = 600_000;
  const frame = encodeLora([{ at: sent - every, sensor: model, values }], {
    ...{ budget: 51, every, sent, clock: "free" },
  });
  if (!frame.ok) return undefined;
  const document = {
    end_device_ids: { dev_eui: "0000000000000001", dev_addr: "26000001" },
    received_at: new Date(sent).toISOString(),
    uplink_message: { f_port: 1, frm_payload: Buffer.from(frame.bytes).toString("base64") },
  };
  const uplink = readUplink("the-things-stack", Buffer.from(JSON.stringify(document)));
  const batch = uplink.ok ? batchOf(uplink.value) : undefined;
  return batch && Object.assign({}, ...batch.readings.map((reading) => reading.values));
};

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

export const emulatedBench = (): Bench => ({
  emulated: true,
  page: "",
  hear: hearRecording,
  hearByRadio: async (sensor, until, forMs) => {
    const heard = await hearRecording(sensor, until, forMs);
    const values = heard && overRadio(sensor.model, heard.values);
    return values && { ...heard, values };
  },
});

/**
 * Recordings of real sensors behind pseudo serial ports, and noise from a program that speaks as arecord does:
 * all are opened and read as real ones.
 */
const hearRecording: Hear = async (sensor, until, forMs) => {
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
};

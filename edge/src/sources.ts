import type { SelfCalibration, Sensor } from "@datacityzen/hardware/sensor";
import { type Capture, readCapture } from "./capture.ts";
import type { Config, SensorSetting } from "./config.ts";
import { readSensorFile } from "./declared-sensor-file.ts";
import { firmataBus, openFirmataAnalogPort } from "./ports/firmata.ts";
import { type FirmataBoard, openFirmataBoard } from "./ports/firmata-board.ts";
import { firmataPlace } from "./ports/firmata-place.ts";
import { openHttpPort } from "./ports/http.ts";
import { openI2cPort } from "./ports/i2c.ts";
import { openMicrophonePort } from "./ports/microphone.ts";
import { openOneWirePort } from "./ports/one-wire.ts";
import { openReplayPort } from "./ports/replay.ts";
import { openSerialPort } from "./ports/serial.ts";
import { openSpiLine, openSpiPort } from "./ports/spi.ts";
import type { Source } from "./source.ts";

/** A source, and the capture that is replayed through it when there is no real sensor. */
export type OpenedSource = Source & { readonly capture?: Capture };

export type OpenedSources =
  | { readonly ok: true; readonly sources: readonly OpenedSource[] }
  | { readonly ok: false; readonly sentence: string };

/** Recordings stand beside the sensors that they are of. */
const captures = new URL("../captures/", import.meta.resolve("@datacityzen/hardware/sensors"));

interface Given {
  /** Stamps what comes from the ports. */
  readonly monotonic: () => number;
  /** UTC, by which a replay is played: see `ports/replay.ts`. */
  readonly now: () => number;
  readonly random: () => number;
  /** What CO₂ sensors are told of calibrating themselves; undefined leaves each as it is. */
  readonly selfCalibration?: SelfCalibration | undefined;
}

/** The sensor with its choice said first at each start, and the choice as it is told; both only where it has one. */
const withSelfCalibration = (sensor: Sensor, choice: SelfCalibration | undefined) => {
  const { dialogue, selfCalibration } = sensor;
  if (choice === undefined || selfCalibration === undefined) return { sensor };
  const start = [...selfCalibration[choice], ...(dialogue?.start ?? [])];
  return {
    sensor: { ...sensor, dialogue: { ...dialogue, start } },
    selfCalibration: choice,
  };
};

interface SerialSensor {
  readonly sensor: Sensor;
  readonly baudRate: number;
}

type NamedSource =
  | SerialSensor
  | NetworkSensor
  | BusSensor
  | MicrophoneSensor
  | SpiSensor
  | OneWireSensor
  | BoardSensor;

/** The sensor that a setting names; a described one is read from its file. */
const sensorOf = async (setting: SensorSetting): Promise<NamedSource | undefined | string> => {
  if (setting.from === "discovery") return undefined;
  if ("sensor" in setting) return setting;
  const read = await readSensorFile(setting.file);
  if (!read.ok) return read.sentences.join("\n");
  const { sensor } = read;
  return "baudRate" in sensor.bus
    ? { sensor, baudRate: sensor.bus.baudRate }
    : `SENSORS names ${setting.file}, which describes a sensor on ${sensor.bus.kind}: a serial port reads those whose bus is "uart" or "modbus".`;
};

interface BusSensor {
  readonly sensor: Sensor;
  readonly path: string;
  readonly addresses: readonly number[];
}

/** Each question is a process of its own for some milliseconds: not more often than this. */
const LEAST_I2C_MS = 5000;

const openOnBus = (
  { sensor: model, path, addresses }: BusSensor,
  place: number,
  { monotonic, random, selfCalibration }: Given,
): OpenedSource => {
  const told = withSelfCalibration(model, selfCalibration);
  const { dialogue = {}, everyMs = LEAST_I2C_MS, warmUpMs } = told.sensor;
  return {
    ...{ ...told, path, place, warmUpMs, flags: [] },
    port: openI2cPort({
      ...{ path, addresses, dialogue, random },
      everyMs: Math.max(everyMs, LEAST_I2C_MS),
      now: monotonic,
    }),
  };
};

interface NetworkSensor {
  readonly sensor: Sensor;
  readonly url: string;
}

/** A device asks its own sensors as often as it does; asking it more often tells nothing new. */
const openDevice = (
  { sensor, url }: NetworkSensor,
  place: number,
  { monotonic }: Given,
): OpenedSource => ({
  sensor,
  path: url,
  port: openHttpPort({ url, everyMs: sensor.everyMs ?? 60_000, now: monotonic }),
  place,
  // It gives values only once its own sensors are warm.
  warmUpMs: 0,
  flags: [],
});

type SpiSensor = Extract<SensorSetting, { readonly from: "spi" }>;

/** A counter counts on between two readings; each of them takes half a second of the bus. */
const LEAST_SPI_MS = 5000;

const openOnSpi = (
  { sensor, path }: SpiSensor,
  place: number,
  { monotonic, random }: Given,
): OpenedSource => ({
  sensor,
  path,
  port: openSpiPort({
    line: openSpiLine(sensor.bus, { path, now: monotonic, random }),
    bus: sensor.bus,
    dialogue: sensor.dialogue ?? {},
    everyMs: Math.max(sensor.everyMs ?? LEAST_SPI_MS, LEAST_SPI_MS),
    now: monotonic,
  }),
  place,
  warmUpMs: sensor.warmUpMs,
  flags: [],
});

type OneWireSensor = Extract<SensorSetting, { readonly from: "one-wire" }>;

/** The kernel waits 0.75 s for each measurement. */
const LEAST_ONE_WIRE_MS = 5000;

const openOnWire = (
  { sensor, path }: OneWireSensor,
  place: number,
  { monotonic, random }: Given,
): OpenedSource => ({
  sensor,
  path,
  port: openOneWirePort({
    path,
    family: sensor.bus.family,
    everyMs: Math.max(sensor.everyMs ?? LEAST_ONE_WIRE_MS, LEAST_ONE_WIRE_MS),
    now: monotonic,
    random,
  }),
  place,
  warmUpMs: sensor.warmUpMs,
  flags: [],
});

type BoardSensor = Extract<SensorSetting, { readonly from: "firmata" }>;
/** A sensor on a board, whose settings have been read. */
type OnBoard = { readonly path: string; readonly sensor: Sensor } & (
  | { readonly channel: number }
  | { readonly addresses: readonly number[] }
);

/** Of StandardFirmata: the fastest that a serial port of an Uno keeps up with. */
const FIRMATA_BAUD = 57_600;
/** The board may ask often: no process is started for it. */
const LEAST_FIRMATA_MS = 1000;

/** The sensors of boards with StandardFirmata; those of one board share its port. */
export const openOnFirmata = (
  all: readonly OnBoard[],
  {
    monotonic: now,
    random,
    selfCalibration,
  }: Pick<Given, "monotonic" | "random" | "selfCalibration">,
  placeOf: (index: number) => number = () => 1,
): OpenedSource[] => {
  const boards = new Map(
    [...Map.groupBy(all, ({ path }) => path)].map(([path, own]) => [
      path,
      openFirmataBoard(openSerialPort({ path, baudRate: FIRMATA_BAUD, now, random }), own.length),
    ]),
  );
  return all.map((one, index) => {
    const board = boards.get(one.path) as FirmataBoard;
    const told = withSelfCalibration(one.sensor, selfCalibration);
    const { dialogue = {}, everyMs = LEAST_FIRMATA_MS, warmUpMs } = told.sensor;
    const path = `firmata:${one.path}:${firmataPlace(one)}`;
    const port =
      "channel" in one
        ? openFirmataAnalogPort({ board, channel: one.channel, everyMs, now })
        : openI2cPort({
            ...{ path, addresses: one.addresses, dialogue, random, now },
            everyMs: Math.max(everyMs, LEAST_FIRMATA_MS),
            bus: firmataBus(board),
            onClosed: board.release,
          });
    return { ...told, path, port, place: placeOf(index), warmUpMs, flags: [] };
  });
};

type MicrophoneSensor = Extract<SensorSetting, { readonly from: "alsa" }>;
type SoundSetting = "MICROPHONE_RATE" | "MICROPHONE_TIME_WEIGHTING" | "MICROPHONE_OFFSET";

const openMicrophone = (
  { sensor, device }: MicrophoneSensor,
  place: number,
  config: Pick<Config, SoundSetting>,
  { monotonic, random }: Given,
): OpenedSource => ({
  sensor,
  path: `alsa:${device}`,
  port: openMicrophonePort({
    microphone: sensor.microphone,
    device,
    sampleHz: config.MICROPHONE_RATE,
    timeWeighting: config.MICROPHONE_TIME_WEIGHTING,
    offset: config.MICROPHONE_OFFSET,
    now: monotonic,
    random,
  }),
  place,
  warmUpMs: sensor.warmUpMs,
  flags: [],
});

const openReplay = async (
  { sensor, baudRate }: SerialSensor,
  place: number,
  factor: number,
  given: Given,
): Promise<OpenedSource | string> => {
  const capture = await readCapture(captures, sensor.model);
  if (capture === undefined)
    return `SENSORS names ${sensor.model}@replay, but there is no recording of that sensor.`;
  const opened = await openReplayPort({
    capture,
    factor,
    baudRate,
    now: given.monotonic,
    utc: given.now,
    random: given.random,
  });
  if (!opened.ok)
    return `A replayed sensor needs a pseudo serial port, which this machine cannot make (${opened.reason}). Install again without leaving optional packages out, or set SENSORS to a real port, such as "sds011@/dev/ttyUSB0".`;
  // The sensor was warm when it was captured.
  return {
    sensor,
    path: "replay",
    port: opened.port,
    place,
    warmUpMs: 0,
    flags: ["replayed"],
    capture,
  };
};

/** A sensor on a serial port, which begins anew when it hangs. */
export const openOnSerialPort = (
  { sensor: model, baudRate }: SerialSensor,
  path: string,
  place: number,
  {
    monotonic: now,
    random,
    selfCalibration,
  }: Pick<Given, "monotonic" | "random" | "selfCalibration">,
): OpenedSource => {
  const told = withSelfCalibration(model, selfCalibration);
  const { sensor } = told;
  const port = openSerialPort({ path, baudRate, now, random });
  const { warmUpMs } = sensor;
  const restart = () => port.restart?.();
  const isPaced = sensor.everyMs !== undefined;
  return {
    ...{ ...told, path, port, place, warmUpMs, flags: [], canSleep: true, restart },
    ...(isPaced ? { sampleMs: sensor.everyMs } : {}),
  };
};

/** Opens the port of each sensor in the settings; a real port that is absent is waited for. */
export const openSources = async (
  config: Pick<Config, "SENSORS" | "REPLAY_FACTOR" | SoundSetting>,
  given: Given,
): Promise<OpenedSources> => {
  const { SENSORS, REPLAY_FACTOR } = config;
  const named = await Promise.all(SENSORS.map(sensorOf));
  const wrong = named.filter((one) => typeof one === "string");
  if (wrong.length > 0) return { ok: false, sentence: wrong.join("\n") };

  const sources: OpenedSource[] = [];
  const places = new Map<BoardSensor, number>();
  for (const [index, setting] of SENSORS.entries()) {
    const meant = named[index];
    // What is looked for comes once it is found.
    if (meant === undefined || typeof meant === "string") continue;
    const { sensor } = meant;
    const earlier = [...sources, ...places.keys()];
    const place = 1 + earlier.filter((one) => one.sensor.model === sensor.model).length;
    // Those of one board are opened together.
    if ("from" in meant && meant.from === "firmata") {
      places.set(meant, place);
      continue;
    }
    if ("url" in meant) {
      sources.push(openDevice(meant, place, given));
      continue;
    }
    if ("addresses" in meant) {
      sources.push(openOnBus(meant, place, given));
      continue;
    }
    if ("device" in meant) {
      sources.push(openMicrophone(meant, place, config, given));
      continue;
    }
    if ("from" in meant && meant.from === "spi") {
      sources.push(openOnSpi(meant, place, given));
      continue;
    }
    if ("from" in meant && meant.from === "one-wire") {
      sources.push(openOnWire(meant, place, given));
      continue;
    }
    const { baudRate } = meant;
    if (setting.from === "port") {
      sources.push(openOnSerialPort({ sensor, baudRate }, setting.path, place, given));
      continue;
    }
    const replay = await openReplay(meant, place, REPLAY_FACTOR, given);
    if (typeof replay === "string") return { ok: false, sentence: replay };
    sources.push(replay);
  }
  const onBoards = [...places.keys()];
  const opened = openOnFirmata(
    onBoards,
    given,
    (index) => places.get(onBoards[index] as BoardSensor) ?? 1,
  );
  return { ok: true, sources: [...sources, ...opened] };
};

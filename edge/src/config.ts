import { fixedDurationMs } from "@datacityzen/hardware/duration";
import { findSensors } from "@datacityzen/hardware/find-sensor";
import { StationId } from "@datacityzen/hardware/identifiers";
import type { Bus, Microphone, Sensor } from "@datacityzen/hardware/sensor";
import { sensors } from "@datacityzen/hardware/sensors";
import {
  duration,
  type Environment,
  logLevel,
  readSettings,
  type Settings,
  url,
} from "@datacityzen/hardware/settings/settings";
import * as z from "zod";
import { firmataPlace, LONGEST_FIRMATA_REPLY } from "./ports/firmata-place.ts";
import { sampleRates } from "./sound/sound-level-meter.ts";
import { type TimeWeighting, timeConstants } from "./sound/time-weighting.ts";

/** A sensor as it is named: a built-in model, or the JSON file that describes one (not read here). */
export type NamedSensor =
  | { readonly sensor: Sensor; readonly baudRate: number }
  | { readonly file: string };

export type BusOf<K extends Bus["kind"]> = Extract<Bus, { readonly kind: K }>;

const isOn =
  <K extends Bus["kind"]>(kind: K) =>
  (sensor: Sensor): sensor is Sensor & { readonly bus: BusOf<K> } =>
    sensor.bus.kind === kind;

/**
 * Where its bytes come from: a serial port, an I²C bus, a recording, a device of the network that tells them, or
 * wherever it is found.
 */
export type SensorSetting =
  | {
      readonly from: "i2c";
      readonly path: string;
      readonly sensor: Sensor;
      /** Where it answers; all that this model may have, unless one is named. */
      readonly addresses: readonly number[];
    }
  | (NamedSensor & ({ readonly from: "port"; readonly path: string } | { readonly from: "replay" }))
  | { readonly from: "network"; readonly sensor: Sensor; readonly url: string }
  /** Whatever is found: on any USB adapter, or on one port; one model alone where it is named. */
  | {
      readonly from: "discovery";
      readonly path?: string;
      readonly model?: { readonly sensor: Sensor; readonly baudRate: number };
    }
  /** A serial port with the maker's adaptor, or the machine's own bus. */
  | {
      readonly from: "spi";
      readonly path: string;
      readonly sensor: Sensor & { readonly bus: BusOf<"spi"> };
    }
  /** The kernel's folder of one part, or of the whole bus. */
  | {
      readonly from: "one-wire";
      readonly path: string;
      readonly sensor: Sensor & { readonly bus: BusOf<"one-wire"> };
    }
  /** A board with StandardFirmata on a serial port: one of its analogue inputs, or a part on its bus. */
  | ({ readonly from: "firmata"; readonly path: string; readonly sensor: Sensor } & (
      | { readonly channel: number }
      | { readonly addresses: readonly number[] }
    ))
  | {
      readonly from: "alsa";
      readonly sensor: Sensor & { readonly microphone: Microphone };
      /** The name that ALSA has for it. */
      readonly device: string;
    };

const REPLAY = "replay";
const AUTO = "auto";
const DAY_MS = 86_400_000;

/** The bus of a sensor that speaks on a serial port. */
const baudRateOf = ({ bus }: Sensor): number | undefined =>
  "baudRate" in bus ? bus.baudRate : undefined;

const named = (name: string): NamedSensor | undefined => {
  if (/\.json$/i.test(name)) return { file: name };
  const sensor = findSensors(name).find((one) => baudRateOf(one) !== undefined);
  return sensor === undefined ? undefined : { sensor, baudRate: baudRateOf(sensor) as number };
};

const serialModels = Object.values<Sensor>(sensors)
  .filter((sensor) => baudRateOf(sensor) !== undefined)
  .map(({ model }) => model);

const analogModels = Object.values<Sensor>(sensors)
  .filter(isOn("analog"))
  .map(({ model }) => model);

const busModels = Object.values<Sensor>(sensors)
  .filter(({ bus }) => bus.kind === "i2c")
  .map(({ model }) => model);

const networkModels = Object.values<Sensor>(sensors)
  .filter(({ bus }) => bus.kind === "http-json")
  .map(({ model }) => model);

/** `airrohr@http://192.168.1.20`: the document is where this kind of device has it, unless the address names one. */
const parseDevice = (name: string, address: string): SensorSetting | string => {
  const sensor = findSensors(name).find(({ bus }) => bus.kind === "http-json");
  if (sensor === undefined || sensor.bus.kind !== "http-json")
    return `names "${name}" at an address of the network, where only ${networkModels.join(" and ")} can be`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || url.username !== "" || url.password !== "")
    return `names "${name}" at an address that is none, such as "${name}@http://192.168.1.20"`;
  if (url.pathname === "/" && url.search === "") url.pathname = sensor.bus.path;
  return { from: "network", sensor, url: url.href };
};

/** `bme280@/dev/i2c-1`, or `bme280@/dev/i2c-1:0x77` where two of one model share a bus. */
const parseOnBus = (name: string, path: string): SensorSetting | string => {
  const sensor = findSensors(name).find(({ bus }) => bus.kind === "i2c");
  if (sensor === undefined || sensor.bus.kind !== "i2c")
    return `names "${name}" on an I²C bus, where only ${busModels.join(", ")} can be`;
  const parts = /^(\/dev\/i2c-\d+)(?::(0x[0-7][0-9a-f]))?$/i.exec(path);
  const [, bus, address] = parts ?? [];
  if (bus === undefined)
    return `names "${path}", which is no I²C bus: write "${name}@/dev/i2c-1", or "${name}@/dev/i2c-1:0x76" for one address`;
  const addresses = address === undefined ? sensor.bus.addresses : [Number(address)];
  return { from: "i2c", path: bus, sensor, addresses };
};

const ONE_WIRE = "/sys/bus/w1/devices";

/** `ds18b20@/sys/bus/w1/devices/28-00000a1b2c3d`, or the bus for its only part. */
const parseOnWire = (name: string, path: string): SensorSetting | string => {
  const sensor = findSensors(name).find(isOn("one-wire"));
  if (sensor === undefined) return `names "${name}" on a 1-Wire bus, where only ds18b20 can be`;
  const family = sensor.bus.family.toString(16).padStart(2, "0");
  const [, part] = /^\/sys\/bus\/w1\/devices(?:\/([0-9a-f]{2}-[0-9a-f]{12}))?\/?$/i.exec(path) ?? [
    path,
    "",
  ];
  if (part === "" || (part !== undefined && !part.startsWith(`${family}-`)))
    return `names "${path}", which is no such part: write "${name}@${ONE_WIRE}/${family}-…" as "ls ${ONE_WIRE}" lists it, or "${name}@${ONE_WIRE}" for the only one`;
  return { from: "one-wire", path: path.replace(/\/$/, ""), sensor };
};

const hasMicrophone = (sensor: Sensor): sensor is Sensor & { readonly microphone: Microphone } =>
  sensor.microphone !== undefined;

const microphones = Object.values<Sensor>(sensors).filter(hasMicrophone);

const ALSA = "alsa:";

/** `ics43434@alsa:plughw:CARD=sndrpigooglevoi`, by a name that `arecord -L` lists. */
const parseMicrophone = (name: string, device: string): SensorSetting | string => {
  const sensor = findSensors(name).find(hasMicrophone);
  if (sensor === undefined)
    return `names "${name}" as a microphone, where only ${microphones.map(({ model }) => model).join(" and ")} can be`;
  if (!/^[\w:=.-]+$/.test(device))
    return `names "${ALSA}${device}", which is no device of ALSA: write "${name}@${ALSA}plughw:CARD=NAME" with a name that "arecord -L" lists`;
  return { from: "alsa", sensor, device };
};

const FIRMATA = "firmata:";

/**
 * `sen0232@firmata:/dev/ttyACM0:A0`, `bme280@firmata:/dev/ttyACM0`, or `bme280@firmata:/dev/ttyACM0:0x77` where two
 * of one model share the board's bus.
 */
const parseOnBoard = (name: string, place: string): SensorSetting | string => {
  const [, path, input, address] =
    /^(\/dev\/[^:]+)(?::(?:A(\d{1,2})|(0x[0-7][0-9a-f])))?$/i.exec(place) ?? [];
  if (path === undefined)
    return `names "${FIRMATA}${place}", which is no board: write "${name}@${FIRMATA}/dev/ttyACM0:A0" for an analogue input, or "${name}@${FIRMATA}/dev/ttyACM0" for a part on its I²C bus`;
  const analog = findSensors(name).find(isOn("analog"));
  if (analog !== undefined)
    return input === undefined
      ? `names "${name}" on a board without its input: write "${name}@${FIRMATA}${path}:A0"`
      : { from: "firmata", path, sensor: analog, channel: Number(input) };
  const onBus = findSensors(name).find(isOn("i2c"));
  const isShort = [...(onBus?.dialogue?.read ?? []), ...(onBus?.dialogue?.calibration ?? [])].every(
    ({ replyBytes = 0 }) => replyBytes <= LONGEST_FIRMATA_REPLY,
  );
  if (onBus === undefined || input !== undefined || !isShort)
    return `names "${name}" on a board with StandardFirmata, which reads voltages (${analogModels.join(", ")}) and parts on I²C whose answers have ${LONGEST_FIRMATA_REPLY} bytes at most`;
  const addresses = address === undefined ? onBus.bus.addresses : [Number(address)];
  return { from: "firmata", path, sensor: onBus, addresses };
};

/**
 * `model@path`, `file.json@path`, `model@replay`, `model@alsa:device`, `model@http://address`, `auto`, `model@auto` or
 * `auto@path`; a sentence's end when it is none of these.
 */
const parseSensor = (text: string): SensorSetting | string => {
  if (text.trim() === AUTO) return { from: "discovery" };
  const at = text.indexOf("@");
  const name = text.slice(0, at).trim();
  const path = text.slice(at + 1).trim();
  if (at < 1 || path === "")
    return 'must list sensors as "model@port", such as "sds011@/dev/ttyUSB0" or "sds011@replay", or be "auto"';
  if (name === AUTO)
    return path.startsWith("/dev/")
      ? { from: "discovery", path }
      : `names "auto@${path}", where only a serial port can be, such as "auto@/dev/ttyAMA0"`;
  if (/^https?:/i.test(path)) return parseDevice(name, path);
  if (path.startsWith("/dev/i2c")) return parseOnBus(name, path);
  if (path.startsWith(ONE_WIRE)) return parseOnWire(name, path);
  if (path.startsWith(FIRMATA)) return parseOnBoard(name, path.slice(FIRMATA.length));
  if (path.startsWith(ALSA)) return parseMicrophone(name, path.slice(ALSA.length));
  const known = named(name);
  const device = findSensors(name)[0];
  if (
    known === undefined &&
    device !== undefined &&
    isOn("spi")(device) &&
    path.startsWith("/dev/")
  )
    return { from: "spi", path, sensor: device };
  if (known === undefined && device?.bus.kind === "http-json")
    return `names "${name}", which is a device of the network: give its address, such as "${name}@http://192.168.1.20"`;
  if (known === undefined && device?.microphone !== undefined)
    return `names "${name}", which is a microphone: give its device of ALSA, such as "${name}@${ALSA}plughw:CARD=NAME"`;
  if (known === undefined)
    return `names "${name}", which is neither a JSON file nor one of ${serialModels.join(", ")}`;
  if (path === AUTO)
    return "file" in known
      ? `cannot look for ${name}: give its port, such as "${name}@/dev/ttyUSB0"`
      : { from: "discovery", model: known };
  if (path !== REPLAY) return { ...known, from: "port", path };
  return "file" in known ? `has no recording of ${name} to replay` : { ...known, from: "replay" };
};

const place = (setting: SensorSetting): string => {
  if (setting.from === "port" || setting.from === "spi" || setting.from === "one-wire")
    return setting.path;
  if (setting.from === "network") return setting.url;
  if (setting.from === "firmata") return `${FIRMATA}${setting.path}:${firmataPlace(setting)}`;
  if (setting.from === "discovery")
    return setting.path ?? `${setting.model?.sensor.model ?? ""}@${AUTO}`;
  if (setting.from === "alsa") return `${ALSA}${setting.device}`;
  if (setting.from === "i2c")
    return `${setting.path}:${setting.addresses.map((one) => `0x${one.toString(16)}`).join("/")}`;
  return `${"sensor" in setting ? setting.sensor.model : setting.file}@${REPLAY}`;
};

const Sensors = z
  .string()
  .default(AUTO)
  .transform((text, context): SensorSetting[] => {
    const parsed = text.split(",").map(parseSensor);
    for (const wrong of parsed.filter((one) => typeof one === "string"))
      context.addIssue({ code: "custom", message: wrong });
    const settings = parsed.filter((one) => typeof one !== "string");
    const places = settings.map(place);
    const twice = places.find((one, index) => places.indexOf(one) !== index);
    if (twice !== undefined)
      context.addIssue({ code: "custom", message: `must not use ${twice} twice` });
    return settings;
  });

/** Every setting of the edge process; the keys are the variables' names. */
export const Config = z
  .object({
    STATION_ID: z
      .string()
      .refine(
        (text) => StationId.safeParse(text).success,
        "must be 2 to 64 lower-case letters, digits or hyphens",
      )
      .optional(),
    DATA_DIR: z.string().min(1, "must be a folder").default("./data"),
    KIT: z.string().max(64, "must have at most 64 characters").default("workshop-table"),
    SENSORS: Sensors,
    MICROPHONE_RATE: z
      .string()
      .default(String(sampleRates[0]))
      .transform(Number)
      .pipe(z.literal(sampleRates, `must be ${sampleRates.join(" or ")}`)),
    MICROPHONE_TIME_WEIGHTING: z
      .enum(Object.keys(timeConstants) as TimeWeighting[], "must be fast or slow")
      .default("fast"),
    MICROPHONE_OFFSET: z
      .string()
      .default("0")
      .transform(Number)
      .refine((offset) => Math.abs(offset) <= 30, "must be a number of decibels from -30 to 30"),
    CO2_SELF_CALIBRATION: z.enum(["on", "off"], "must be on or off").optional(),
    SAMPLE_EVERY: duration("PT1M").refine(
      (every) => Number.isInteger(every) && every >= 100 && every <= DAY_MS,
      "must be from 0.1 s (PT0.1S) to one day (P1D)",
    ),
    REPLAY_FACTOR: z
      .string()
      .default("1")
      .transform(Number)
      .refine((factor) => factor >= 0.1 && factor <= 1000, "must be a number from 0.1 to 1000"),
    BACKFILL: z
      .string()
      .optional()
      .transform((text, context): number => {
        const length = text === undefined ? 0 : fixedDurationMs(text);
        if (length !== undefined && length <= 366 * DAY_MS) return length;
        context.addIssue({
          code: "custom",
          message: 'must be an ISO 8601 duration of at most a year, such as "P1D"',
        });
        return z.NEVER;
      }),
    GATEWAY_MQTT_URL: url(["mqtt:", "mqtts:"], "mqtt://127.0.0.1:1884"),
    GATEWAY_CA_FILE: z.string().optional(),
    LOG_LEVEL: logLevel(),
  })
  .refine(
    ({ BACKFILL, SENSORS }) => BACKFILL === 0 || SENSORS.every(({ from }) => from === REPLAY),
    {
      path: ["BACKFILL"],
      message:
        'fills the past from captures and goes only with replayed sensors (SENSORS="sds011@replay")',
    },
  );
export type Config = z.infer<typeof Config>;

export const readConfig = (environment: Environment = process.env): Settings<Config> =>
  readSettings(Config, environment);

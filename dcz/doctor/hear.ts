import { performance } from "node:perf_hooks";
import type { QuantityName } from "@datacityzen/hardware/quantities";
import { declaredOrKnown } from "../../edge/src/declared-sensor-file.ts";
import { type Heard, listen } from "../../edge/src/listen.ts";
import { openHttpPort } from "../../edge/src/ports/http.ts";
import { openI2cPort } from "../../edge/src/ports/i2c.ts";
import { openMicrophonePort } from "../../edge/src/ports/microphone.ts";
import type { Port } from "../../edge/src/ports/port.ts";
import { openSerialPort } from "../../edge/src/ports/serial.ts";

const monotonic = () => performance.now();

/** A device that is asked more often than this has nothing new to say; in a short while once is enough. */
const ASK_EVERY_MS = 60_000;

/**
 * Listens to the sensor that is named at a place: a serial port, an I²C bus, a
 * device of ALSA, or an address of the network.
 * Undefined where no such sensor can be there, which the settings' own check says.
 */
export const hear = async (
  { model, path }: { readonly model: string; readonly path: string },
  forMs: number,
  until: readonly QuantityName[] = [],
): Promise<Heard | undefined> => {
  const meant = await declaredOrKnown(model);
  if (!meant.ok) return undefined;
  const isDevice = /^https?:/i.test(path);
  const onBus = /^(\/dev\/i2c-\d+)(?::(0x[0-7][0-9a-f]))?$/i.exec(path);
  const isSound = path.startsWith("alsa:");
  const sensor = meant.sensors.find(({ bus, microphone }) => {
    if (isSound) return microphone !== undefined;
    if (isDevice) return bus.kind === "http-json";
    return onBus === null ? "baudRate" in bus : bus.kind === "i2c";
  });
  if (sensor === undefined) return undefined;
  const { bus } = sensor;
  let port: Port | undefined;
  if (bus.kind === "i2c" && onBus !== null) {
    const [, device = "", address] = onBus;
    port = openI2cPort({
      path: device,
      addresses: address === undefined ? bus.addresses : [Number(address)],
      dialogue: sensor.dialogue ?? {},
      everyMs: 1000,
      now: monotonic,
      random: Math.random,
    });
  }
  if (isSound && sensor.microphone !== undefined)
    port = openMicrophonePort({
      microphone: sensor.microphone,
      device: path.slice("alsa:".length),
      // Whether it is heard at all does not depend on what the station's settings say of it.
      ...{ sampleHz: 48_000, timeWeighting: "fast", offset: 0 },
      now: monotonic,
      random: Math.random,
    });
  if (bus.kind === "http-json") {
    const url = URL.canParse(path) ? new URL(path) : undefined;
    if (url === undefined) return undefined;
    if (url.pathname === "/" && url.search === "") url.pathname = bus.path;
    const { href } = url;
    port = openHttpPort({ url: href, everyMs: ASK_EVERY_MS, now: monotonic, patienceMs: forMs });
  } else if ("baudRate" in bus)
    port = openSerialPort({ path, baudRate: bus.baudRate, now: monotonic, random: Math.random });
  return port === undefined ? undefined : listen({ sensor, port, path, forMs, until });
};

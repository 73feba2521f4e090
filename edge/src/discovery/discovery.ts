import type { Logger } from "pino";
import { pause } from "../pause.ts";
import type { Port } from "../ports/port.ts";
import {
  adapterKey,
  type DeviceTrees,
  isHeldByOther,
  isPlainAdapter,
  listSerialDevices,
  type SerialDevice,
  thisMachinesTrees,
} from "../ports/serial-devices.ts";
import { type Identified, identify, type SerialModel, serialModels } from "./identify.ts";

/** What is known of the adapters that were met: the model behind each, and its place among those of its model. */
export interface Memory {
  readonly [adapter: string]: { readonly model: string; readonly place: number };
}

/** A sensor that was found on a port. */
export interface Found {
  readonly model: SerialModel;
  readonly path: string;
  /** Among the station's sensors of its model, from 1. */
  readonly place: number;
}

export interface DiscoveryOptions {
  readonly open: (path: string, baudRate: number) => Port;
  /** What may be found; every model on a serial port unless given. */
  readonly among?: readonly SerialModel[] | undefined;
  /** Ports that somebody named: what is there may be asked. */
  readonly named?: readonly string[];
  /** Ports that belong to sensors of the settings. */
  readonly taken?: readonly string[];
  /** Whether adapters that nobody named are looked at. */
  readonly all: boolean;
  readonly memory: Memory;
  readonly onMemory: (memory: Memory) => void;
  readonly onFound: (found: Found) => void;
  /** The device of a sensor that was found is gone. */
  readonly onGone: (path: string) => void;
  readonly log: Pick<Logger, "info" | "warn">;
  readonly trees?: DeviceTrees;
  readonly lookEveryMs?: number;
  readonly listenMs?: number;
  /** How time passes while a port is listened to. */
  readonly wait?: typeof pause;
  /** From one attempt on a silent port to the next. */
  readonly retryMs?: { readonly first: number; readonly longest: number };
}

export interface Discovery {
  /** The sensor that was found on this port is silent, or another speaks there: looks at it anew. */
  again(path: string): void;
  stop(): Promise<void>;
}

/** One port while it is plugged in. */
interface Plugged {
  readonly key: string;
  readonly leaving: AbortController;
  state: "looked_at" | "found" | "waiting";
  /** Attempts that found nothing, and when the next is due. */
  attempts: number;
  next: number;
  model?: string;
  place?: number;
  said?: string;
}

const sentences = {
  console: (path: string) =>
    `${path} is the kernel's console: it is left alone. Take "console=" out of /boot/firmware/cmdline.txt to use it for a sensor.`,
  denied: (path: string) =>
    `${path} may not be opened: add the user to the group of the port (sudo usermod -aG dialout $USER), then start anew.`,
  held: (path: string) => `${path} is in use by another program: it is left alone.`,
  silent: (path: string, asked: boolean) =>
    asked
      ? `Nothing answers on ${path}: check the sensor's power, and whether TX and RX are crossed.`
      : `Nothing speaks on ${path} by itself, and nothing is sent to an adapter that is not known: name it in SENSORS ("auto@${path}") if a sensor is there.`,
  unreadable: (path: string) =>
    `What comes on ${path} is no sensor that is known: check the ground wire; "dcz sensors" lists what is understood.`,
} as const;

const whatHappened = (path: string, found: Exclude<Identified, { kind: "found" }>): string => {
  if (found.kind === "silent") return sentences.silent(path, found.asked);
  if (found.kind === "unreadable") return sentences.unreadable(path);
  return found.reason === "denied" ? sentences.denied(path) : sentences.held(path);
};

/**
 * Finds sensors by what they say, wherever they are plugged in, and notices when one leaves. A port of the
 * console, one in use, and one of the settings are never opened.
 */
export const startDiscovery = ({
  open,
  among = serialModels,
  named = [],
  taken = [],
  all,
  memory: firstMemory,
  onMemory,
  onFound,
  onGone,
  log,
  trees = thisMachinesTrees,
  lookEveryMs = 400,
  listenMs,
  wait,
  retryMs = { first: 15_000, longest: 300_000 },
}: DiscoveryOptions): Discovery => {
  const stopping = new AbortController();
  const plugged = new Map<string, Plugged>();
  const running = new Set<Promise<void>>();
  let memory = firstMemory;
  let isFirst = true;

  const say = (one: Plugged, sentence: string) => {
    if (one.said === sentence) return;
    one.said = sentence;
    log.warn({}, sentence);
  };

  /** The place that this adapter's sensor had, or the first that no other sensor of its model has now. */
  const placeOf = (key: string, model: string): number => {
    const used = [...plugged.values()].flatMap((one) =>
      one.state === "found" && one.model === model ? [one.place] : [],
    );
    const before = memory[key];
    if (before?.model === model && !used.includes(before.place)) return before.place;
    for (let place = 1; ; place++) if (!used.includes(place)) return place;
  };

  const lookAt = async (device: SerialDevice, one: Plugged): Promise<void> => {
    const { path } = device;
    const { signal } = one.leaving;
    const isNamed = named.includes(path);
    const retry = (sentence: string) => {
      if (signal.aborted) return;
      say(one, sentence);
      one.state = "waiting";
      one.next = performance.now() + Math.min(retryMs.first * 2 ** one.attempts++, retryMs.longest);
    };
    if (device.isConsole) return retry(sentences.console(path));
    if (!device.isAllowed) return retry(sentences.denied(path));
    if (await isHeldByOther(path, trees)) return retry(sentences.held(path));
    const known = memory[one.key];
    const found = await identify({
      open: (baudRate) => open(path, baudRate),
      mayAsk: isNamed || isPlainAdapter(device),
      among,
      before: among.find(({ sensor }) => sensor.model === known?.model),
      ...(listenMs === undefined ? {} : { listenMs }),
      ...(wait === undefined ? {} : { wait }),
      signal,
    });
    if (signal.aborted) return;
    if (found.kind !== "found") return retry(whatHappened(path, found));
    const { model } = found.model.sensor;
    const place = placeOf(one.key, model);
    Object.assign(one, { state: "found", model, place, attempts: 0 });
    memory = { ...memory, [one.key]: { model, place } };
    onMemory(memory);
    log.info({ path, model, ...device.usb }, `${model} found on ${path}.`);
    onFound({ model: found.model, path, place });
  };

  const look = async (): Promise<void> => {
    const devices = (await listSerialDevices(trees)).filter(({ path, usb }) => {
      if (taken.includes(path)) return false;
      return named.includes(path) || (all && usb !== undefined);
    });
    for (const [path, one] of plugged) {
      const device = devices.find((present) => present.path === path);
      if (device !== undefined && adapterKey(device) === one.key) continue;
      plugged.delete(path);
      one.leaving.abort();
      if (one.state === "found") onGone(path);
    }
    for (const device of devices) {
      const { path } = device;
      let one = plugged.get(path);
      if (one === undefined) {
        const key = adapterKey(device);
        one = { key, leaving: new AbortController(), state: "waiting", attempts: 0, next: 0 };
        plugged.set(path, one);
      }
      if (one.state !== "waiting" || performance.now() < one.next) continue;
      one.state = "looked_at";
      const looked = lookAt(device, one).finally(() => running.delete(looked));
      running.add(looked);
    }
    if (isFirst && devices.length === 0)
      log.warn({}, "No sensor is plugged in: a USB adapter is found as soon as it is there.");
    isFirst = false;
  };

  const run = async () => {
    while (!stopping.signal.aborted) {
      await look();
      await pause(lookEveryMs, stopping.signal);
    }
  };
  const ran = run();

  return {
    again(path) {
      const one = plugged.get(path);
      if (one?.state !== "found") return;
      onGone(path);
      Object.assign(one, { state: "waiting", next: 0 });
    },
    async stop() {
      stopping.abort();
      for (const { leaving } of plugged.values()) leaving.abort();
      await Promise.all([ran, ...running]);
    },
  };
};

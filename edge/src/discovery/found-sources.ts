import type { SelfCalibration } from "@datacityzen/hardware/sensor";
import type { Logger } from "pino";
import * as z from "zod";
import type { SensorSetting } from "../config.ts";
import { identityFiles } from "../identity.ts";
import { openSerialPort } from "../ports/serial.ts";
import type { DeviceTrees } from "../ports/serial-devices.ts";
import type { Source } from "../source.ts";
import { openOnSerialPort } from "../sources.ts";
import type { Station } from "../station.ts";
import { type Discovery, type Memory, startDiscovery } from "./discovery.ts";

const KeptMemory = z.record(
  z.string(),
  z.strictObject({ model: z.string(), place: z.int().min(1).max(64) }),
);

export interface FoundSourcesOptions {
  readonly settings: readonly SensorSetting[];
  readonly station: Pick<Station, "add" | "retire">;
  /** The file that keeps which adapter had which sensor; without it nothing is kept. */
  readonly path?: string;
  readonly monotonic: () => number;
  readonly random: () => number;
  readonly selfCalibration?: SelfCalibration | undefined;
  readonly log: Pick<Logger, "info" | "warn">;
  readonly trees?: DeviceTrees | undefined;
  readonly listenMs?: number | undefined;
}

const readMemory = (path: string | undefined): Memory => {
  if (path === undefined) return {};
  try {
    return KeptMemory.parse(JSON.parse(identityFiles.read(path) ?? "{}"));
  } catch {
    return {};
  }
};

/** Looks for the sensors that the settings leave open, and gives them to the station; undefined when there are none. */
export const followFoundSensors = ({
  settings,
  station,
  path: memoryPath,
  monotonic,
  random,
  selfCalibration,
  log,
  trees,
  listenMs,
}: FoundSourcesOptions): Discovery | undefined => {
  const open = settings.filter((setting) => setting.from === "discovery");
  if (open.length === 0) return undefined;
  const named = open.flatMap(({ path }) => (path === undefined ? [] : [path]));
  const anywhere = open.filter(({ path }) => path === undefined);
  const models = anywhere.flatMap(({ model }) => (model === undefined ? [] : [model]));
  const isAny = models.length < anywhere.length || named.length > 0;
  const sources = new Map<string, Source>();
  const discovery = startDiscovery({
    open: (path, baudRate) => openSerialPort({ path, baudRate, now: monotonic, random }),
    ...(isAny ? {} : { among: models }),
    named,
    taken: settings.flatMap((setting) =>
      setting.from === "port" || setting.from === "firmata" ? [setting.path] : [],
    ),
    all: anywhere.length > 0,
    memory: readMemory(memoryPath),
    onMemory: (memory) => {
      if (memoryPath === undefined) return;
      try {
        identityFiles.save(memoryPath, `${JSON.stringify(memory)}\n`);
      } catch (error) {
        log.warn({ err: error }, "which adapter has which sensor cannot be kept on disk");
      }
    },
    onFound: ({ model, path, place }) => {
      const given = { monotonic, random, selfCalibration };
      const restart = () => discovery.again(path);
      const source = { ...openOnSerialPort(model, path, place, given), restart };
      sources.set(path, source);
      station.add(source);
    },
    onGone: (path) => {
      const source = sources.get(path);
      sources.delete(path);
      if (source !== undefined) station.retire(source);
    },
    log,
    ...(trees === undefined ? {} : { trees }),
    ...(listenMs === undefined ? {} : { listenMs }),
  });
  return discovery;
};
